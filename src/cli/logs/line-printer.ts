import { chooseConsole } from "../../adapters/logging/choose-console.ts";
import { dressLine } from "../../adapters/logging/console-style.ts";
import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import type { Host } from "../main.ts";
import { printable } from "../output.ts";

/** Writes lines to stdout as they stand in the log, in colour where a person looks on. */
export function linePrinter({ stdout, env }: Pick<Host, "stdout" | "env">): (line: ParsedLine) => void {
  const style = chooseConsole("auto", { stderr: stdout, env }) === "colour" ? "colour" : "plain";
  return ({ text, level }) => {
    stdout.write(`${dressLine(printable(text), level, style) ?? ""}\n`);
  };
}
