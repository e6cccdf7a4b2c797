import { en } from "zod/locales";
import { z } from "zod/mini";
import { ListOrBareArray, ListPage } from "../wire/list.ts";
import { brokerWords } from "./broker-words.ts";
import type { Call } from "./call.ts";
import { describeCall } from "./call.ts";
import { brokerRefused, contractBroken } from "./failures.ts";
import { isSuccess } from "./reply.ts";
import type { Reply } from "./reply.ts";
import type { SaxoClient } from "./saxo-client.ts";

/** Far beyond any list of an account; only a broker that links in circles gets there. */
const PAGES_MAX = 100;
const IN_ENGLISH = en().localeError;

/** Reads one object. @throws TradebotError when the broker refuses, or answers something else */
export async function readObject<Schema extends z.ZodMiniType>(
  client: SaxoClient,
  call: Call,
  schema: Schema,
): Promise<z.output<Schema>> {
  return parseReply(call, await client.ask(call), schema);
}

/** How a list is read. */
interface Reading {
  /** How many rows are needed; no page is asked for beyond them. */
  readonly enough?: number;
  /** For the few lists that are known to come without an envelope: anywhere else an empty array proves nothing. */
  readonly mayBeBare?: boolean;
}

/** Reads a list to its last page, as rows that the caller judges one by one. */
export async function readRows(client: SaxoClient, call: Call, reading: Reading = {}): Promise<unknown[]> {
  return readRowsFrom(client, call, await client.ask(call), reading);
}

/** Goes on from a first page that is already there. */
export async function readRowsFrom(
  client: SaxoClient,
  call: Call,
  firstPage: Reply,
  { enough = Infinity, mayBeBare = false }: Reading = {},
): Promise<unknown[]> {
  const rows: unknown[] = [];
  const seen = new Set([call.query]);
  let page = parseReply(call, firstPage, mayBeBare ? ListOrBareArray : ListPage);
  rows.push(...page.Data);
  while (page.__next !== undefined && rows.length < enough) {
    const next = nextQuery(call, page.__next);
    if (seen.has(next) || seen.size >= PAGES_MAX) {
      throw contractBroken(describeCall(call), `its links to a next page${hostIn(page.__next)} have no end`);
    }
    seen.add(next);
    const nextCall = { ...call, query: next };
    page = parseReply(nextCall, await client.ask(nextCall), ListPage);
    rows.push(...page.Data);
  }
  if (page.__next === undefined) refuseHole(call, rows, page.__count);
  return rows;
}

/** The count that came with the last page: a list may change while it is read. */
function refuseHole(call: Call, { length }: readonly unknown[], count: number | undefined): void {
  if (count === undefined || count <= length) return;
  throw contractBroken(describeCall(call), `its list has ${length} of the ${count} rows that it counts`);
}

/** Reads every row, or none: a list with a hole would pass for the whole truth. */
export function parseRows<Schema extends z.ZodMiniType>(
  call: Call,
  rows: readonly unknown[],
  schema: Schema,
): z.output<Schema>[] {
  return rows.map((row, index) => parseRow(call, row, index, schema));
}

/** @param index its place in the list, from 0 */
export const parseRow = <Schema extends z.ZodMiniType>(
  call: Call,
  row: unknown,
  index: number,
  schema: Schema,
): z.output<Schema> => parse(`${describeCall(call)}, row ${index + 1},`, row, schema);

/** @throws TradebotError unless the reply is a success with a body of this shape */
export function parseReply<Schema extends z.ZodMiniType>(
  call: Call,
  reply: Reply,
  schema: Schema,
): z.output<Schema> {
  const what = describeCall(call);
  if (reply.status >= 400) throw brokerRefused(what, reply);
  if (!isSuccess(reply.status)) throw contractBroken(what, `status ${reply.status}`);
  if (reply.json === undefined) throw contractBroken(what, unreadableWords(reply));
  return parse(what, reply.json, schema);
}

/** @param reply one without a JSON value */
function unreadableWords({ unreadable = "nothing", correlation }: Reply): string {
  const origin = correlation === undefined ? "; without X-Correlation it did not come from its OpenAPI" : "";
  return `no readable JSON (${unreadable})${origin}`;
}

function parse<Schema extends z.ZodMiniType>(what: string, value: unknown, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(value, { error: IN_ENGLISH });
  if (result.success) return result.data;
  throw contractBroken(what, schemaFault(result.error));
}

/** Where and what was expected, never the value that was found. */
function schemaFault(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "the root" : z.core.toDotPath(issue.path);
  return `${issue?.message ?? "it does not match"} (at ${place})`; // behind a colon it would be taken for a value
}

/**
 * Of a link to the next page only the query is used, as it stands: the link may name another host, an explicit
 * port or another base path, and the token goes nowhere but to the configured one.
 */
function nextQuery(call: Call, link: string): string {
  const base = "https://link.invalid";
  const search = URL.canParse(link, base) ? new URL(link, base).search : "";
  if (search === "")
    throw contractBroken(
      describeCall(call),
      `its link to the next page${hostIn(link)} has no query that could be asked`,
    );
  return search.slice(1);
}

/** Where a link leads, which is not followed there; nothing when it names no host. */
const hostIn = (link: string): string =>
  URL.canParse(link) ? ` to the host "${brokerWords(new URL(link).host)}"` : "";
