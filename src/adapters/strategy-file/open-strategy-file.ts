import type { LoadHookSync, ResolveHookSync } from "node:module";
import { realpathSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inWords, TradebotError } from "../../core/domain/errors.ts";
import type { StrategyDeclaration } from "../../core/strategy/contract.ts";
import { declarationFault, isStrategy } from "../../core/strategy/declaration-fault.ts";
import { Misconduct } from "../../core/strategy/misconduct.ts";
import { findStrategy } from "../../core/strategy/registry.ts";
import { confined } from "./confined.ts";
import { guardedStrategy } from "./guarded-strategy.ts";
import { instanceMark } from "./misdeeds.ts";
import { beginVoice } from "./stand-ins.ts";
import { strategyFileError } from "./strategy-file-error.ts";
import { StrategySources } from "./strategy-source.ts";

/** Asked of the process: the bundler takes an imported `createRequire` for a way to write imports. */
const { createRequire, registerHooks } = process.getBuiltinModule("node:module");

/** What a strategy imports from us. */
const KIT = "tradebot/strategy";
/** A module of one line around the file: Node gives a file itself, however it is called, only once to a `require`. */
const ENTRY = "tradebot:own-strategy";
/** The build puts it beside the bundle, as a file of its own: only those who have a strategy of their own load it. */
const KIT_FILE = import.meta.url.endsWith(".ts")
  ? "../../core/strategy/own-strategy-kit.ts"
  : "./own-strategy-kit.js";

export interface OpenedStrategy {
  readonly declaration: StrategyDeclaration;
  /** Every file that was read for it, itself first. */
  readonly files: readonly string[];
}

const opened = new Map<string, OpenedStrategy>();

/**
 * Runs a user's own strategy file, once in a process, and takes its strategy. Node itself strips the types.
 *
 * @throws TradebotError `STRATEGY_FILE_UNUSABLE`, which says what is wrong with it
 */
export function openStrategyFile(file: string): OpenedStrategy {
  const main = placeOf(file);
  const known = opened.get(main);
  if (known !== undefined) return known;
  beginVoice();
  const strategy = opening(main);
  opened.set(main, strategy);
  return strategy;
}

/** Where the file really lies: that is how Node knows it. */
function placeOf(file: string): string {
  try {
    return realpathSync(path.resolve(file));
  } catch (error) {
    throw strategyFileError(file, `cannot be read: ${inWords(error)}`);
  }
}

/** The same from its beginning once more, with whatever it keeps in its modules apart from all others. */
export const openStrategyAnew = (file: string): OpenedStrategy => opening(placeOf(file));

let instances = 0;

function opening(main: string): OpenedStrategy {
  instances += 1;
  const query = instanceMark(instances);
  const sources = new StrategySources(main);
  refusals.length = 0;
  try {
    sources.read(main); // says better than Node why it cannot be read
    hookIn();
    const first = pathToFileURL(main).href + query;
    entries.set(ENTRY + query, first);
    modules.set(first, { query, sources });
    return confined(() => strategyIn(createRequire(import.meta.url)(ENTRY + query), main, sources));
  } catch (error) {
    throw asStrategyError(refusals[0] ?? error, main);
  }
}

/** One loading of a strategy: its modules, as Node knows them, and what was read for them. */
interface Instance {
  readonly query: string;
  readonly sources: StrategySources;
}

/** The first module of each, by the module around it. */
const entries = new Map<string, string>();
const modules = new Map<string, Instance>();
/** Imports that were refused while a file was loaded, also where its code would not hear of it. */
const refusals: TradebotError[] = [];
let isHookedIn = false;

/** For good: a strategy may also import when it is asked for its signals. */
function hookIn(): void {
  if (isHookedIn) return;
  isHookedIn = true;
  registerHooks({ resolve, load });
}

const resolve: ResolveHookSync = (specifier, context, next) => {
  if (entries.has(specifier)) return { url: specifier, format: "module", shortCircuit: true };
  const importer = context.parentURL ?? "";
  const own = modules.get(importer);
  if (own === undefined) return modules.has(specifier) ? ownModule(specifier) : next(specifier, context);
  if (specifier === KIT) return { url: new URL(KIT_FILE, import.meta.url).href, shortCircuit: true };
  const { href } = /^\.\.?\//.test(specifier) ? new URL(specifier, importer) : { href: "" };
  if (!href.endsWith(".ts")) throw strangeImport(importer, specifier);
  modules.set(href + own.query, own);
  return ownModule(href + own.query);
};

const ownModule = (url: string) => ({ url, format: "module-typescript", shortCircuit: true });

const load: LoadHookSync = (url, context, next) => {
  const first = entries.get(url);
  if (first !== undefined) return { format: "module", source: entrySource(first), shortCircuit: true };
  const own = modules.get(url);
  if (own === undefined) return next(url, context);
  return { format: "module-typescript", source: own.sources.read(fileURLToPath(url)), shortCircuit: true };
};

/** All its exports, so that a missing one is told by us. */
const entrySource = (first: string): string => `export * as strategy from ${JSON.stringify(first)};`;

function strangeImport(importer: string, specifier: string): TradebotError {
  const refusal = strategyFileError(
    fileURLToPath(importer),
    `imports "${specifier}": only "${KIT}" and .ts files beside it (./..., with their ending) may be imported`,
    "a strategy reckons with what it is shown and with nothing else, so that the same bars always give the same signals",
  );
  refusals.push(refusal);
  return refusal;
}

function strategyIn(exported: unknown, main: string, sources: StrategySources): OpenedStrategy {
  const found = memberOf(memberOf(exported, "strategy"), "default");
  if (found === undefined) {
    throw strategyFileError(main, "has no default export: expected export default defineStrategy({ ... })");
  }
  const fault = declarationFault(found);
  if (fault !== undefined || !isStrategy(found)) throw strategyFileError(main, fault ?? "is no strategy");
  if (findStrategy(found.name) !== undefined) {
    throw strategyFileError(
      main,
      `has the name "${found.name}", which is one of our own strategies`,
      "give it another name: orders and what is remembered are told apart by it",
    );
  }
  return {
    declaration: guardedStrategy({ ...found, fileDigest: sources.digest }, main),
    files: sources.files,
  };
}

const memberOf = (of: unknown, name: string): unknown =>
  typeof of === "object" && of !== null ? Reflect.get(of, name) : undefined;

function asStrategyError(error: unknown, main: string): TradebotError {
  if (error instanceof TradebotError) return error;
  if (error instanceof Misconduct) return strategyFileError(main, error.message);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX" || code === "ERR_INVALID_TYPESCRIPT_SYNTAX") {
    return strategyFileError(main, `is not TypeScript whose types can be left out: ${inWords(error)}`);
  }
  return strategyFileError(main, `broke off while it was loaded: ${inWords(error)}`, undefined, error);
}
