#!/usr/bin/env node
// The installed command. Plain JavaScript that an old Node can still parse, because its first duty is to say
// in one line that the Node it runs on is too old; then it starts the bundle with a warm compile cache.
const NEEDED_MAJOR = 26;

function refuse(line) {
  process.stderr.write(`tradebot: ${line}\n`);
  process.exitCode = 78;
}

async function start() {
  // an import would read every export of these modules, and some of them load others when read
  const { existsSync } = process.getBuiltinModule("node:fs");
  const bundle = new URL("../dist/tradebot.js", import.meta.url);
  const source = new URL("./tradebot.ts", import.meta.url);
  if (existsSync(bundle)) {
    const { enableCompileCache } = process.getBuiltinModule("node:module");
    const { fileURLToPath } = process.getBuiltinModule("node:url");
    // Beside the bundle, not in the shared temporary directory: whoever can write the cache can run code here.
    enableCompileCache(fileURLToPath(new URL("../dist/.compile-cache", import.meta.url)));
    await import(bundle.href);
  } else if (existsSync(source)) {
    process.stderr.write(
      "tradebot: no build in dist, running from source; `npm run build` makes starts faster\n",
    );
    await import(source.href);
  } else {
    refuse("the build is missing (dist/tradebot.js); install the package again");
  }
}

if (Number(process.versions.node.split(".")[0]) < NEEDED_MAJOR) {
  refuse(
    `needs Node.js ${NEEDED_MAJOR}, found ${process.versions.node}; ` +
      "run it with `npx tradebot`, which uses the Node.js that `npm ci` installed beside it",
  );
} else {
  await start();
}
