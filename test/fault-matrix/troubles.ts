import { seconds } from "../../src/core/domain/time.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator-options.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import type { EndpointName } from "../../src/simulator/server/route.ts";

/** Something that goes wrong, as a person would say it. */
export interface Trouble {
  readonly title: string;
  /** What happens to requests; nothing where it can only happen to others than these. */
  readonly fault?: Fault;
  /** How the whole broker is. */
  readonly simulator?: Partial<SimulatorOptions>;
  /** Where it can happen, if not everywhere. */
  readonly only?: readonly EndpointName[];
  /** Whether it needs an order that has children. */
  readonly isOfChildren?: true;
  /** Whether nobody can ask the broker either what became of it, until the cycle is over. */
  readonly isSilent?: true;
  /** Whether somebody has to log in before the next cycle. */
  readonly endsLogin?: true;
  /** Whether it happens to one order and not to every one of the cycle. */
  readonly isStory?: true;
}

const cut = (when: "before" | "after"): Fault => ({ kind: "drop", when });
const WRITES = ["place_order", "change_order", "cancel_orders"] as const;
/** What Saxo's guard against repetition watches. */
const GUARDED = ["precheck", "place_order", "change_order"] as const;
const PLACES = ["place_order"] as const;
const READS = ["orders", "order_activities", "net_positions", "balances"] as const;

const refusal = (code: string): Fault => ({
  kind: "status",
  status: 400,
  body: { ErrorInfo: { ErrorCode: code, Message: "No" } },
});

/** What can go wrong on the way, at the door, or with the sense of an answer; then what is the order's own. */
export const TROUBLES: readonly Trouble[] = [
  { title: "connection cut, request lost", fault: cut("before") },
  { title: "connection cut, answer lost", fault: cut("after") },
  { title: "no answer for 30 s, request lost", fault: { kind: "hang", forSeconds: 30, when: "before" } },
  { title: "no answer for 30 s, request done", fault: { kind: "hang", forSeconds: 30, when: "after" } },
  { title: "connection cut, request lost, and silence", fault: cut("before"), only: WRITES, isSilent: true },
  { title: "connection cut, answer lost, and silence", fault: cut("after"), only: WRITES, isSilent: true },
  { title: "503, request lost", fault: { kind: "503", when: "before" } },
  { title: "503, request done", fault: { kind: "503", when: "after" } },
  { title: "409, the first one lost", fault: { kind: "409", when: "before" }, only: GUARDED },
  { title: "409, the first one done", fault: { kind: "409", when: "after" }, only: GUARDED },
  { title: "429 with Reset", fault: { kind: "429" } },
  { title: "429 without Reset", fault: { kind: "429", resetSeconds: "none" } },
  { title: "401", fault: { kind: "401" } },
  { title: "access token expires", fault: { kind: "token_expiry" }, endsLogin: true },
  { title: "403 in HTML", fault: { kind: "html" } },
  { title: "200 in HTML, request lost", fault: { kind: "garbage", when: "before" } },
  { title: "200 in HTML, request done", fault: { kind: "garbage", when: "after" } },
  { title: "answer cut in half", fault: { kind: "truncate" } },
  { title: "unknown extra fields", fault: { kind: "add_fields", fields: { Surprise: { Deep: [1] } } } },
  {
    title: "unknown status words",
    fault: { kind: "replace_values", field: "Status", value: "Surprise" },
    only: READS,
  },
  {
    title: "unknown sub-status words",
    fault: { kind: "replace_values", field: "SubStatus", value: "Surprise" },
    only: ["order_activities"],
  },
  { title: "one row a page", simulator: { pageSize: 1 }, only: [...READS, ...PLACES] },
  {
    title: "log visible after 30 s",
    simulator: { activityDelay: seconds(30) },
    only: [...PLACES, ...WRITES],
  },
  { title: "202 TradeNotCompleted", fault: { kind: "202" }, only: WRITES, isStory: true },
  {
    title: "400 beside a live order",
    fault: { kind: "400_live" },
    only: ["place_order", "change_order"],
    isStory: true,
  },
  { title: "refused: MarketClosed", fault: refusal("MarketClosed"), only: WRITES },
  { title: "refused late by the venue", fault: { kind: "late_reject" }, only: PLACES, isStory: true },
  {
    title: "venue slow to confirm",
    fault: { kind: "slow_venue", afterSeconds: 40 },
    only: PLACES,
    isStory: true,
  },
  {
    title: "filled in two parts",
    fault: { kind: "partial_fill", parts: ["0.5", "0.5"], everySeconds: 40 },
    only: PLACES,
    isStory: true,
  },
  {
    title: "one child refused",
    fault: { kind: "partial_acceptance" },
    only: PLACES,
    isOfChildren: true,
    isStory: true,
  },
  {
    title: "change refused late",
    fault: { kind: "late_change_reject" },
    isStory: true,
    only: ["change_order"],
  },
  {
    title: "fill wins over cancel",
    fault: { kind: "fill_wins_over_cancel" },
    isStory: true,
    only: ["cancel_orders"],
  },
];
