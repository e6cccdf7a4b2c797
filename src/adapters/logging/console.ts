import type { Level } from "../../events/event.ts";
import { dressLine, type ConsoleStyle } from "./console-style.ts";

/** Where the log can be watched. */
export class LogConsole {
  readonly #stderr: { write(text: string): unknown };
  readonly #style: ConsoleStyle;

  constructor(stderr: { write(text: string): unknown }, style: ConsoleStyle) {
    this.#stderr = stderr;
    this.#style = style;
  }

  show(line: string, level: Level): void {
    const dressed = dressLine(line, level, this.#style);
    if (dressed !== undefined) this.#stderr.write(dressed);
  }

  /** For a line that is nowhere else: shown whatever was asked for. */
  showAnyway(line: string, level: Level): void {
    this.#stderr.write(dressLine(line, level, this.#style) ?? line);
  }
}
