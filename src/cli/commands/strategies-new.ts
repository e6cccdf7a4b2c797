import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { replaceFile } from "../../adapters/files/replace-file.ts";
import { portableLine } from "../../config/portable-line.ts";
import { inWords, TradebotError } from "../../core/domain/errors.ts";
import { findStrategy } from "../../core/strategy/registry.ts";
import { shellWord } from "../../schedule/quoting.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { makeParents } from "../make-parents.ts";
import { printable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { nameFromFile, strategyTemplate } from "../strategies/template.ts";

/** Writes a strategy to begin with. */
export function runStrategiesNew({ host }: CommandInput, file: string, isForced: boolean): number {
  const shown = file.split(path.sep).join("/"); // what is read the same everywhere has no backslashes
  const line = portableLine("STRATEGY_FILE", shown);
  if (!/[^/\\]\.ts$/.test(file) || line === undefined) {
    throw new TradebotError({
      code: "STRATEGY_FILE_NAME",
      message: `"${printable(file)}" is no name for a strategy: expected one that ends in .ts, without quotes`,
      exit: "usage",
    });
  }
  if (existsSync(file) && !isForced) {
    throw new TradebotError({
      code: "STRATEGY_FILE_EXISTS",
      message: `"${printable(file)}" is there already, and may be somebody's work`,
      exit: "usage",
      hint: "choose another name, or replace it with --force",
    });
  }
  writeStrategy(file, strategyTemplate(freeName(file)), isForced);
  const next = [`tradebot strategies check ${shellWord(shown)}`, `${line} in .env chooses it`];
  host.stdout.write([`wrote ${file}`, ...next.map((each) => `  ${each}`), ""].map(printable).join("\n"));
  return EXIT_CODES.done.code;
}

/** Named after the file, and told apart from ours. */
function freeName(file: string): string {
  const name = nameFromFile(path.basename(file));
  return findStrategy(name) === undefined ? name : `my_${name}`;
}

/** @throws TradebotError where nothing can be written */
function writeStrategy(file: string, text: string, isForced: boolean): void {
  makeParents(file);
  try {
    if (isForced) replaceFile(file, text);
    else writeFileSync(file, text, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new TradebotError({
      code: "STRATEGY_FILE_UNWRITABLE",
      message: `cannot write "${printable(file)}": ${inWords(error)}`,
      exit: "storage_unwritable",
      hint: "choose a place where the user who runs tradebot can write",
      cause: error,
    });
  }
}
