import type { Decimal } from "../domain/decimal.ts";
import { sumDecimals } from "../domain/decimal.ts";
import type { Fill, OrderActivity } from "../domain/order.ts";
import { present } from "../domain/present.ts";

/** What the log of one order amounts to. `processing`: received, neither accepted nor refused yet. */
export interface LoggedOrder {
  readonly status: LoggedStatus;
  readonly fills: readonly Fill[];
  /** Executed in total, as far as any line says. */
  readonly filledQuantity: Decimal;
  /** Whether the lines of all executions are there; lines become visible late and not always in order. */
  readonly areFillsComplete: boolean;
  /** For what amount it is since it was last changed; absent when it never was. */
  readonly changedTo?: Decimal;
  /** What became of the last wish to cancel it, by whomever; absent when there was none, or it was fulfilled. */
  readonly cancellation?: "requested" | "refused";
}
type LoggedStatus = FinalStatus | "live" | "processing" | "unclear";
export type FinalStatus = "filled" | "cancelled" | "expired" | "rejected";
/** `unchanged`: the line is about a change or cancellation that has not happened; `survived`: it will not happen. */
type Meaning = LoggedStatus | "unchanged" | "survived";

/**
 * Reads the lines of one order; there must be at least one. The newest line that says something wins, by log id:
 * times are not unique. Only the pair of status and sub-status has a meaning.
 *
 * Source: OpenAPI reference, order activities
 */
export function readOrderLog(lines: readonly OrderActivity[]): LoggedOrder {
  const ordered = inLogOrder(lines);
  const status = ordered.map(meaningOf).reduce<LoggedStatus>(laterStatus, "processing");
  const fills = fillsOf(ordered);
  const booked = sumDecimals(fills.map((fill) => fill.quantity));
  const announced = ordered.reduce((most, line) => largest(most, executedBy(line)), booked);
  return {
    status,
    fills,
    filledQuantity: announced,
    areFillsComplete: booked.eq(announced),
    ...present({ changedTo: changeIn(ordered)?.quantity, cancellation: cancellationIn(ordered) }),
  };
}

const changeIn = (ordered: readonly OrderActivity[]): OrderActivity | undefined =>
  ordered.findLast((line) => line.status === "Changed" && PHASES[line.subStatus] === "confirmed");

function cancellationIn(ordered: readonly OrderActivity[]): LoggedOrder["cancellation"] {
  const last = ordered.findLast(({ status }) => status === "Cancelled");
  const phase = last === undefined ? undefined : PHASES[last.subStatus];
  if (phase === "rejected") return "refused";
  return phase === "requested" ? "requested" : undefined;
}

type Phase = "confirmed" | "rejected" | "requested";
const PHASES: Readonly<Record<string, Phase>> = {
  Requested: "requested",
  RouteRequested: "requested",
  RouteRequestPending: "requested",
  WaitCondition: "requested",
  Confirmed: "confirmed",
  Rejected: "rejected",
};

const MEANINGS: Readonly<Record<string, Readonly<Partial<Record<Phase, Meaning>>>>> = {
  Placed: { requested: "processing", confirmed: "live", rejected: "rejected" },
  Working: { requested: "processing", confirmed: "live" },
  Changed: { requested: "unchanged", confirmed: "live", rejected: "survived" },
  Cancelled: { requested: "unchanged", confirmed: "cancelled", rejected: "survived" },
  Fill: { confirmed: "live" },
  FinalFill: { confirmed: "filled" },
};

function meaningOf({ status, subStatus, isMultiDay = false }: OrderActivity): Meaning {
  if (status === "DoneForDay") return isMultiDay ? "live" : "expired"; // one for several days comes back next session
  if (status === "Expired") return "expired";
  const phase = PHASES[subStatus];
  return (phase === undefined ? undefined : MEANINGS[status]?.[phase]) ?? "unclear";
}

export const isFinalStatus = (status: Meaning): status is FinalStatus =>
  status === "filled" || status === "cancelled" || status === "expired" || status === "rejected";

/** Requests change nothing until confirmed, and a line we cannot read does not undo a final status. */
function laterStatus(before: LoggedStatus, line: Meaning): LoggedStatus {
  if (line === "unchanged" || line === "processing") return before;
  // what could not be changed or cancelled was there; if it was over already, that is why
  if (line === "survived") return before === "processing" ? "live" : before;
  if (line === "unclear" && isFinalStatus(before)) return before;
  return line;
}

function fillsOf(ordered: readonly OrderActivity[]): readonly Fill[] {
  const fills = new Map<string, Fill>(); // two pages may repeat a line
  for (const { logId, orderId, at, fill, subStatus } of ordered) {
    if (fill !== undefined && subStatus === "Confirmed") fills.set(logId, { logId, orderId, at, ...fill });
  }
  return [...fills.values()];
}

/** A final fill that does not say how much was executed executed the order. */
function executedBy(line: OrderActivity): Decimal | undefined {
  return line.filledQuantity ?? (meaningOf(line) === "filled" ? line.quantity : undefined);
}

const largest = (a: Decimal, b: Decimal | undefined): Decimal => (b?.gt(a) === true ? b : a);

export const inLogOrder = (lines: readonly OrderActivity[]): readonly OrderActivity[] =>
  lines.toSorted((a, b) => compareLogIds(a.logId, b.logId));

/** Log ids are decimal digits of any length. */
function compareLogIds(a: string, b: string): number {
  const [left, right] = [BigInt(a), BigInt(b)];
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
