import { readFileSync } from "node:fs";
import { TradebotError } from "../../core/domain/errors.ts";
import { readScript } from "../../simulator/script/read-script.ts";
import type { Script } from "../../simulator/script/script-schema.ts";
import { printable } from "../output.ts";

/** @throws TradebotError that names everything that is wrong with the file */
export function readScriptFile(path: string): Script {
  const read = readScript(textOf(path));
  if (read.kind === "script") return read.script;
  throw new TradebotError({
    code: "SIMULATOR_SCRIPT_INVALID",
    message: [`the script "${path}" cannot be used:`, ...read.faults.map(printable)].join("\n  "),
    exit: "configuration",
  });
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new TradebotError({
      code: "SIMULATOR_SCRIPT_UNREADABLE",
      message: `cannot read the script: ${cause instanceof Error ? cause.message : String(cause)}`,
      exit: "configuration",
      hint: "name a file that exists and that you may read",
      cause,
    });
  }
}
