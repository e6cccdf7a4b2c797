import type { Timestamp } from "../../../core/domain/time.ts";
import { timestamp, timestampFromIso } from "../../../core/domain/time.ts";
import { ACTIVITY_STATUSES } from "../../exchange/activity.ts";
import { pickEnum } from "../enums.ts";
import type { Query } from "../query.ts";

const TOKEN = /^(page|poll)-(\d{1,15})-(\d{1,15})$/;
const DIGITS = /^\d{1,15}$/;

/** Where to go on: with the next page, or with what was not there yet when the client asked. */
export interface Cursor {
  readonly kind: "page" | "poll";
  readonly afterLogId: string;
  readonly issuedAt: Timestamp;
}

export interface ActivityQuery {
  readonly cursor: Cursor | undefined;
  readonly orderId: string | undefined;
  readonly correlationKey: string | undefined;
  readonly from: Timestamp | undefined;
  readonly upTo: Timestamp | undefined;
  readonly onlyNewest: boolean;
  /** None: all. */
  readonly statuses: readonly string[];
  readonly top: number;
}

export const cursorText = ({ kind, afterLogId, issuedAt }: Cursor): string =>
  `${kind}-${afterLogId}-${issuedAt}`;

/** Reads the parameters of an order log request; `undefined` when one of them makes no sense. */
export function readActivityQuery(query: Query, pageSize: number): ActivityQuery | undefined {
  const unreadable: string[] = [];
  function read<Value>(name: string, parse: (text: string) => Value | undefined): Value | undefined {
    const text = query.text(name);
    const value = text === undefined ? undefined : parse(text);
    if (text !== undefined && value === undefined) unreadable.push(name);
    return value;
  }
  const entryType = read("EntryType", (text) => pickEnum(["All", "Last"], text));
  const statuses = query.list("Status").map((text) => pickEnum(ACTIVITY_STATUSES, text));
  const upTo = read("ToDateTime", timestampFromIso);
  const asked: ActivityQuery = {
    cursor: read("$skiptoken", cursorFrom),
    orderId: read("OrderId", (text) => (DIGITS.test(text) ? text : undefined)),
    correlationKey: query.text("CorrelationKey"),
    from: read("FromDateTime", timestampFromIso),
    upTo: entryType === "Last" ? undefined : upTo, // the newest row of each order: an end would show it as it was
    onlyNewest: entryType === "Last",
    statuses: statuses.filter((status) => status !== undefined),
    top: query.integer("$top") ?? pageSize,
  };
  return unreadable.length === 0 && asked.top >= 1 && !statuses.includes(undefined) ? asked : undefined;
}

function cursorFrom(text: string): Cursor | undefined {
  const [, kind, afterLogId, issuedAt] = TOKEN.exec(text) ?? [];
  if (afterLogId === undefined || issuedAt === undefined) return undefined;
  return { kind: kind === "poll" ? "poll" : "page", afterLogId, issuedAt: timestamp(Number(issuedAt)) };
}
