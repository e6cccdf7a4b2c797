/** A `%` that was itself encoded, any number of times. */
const PERCENT = "%(?:25)*";
/** What JSON puts before a character, once for each time the text was put into another, and perhaps percent-encoded. */
const BACKSLASHES = `(?:\\\\|${PERCENT}5[Cc])*`;

const NAMED_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "b",
  "\t": "t",
  "\n": "n",
  "\f": "f",
  "\r": "r",
};

/**
 * A pattern for a text as it may stand in URLs and forms, in JSON, and in these within each other: letters and digits
 * stay what they are, every other character may be escaped in its own way.
 */
export const inAnyEscaping = (text: string): string =>
  text.toWellFormed().replaceAll(/[^A-Za-z0-9]/gu, escaped);

function escaped(character: string): string {
  const named = NAMED_ESCAPES[character];
  const ways = [
    literal(character),
    percentEncoded(character),
    unicodeEscaped(character),
    ...(named === undefined ? [] : [named]),
    ...(character === " " ? ["\\+", `${PERCENT}2[Bb]`] : []),
  ];
  const repeated = character === "\\" ? "+" : ""; // each JSON doubles it
  return `${BACKSLASHES}(?:${ways.join("|")})${repeated}`;
}

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");

const percentEncoded = (character: string): string =>
  [...Buffer.from(character, "utf8")].map((byte) => PERCENT + hex(byte, 2)).join("");

const unicodeEscaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, index) => `${index === 0 ? "" : BACKSLASHES}u${hex(character.charCodeAt(index), 4)}`,
  ).join("");

/** In small letters or capitals. */
const hex = (value: number, digits: number): string =>
  value
    .toString(16)
    .padStart(digits, "0")
    .replaceAll(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);

/**
 * The secret in the base64 of whatever text it stands in, such as `user:secret`: three bytes become four characters,
 * so there are three ways in which it can lie. Characters that depend on the neighbours are left out.
 */
export function base64FormsOf(secret: string): readonly string[] {
  const inUrl = encodeURIComponent(secret.toWellFormed());
  const inJson = JSON.stringify(secret).slice(1, -1);
  const forms = [...new Set([secret, inUrl, inJson])].flatMap((text) =>
    [0, 1, 2].map((offset) => base64(text, offset)),
  );
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll("+", "-").replaceAll("/", "_")]))];
}

function base64(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, "utf8")]);
  const withNeighbours = bytes.toString("base64").replace(/=+$/, "");
  const from = offset === 0 ? 0 : offset + 1;
  return withNeighbours.slice(from, bytes.length % 3 === 0 ? undefined : -1);
}
