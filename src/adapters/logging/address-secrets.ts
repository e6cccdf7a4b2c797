const SHORTEST_PART = 6;
/** `services`, `sendMessage`: parts of many addresses, and of our own event names. */
const WORD = /^[A-Za-z]{1,16}$/;

/**
 * The texts that give an address away which is a secret itself: the whole, and each part of its path and query that
 * could be the token in it. The host alone is no secret.
 */
export function secretsInAddress(address: string): readonly string[] {
  const { href, pathname, search, searchParams } = new URL(address);
  const segments = pathname.split("/").flatMap(decoded);
  const values = [...searchParams.values()];
  const parts = [...segments.filter((segment) => !WORD.test(segment)), ...values, search.slice(1)];
  const path = pathname.slice(1);
  return [address, href, `${pathname}${search}`, ...(WORD.test(path) ? [] : [path]), ...parts].filter(
    (part) => part.length >= SHORTEST_PART,
  );
}

/** As it is written, and as it is meant; the program's texts may hold either. */
function decoded(segment: string): readonly string[] {
  try {
    return [segment, decodeURIComponent(segment)];
  } catch {
    return [segment]; // not valid as an encoding, and so meant as it is
  }
}
