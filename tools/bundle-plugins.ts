import type { Plugin } from "rolldown";

/** How bundlers mark modules that are no files. */
const VIRTUAL = "\0";
const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/**
 * Takes Node's own modules from `process.getBuiltinModule` instead of importing them. An import reads every export of
 * such a module, and some exports load half of Node when read: `node:http` a second HTTP client, which takes longer
 * than a whole start of this program.
 */
export function builtinsUntouched(): Plugin {
  const prefix = `${VIRTUAL}untouched-`;
  return {
    name: "builtins-untouched",
    resolveId: (id, _importer, { kind }) =>
      id.startsWith("node:") && kind === "import-statement" ? prefix + id : null,
    load: (id) =>
      id.startsWith(prefix) ? { code: accessTo(id.slice(prefix.length)), moduleSideEffects: false } : null,
  };
}

/** A module with the same exports; the pure calls let the bundler drop those that nobody uses. */
function accessTo(builtin: string): string {
  const names = Object.keys(process.getBuiltinModule(builtin) ?? {}).filter(
    (name) => IDENTIFIER.test(name) && name !== "default",
  );
  return [
    `const builtin = process.getBuiltinModule("${builtin}");`,
    "export default builtin;",
    ...names.map(
      (name, index) =>
        `const export${index} = /* @__PURE__ */ (() => builtin.${name})(); export { export${index} as ${name} };`,
    ),
  ].join("\n");
}

/**
 * What is used of packages whose main file loads all of them: of undici the connection pool, without fetch, caches and
 * test doubles; of date-fns what pino-roll asks for; of graceful-fs, which is for programs that open files by the
 * thousand, the calls of Node that proper-lockfile makes. A further export in use must be added here.
 */
const PARTS: Readonly<Record<string, string>> = {
  undici: `
    import Dispatcher from "undici/lib/dispatcher/dispatcher.js";
    import api from "undici/lib/api/index.js";
    Object.assign(Dispatcher.prototype, api);
    export { default as Pool } from "undici/lib/dispatcher/pool.js";`,
  "date-fns": `
    export { addDays } from "date-fns/addDays";
    export { addHours } from "date-fns/addHours";
    export { format } from "date-fns/format";
    export { isValid } from "date-fns/isValid";
    export { parse } from "date-fns/parse";`,
  "graceful-fs": `
    export { mkdir, realpath, rmdir, rmdirSync, stat, utimes } from "node:fs";`,
};

export function partsOfPackages(): Plugin {
  const prefix = `${VIRTUAL}parts-of-`;
  return {
    name: "parts-of-packages",
    resolveId: (id) => (id in PARTS ? prefix + id : null),
    load: (id) => (id.startsWith(prefix) ? (PARTS[id.slice(prefix.length)] ?? null) : null),
  };
}

const OUTSIDE_ASCII = /(?<!\\)[^\0-\x7f]/g;

/** The code with every other character as an escape: a single one costs V8 two bytes for each character of its file. */
export const inAscii = (code: string): string =>
  code.replace(OUTSIDE_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const NO_PROGRAMS = `${VIRTUAL}no-programs`;

/** A command of commander can be a program of its own that it starts. None of ours is, so what starts one stays out. */
export function withoutProgramsAsCommands(): Plugin {
  return {
    name: "without-programs-as-commands",
    resolveId: (id, importer = "") =>
      id === "node:child_process" && /node_modules.commander\b/.test(importer) ? NO_PROGRAMS : null,
    load: (id) => (id === NO_PROGRAMS ? "export default undefined;" : null),
  };
}

const NO_HTTP2 = `${VIRTUAL}no-http2`;

/** Undici loads its HTTP/2, and Node's with it, in case a server offers it. Our connections refuse the offer. */
export function withoutHttp2(): Plugin {
  return {
    name: "without-http2",
    resolveId: (id, importer = "") =>
      id === "./client-h2.js" && /node_modules.undici\b/.test(importer) ? NO_HTTP2 : null,
    load: (id) =>
      id === NO_HTTP2 ? `module.exports = () => { throw new Error("the bundle has no HTTP/2"); };` : null,
  };
}
