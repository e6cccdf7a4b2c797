import { seededRandom } from "../adapters/files/seeded-random.ts";

/** Secrets of several kinds; the letters in capitals survive every encoding but base64, and stand in nothing else. */
export const PLANTED = [
  "24h-PLANTEDTOKEN-7c1e9a",
  "pä55 PLANTEDWORDS/+=&?\"'\\",
  "PLANTEDKEY|9==",
  "https://hooks.example.test/in/PLANTEDPATH4711?sig=PLANTEDSIGNATURE",
] as const;

/** What must not be seen of them, in plain or in the base64 of any text that holds one. */
const TRACES: readonly string[] = [
  "PLANTED",
  ...["PLANTEDTOKEN", "PLANTEDWORDS", "PLANTEDKEY", "PLANTEDPATH4711", "PLANTEDSIGNATURE"].flatMap(
    base64Traces,
  ),
];

/** The part that its neighbours cannot change, for each of the three ways it can lie. */
function base64Traces(text: string): readonly string[] {
  return [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), Buffer.from(text)])
      .toString("base64")
      .slice(offset === 0 ? 0 : offset + 1, -4)
      .replace(/=+$/, ""),
  );
}

/** The first trace in a text, for a message that says what leaked. */
export const traceIn = (text: string): string | undefined => TRACES.find((trace) => text.includes(trace));

type Wrap = (text: string, noise: string) => string;

/** Ways in which programs put one text into another. */
const WRAPS: readonly Wrap[] = [
  (text, noise) => `${noise} ${text} ${noise}`,
  (text, noise) => noise + text + noise,
  (text, noise) => JSON.stringify({ [noise]: [text], Message: noise }),
  (text, noise) => `GET /port/v1/${noise}?token=${encodeURIComponent(text)}&$top=1`,
  (text) => encodeURIComponent(text),
  (text) => encodeURIComponent(text).replaceAll("%20", "+"),
  (text, noise) => `Authorization: Bearer ${text}\r\n${noise}`,
  (text, noise) => `Basic ${Buffer.from(`${noise}:${text}`).toString("base64")}`,
  (text) => Buffer.from(text).toString("base64url"),
  (text, noise) => `Error: ${text}\n    at ${noise} (/opt/${noise}.js:1:2)`,
  (text, noise) => `/var/lib/${noise}/${text}.json`,
  (text, noise) => `"${text}"='${noise}'`,
];

const NOISE = [
  "",
  "x",
  "a b",
  "=",
  "\\",
  "\u202e",
  "é😀",
  "AbC123dEf456",
  "run_id=1",
  "%41",
  "\u0000",
  "eyJ",
];

const wraps64 = (wrap: Wrap): boolean => wrap("", "").startsWith("Basic ") || wrap("~~~", "") === "fn5-";

/** Random texts around the secrets, the same for the same seed. */
export function plantedTexts(seed: number): () => string {
  const random = seededRandom(seed);
  const oneOf = <Value>(values: readonly Value[]): Value => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error("nothing to choose from");
    return value;
  };
  const noise = (): string => oneOf(NOISE) + (random() < 0.02 ? "y".repeat(random() * 9000) : "");
  return () => {
    let text: string = oneOf(PLANTED);
    let isBase64 = false;
    for (let depth = random() * 4; depth > 0; depth -= 1) {
      const wrap = oneOf(WRAPS);
      if (isBase64 && wraps64(wrap)) continue; // base64 of base64 is nobody's way of writing a text
      isBase64 ||= wraps64(wrap);
      text = wrap(text, noise());
    }
    return text;
  };
}
