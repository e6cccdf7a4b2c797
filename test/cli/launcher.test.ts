import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { it } from "./workspace.ts";

const LAUNCHER = fileURLToPath(new URL("../../bin/tradebot.mjs", import.meta.url));
const PRETENDED = `--import=data:text/javascript,${encodeURIComponent(
  'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.19.0" } });',
)}`;

const versionOf = (node: string): string =>
  execFileSync(node, ["--version"], { encoding: "utf8" }).trim().slice(1);
const isOld = (node: string): boolean => Number(versionOf(node).split(".")[0]) < 26;
const OLD_NODES = ["/usr/bin/node", "/usr/local/bin/node"].filter((node) => existsSync(node) && isOld(node));

const REFUSAL = (found: string): string =>
  `tradebot: needs Node.js 26, found ${found}; run it with \`npx tradebot\`, ` +
  "which uses the Node.js that `npm ci` installed beside it\n";

describe("the launcher", () => {
  it("refuses an old Node in one line with 78", ({ bot }) => {
    const args = [PRETENDED, LAUNCHER, "--single-cycle"];
    const result = spawnSync(process.execPath, args, { cwd: bot.directory, encoding: "utf8", env: {} });
    expect(result).toMatchObject({ status: 78, stdout: "", stderr: REFUSAL("20.19.0") });
    expect([bot.has("state"), bot.has("logs")]).toEqual([false, false]);
  });

  it("says the same on the old Node that this machine has, if any", ({ bot }) => {
    if (OLD_NODES.length === 0)
      console.info("no old Node in /usr/bin or /usr/local/bin to try the launcher with");
    for (const node of OLD_NODES) {
      const result = spawnSync(node, [LAUNCHER, "--single-cycle"], {
        cwd: bot.directory,
        encoding: "utf8",
        env: {},
      });
      expect(result).toMatchObject({ status: 78, stdout: "", stderr: REFUSAL(versionOf(node)) });
    }
  });

  it("says in one line that the build is missing, with 78", ({ bot }) => {
    const copy = path.join(bot.directory, "installed/bin/tradebot.mjs");
    mkdirSync(path.dirname(copy), { recursive: true });
    copyFileSync(LAUNCHER, copy);
    const args = [copy, "--single-cycle"];
    const result = spawnSync(process.execPath, args, { cwd: bot.directory, encoding: "utf8", env: {} });
    expect(result).toMatchObject({
      status: 78,
      stdout: "",
      stderr: "tradebot: the build is missing (dist/tradebot.js); install the package again\n",
    });
    expect(bot.has("state")).toBe(false);
  });

  it("runs from source where there is no build, and says so", ({ bot }) => {
    const bin = path.join(bot.directory, "clone/bin");
    mkdirSync(bin, { recursive: true });
    copyFileSync(LAUNCHER, path.join(bin, "tradebot.mjs"));
    symlinkSync(path.join(path.dirname(LAUNCHER), "tradebot.ts"), path.join(bin, "tradebot.ts"));
    const args = [path.join(bin, "tradebot.mjs"), "--version"];
    const result = spawnSync(process.execPath, args, { cwd: bot.directory, encoding: "utf8", env: {} });
    expect(result.status).toBe(0);
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(result.stderr).toMatch(/^tradebot: no build in dist, running from source; [^\n]*\n$/);
  });
});
