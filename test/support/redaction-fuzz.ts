import { LineFormat } from "../../src/adapters/logging/line-format.ts";
import { LiveSecrets } from "../../src/adapters/logging/live-secrets.ts";
import { secretsInAddress } from "../../src/adapters/logging/address-secrets.ts";
import { runId } from "../../src/core/domain/ids.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { PLANTED, plantedTexts, traceIn } from "./planted-secrets.ts";

export interface FuzzResult {
  readonly lines: number;
  /** How many lines show that something was hidden: the search would be worth nothing without it. */
  readonly hidden: number;
  readonly leaks: readonly string[];
}

/** Writes lines of every kind of text that people or brokers could put a secret into, and looks for it on each. */
export function fuzzRedaction(lines: number, seed: number): FuzzResult {
  const secrets = new LiveSecrets(PLANTED.flatMap(withParts));
  const format = new LineFormat({ runId: runId("56e23f23-2a1b-499c-9d0c-9092d79e93d3") }, secrets);
  const text = plantedTexts(seed);
  const leaks: string[] = [];
  let hidden = 0;
  for (let count = 0; count < lines; count += 1) {
    const given = { error_name: "Error", error_message: text(), stack: text() };
    const line = format.line(timestamp(0), "unexpected_exception", given);
    const trace = traceIn(line);
    if (trace !== undefined) leaks.push(`${trace} of ${short(JSON.stringify(given))}`);
    if (line.includes("***")) hidden += 1;
  }
  return { lines, hidden, leaks };
}

const short = (text: string): string => text.replaceAll(/y{9,}/g, "y..y").slice(0, 600);

const withParts = (secret: string): readonly string[] =>
  secret.startsWith("https:") ? secretsInAddress(secret) : [secret];
