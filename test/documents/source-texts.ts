import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));

export interface SourceText {
  readonly file: string;
  readonly text: string;
}

/** Every file of the program. */
export const sourceTexts = (): readonly SourceText[] =>
  readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => ({ file, text: readFileSync(path.join(SOURCE, file), "utf8") }));
