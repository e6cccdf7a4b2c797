import type { Answer } from "./fake-saxo.ts";

/** A number in [0, 1). */
type Random = () => number;

/** An answer that is not as documented, made of one that is. */
export type Mutation = (good: unknown, random: Random) => Answer;

const oneOf = <Value>(values: readonly [Value, ...Value[]], random: Random): Value =>
  values[Math.floor(random() * values.length)] ?? values[0];

const countOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce((sum: number, child) => sum + countOf(child), 1)
    : 1;

/** Puts what `change` makes of it in the place of the n-th value, in depth-first order; `undefined` takes it out. */
function changeNth(value: unknown, n: number, change: (old: unknown) => unknown): unknown {
  let index = -1;
  const walk = (current: unknown): unknown => {
    index += 1;
    if (index === n) return change(current);
    if (Array.isArray(current)) return current.map(walk);
    if (typeof current !== "object" || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([key, child]) => [key, walk(child)]));
  };
  return walk(value);
}

function changed(good: unknown, random: Random, change: (old: unknown) => unknown): unknown {
  return changeNth(good, Math.floor(random() * countOf(good)), change) ?? null;
}

const WRONG: readonly [unknown, ...unknown[]] = [
  null,
  0,
  -1,
  1.5,
  1e308,
  5e-324,
  "",
  " ",
  "text",
  "NaN",
  "0001-01-01T00:00:00Z",
  "2026-02-30T25:61:00Z",
  "\u202e\u0000\n",
  "__proto__",
  true,
  [],
  {},
  [[]],
  { length: -1 },
];

/** Fields whose mere presence means something, wherever they stand. */
const MEANINGFUL: readonly [readonly [string, unknown], ...(readonly [string, unknown])[]] = [
  ["__next", "https://elsewhere.invalid/openapi/x?$skip=1"],
  ["__next", "?"],
  ["__next", 7],
  ["ErrorInfo", { ErrorCode: "CouldNotCompleteRequest", Message: "w\r\n".repeat(40) }],
  ["ErrorInfo", []],
  ["ErrorCode", "OtherError"],
  ["ErrorCode", {}],
  ["OrderId", "5000000009"],
  ["OrderId", { toString: 1 }],
  ["Orders", [{ OrderId: "5000000008" }, { ErrorInfo: { ErrorCode: "OrderNotPlaced" } }]],
  ["Orders", "none"],
  ["Data", []],
  ["Data", null],
  ["NewIn2027", { Deep: [1] }],
  ["__proto__", { polluted: true }],
];

function withField(good: unknown, random: Random): unknown {
  const [name, value] = oneOf(MEANINGFUL, random);
  return changed(good, random, (old) =>
    typeof old === "object" && old !== null && !Array.isArray(old)
      ? { ...old, [name]: value }
      : { [name]: value },
  );
}

/** Long, deep or beyond what a double holds. */
function hugeText(good: unknown, random: Random): string {
  const mark = "HUGE-VALUE";
  const text = JSON.stringify(changed(good, random, () => mark));
  const [long, rows] = [`"${"x".repeat(100_000)}"`, `[${"{},".repeat(5000)}{}]`];
  const deep = `${"[".repeat(5000)}${"]".repeat(5000)}`;
  const digits = oneOf(["1e999", "-1e999", "9".repeat(400), `0.${"3".repeat(400)}`, "1e-999"], random);
  return text.replace(`"${mark}"`, oneOf([long, rows, deep, digits, digits, digits], random));
}

const json = (value: unknown): Answer => ({ text: JSON.stringify(value) });

const ENCODINGS = ["utf16le", "latin1", "base64"] as const;
const STATUSES = [
  200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 408, 409, 410, 413, 418, 429,
];
const STATUSES_OF_SERVERS = [500, 501, 502, 503, 504, 599];
const CONTENT_TYPES = [
  "text/html",
  "",
  "application/octet-stream",
  "text/json",
  "application/problem+json",
  "json;json",
];

const HEADERS: readonly [Readonly<Record<string, string>>, ...Readonly<Record<string, string>>[]] = [
  { "content-encoding": "gzip" },
  { "Retry-After": "-1" },
  { "Retry-After": "99999999999999" },
  { "Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT" },
  { "Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT" },
  { "X-RateLimit-Session-Remaining": "-5", "X-RateLimit-Session-Reset": "x" },
  { "X-RateLimit-Session-Remaining": "0", "X-RateLimit-Session-Reset": "999999999" },
  {
    "X-RateLimit-Session-Limit": "0",
    "X-RateLimit-Session-Remaining": "0",
    "X-RateLimit-Session-Reset": "0",
  },
  { "X-RateLimit-AppDay-Remaining": "0", "X-RateLimit-AppDay-Reset": "86400" },
  { "X-RateLimit--Remaining": "0", "X-RateLimit-__proto__-Remaining": "0" },
  { "x-correlation": "" },
  { Date: "yesterday" },
  { Date: "Thu, 01 Jan 1970 00:00:00 GMT" },
  { Location: "http://127.0.0.1:1/stolen" },
];

/** Every way in which an answer may be wrong; several of them at once in `worse`. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  truncated: (good, random) => {
    const text = JSON.stringify(good);
    return { text: text.slice(0, Math.floor(random() * text.length)) };
  },
  mistyped: (good, random) => json(changed(good, random, () => oneOf(WRONG, random))),
  missing: (good, random) => json(changed(good, random, () => undefined)),
  extra: (good, random) => json(withField(good, random)),
  repeated: (good, random) => json(changed(good, random, (old) => [old, old])),
  huge: (good, random) => ({ text: hugeText(good, random) }),
  encoded: (good, random) => ({ text: Buffer.from(JSON.stringify(good), oneOf(ENCODINGS, random)) }),
  scrambled: (good, random) => {
    const bytes = Buffer.from(JSON.stringify(good));
    for (let count = 1 + Math.floor(random() * 4); count > 0; count -= 1)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return { text: bytes };
  },
  status: (good, random) => {
    const status = oneOf(random() < 0.8 ? [200, ...STATUSES] : [500, ...STATUSES_OF_SERVERS], random);
    return { status, text: status === 204 || status === 304 ? "" : JSON.stringify(good) };
  },
  contentType: (good, random) => ({ ...worded(good), contentType: oneOf(["", ...CONTENT_TYPES], random) }),
  headers: (good, random) => ({ ...worded(good), headers: oneOf(HEADERS, random) }),
  cut: (_, random) => oneOf(["drop", "truncate"], random),
  worse: (good, random) => ({
    status: oneOf([200, ...STATUSES.filter((status) => status !== 204 && status !== 304)], random),
    text: JSON.stringify(changed(withField(good, random), random, () => oneOf(WRONG, random))),
    headers: oneOf(HEADERS, random),
  }),
};

const worded = (good: unknown): { readonly text: string } => ({ text: JSON.stringify(good) });
