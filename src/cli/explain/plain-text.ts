const BLOCK_END = /<br\s*\/?>|<\/(?:p|div|li|h[1-6]|tr|ul|ol)\s*>/gi;
const LINK = /<a\b[^>]*?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')[^>]*>/gi;
const TAG = /<\/?[a-z!][^>]*>/gi;
const ENTITY = /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{1,8}));/gi;
const NAMED: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};
const LARGEST_CODE_POINT = 0x10_ff_ff;

/** HTML as somebody reads it: a line for each block, and the address behind each link, since that is agreed to as well. */
export function plainText(html: string): string {
  const marked = html
    .replaceAll(/\s+/g, " ")
    .replaceAll(BLOCK_END, "\n")
    .replaceAll(LINK, (_, double?: string, single?: string) => `(${double ?? single ?? ""}) `)
    .replaceAll(TAG, "");
  return marked
    .replaceAll(ENTITY, decoded)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

/** Entities nobody knows stay as they are. */
function decoded(
  entity: string,
  digits: string | undefined,
  hex: string | undefined,
  name: string | undefined,
): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? entity;
  const code = digits === undefined ? Number.parseInt(hex ?? "", 16) : Number(digits);
  return code <= LARGEST_CODE_POINT ? String.fromCodePoint(code) : entity;
}
