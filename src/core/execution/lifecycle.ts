import { assert } from "../domain/assert.ts";
import type { Decimal } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import { isProtective, type OrderPurpose } from "../domain/order.ts";

/**
 * Where an intent stands. `created` and `dropped` are before anything was sent; from `placing` on the order may
 * exist at the broker; `unknown` means nobody can say yet. `cancelling`: it works, and we have asked, or are about to
 * ask, for its end, which a fill may still forestall.
 */
export type IntentState =
  | "created"
  | "dropped"
  | "placing"
  | "unknown"
  | "absent"
  | "rejected"
  | "placed"
  | "cancelling"
  | "filled"
  | "cancelled"
  | "expired";

const NEXT: Readonly<Record<IntentState, readonly IntentState[]>> = {
  created: ["placing", "placed", "dropped"], // straight to placed: the broker already knew the reference
  placing: ["placed", "rejected", "unknown", "absent", "filled", "cancelled", "expired"],
  unknown: ["placed", "rejected", "absent", "filled", "cancelled", "expired"],
  // placed again: part of it was filled; unknown: it vanished, or the broker's records contradict each other
  placed: ["placed", "cancelling", "unknown", "filled", "cancelled", "expired", "rejected"],
  // placed: the broker refused to cancel it; cancelling again: part of it was filled, or it is asked for once more
  cancelling: ["placed", "cancelling", "unknown", "filled", "cancelled", "expired", "rejected"],
  dropped: [],
  absent: [],
  rejected: [],
  filled: [],
  cancelled: [],
  expired: [],
};

export const INTENT_STATES: readonly IntentState[] = [
  "created",
  "dropped",
  "placing",
  "unknown",
  "absent",
  "rejected",
  "placed",
  "cancelling",
  "filled",
  "cancelled",
  "expired",
];

export const isFinal = (state: IntentState): boolean => NEXT[state].length === 0;

/** States in which no order of this intent has reached the broker, as a fact: the decision may be acted on anew. */
export const NEVER_ARRIVED: readonly IntentState[] = ["dropped", "absent"];

/** States in which nobody knows whether the broker has an order of this intent, unless it is being sent right now. */
export const isInDoubt = ({ state }: { readonly state: IntentState }): boolean =>
  state === "placing" || state === "unknown";

/** States in which the broker may hold an order that is not finished: its risk counts. */
export const mayBeLive = (state: IntentState): boolean =>
  state === "placing" || state === "unknown" || state === "placed" || state === "cancelling";

/** A stop or target that was accepted and waits for its price, as it may for months: nothing about it is left to settle. */
export const isResting = ({
  state,
  purpose,
}: {
  readonly state: IntentState;
  readonly purpose: OrderPurpose;
}): boolean => state === "placed" && isProtective(purpose);

/** A step of an intent, with the evidence for it. Written to the store before the effect it announces. */
export interface Transition {
  readonly to: IntentState;
  /** Stable code: why it was dropped, refused, unknown; or which evidence settled it. */
  readonly reason: string;
  /** Words for people, possibly the broker's. */
  readonly detail?: string;
  readonly orderId?: OrderId;
  /** Cumulative, when evidence says so. */
  readonly filledQuantity?: Decimal;
  /** What the order is for from now on, when that changes. */
  readonly quantity?: Decimal;
  /** How far our clock was ahead of the broker's when the sending was announced, where the broker had told its time. */
  readonly clockAheadMs?: number;
}

/** Whether the lifecycle has such a step. */
export const mayFollow = (from: IntentState, to: IntentState): boolean => NEXT[from].includes(to);

/** @throws AssertionError when the step is not one of the lifecycle: no caller may invent one */
export function assertTransition(from: IntentState, to: IntentState): void {
  assert(mayFollow(from, to), `an intent cannot go from ${from} to ${to}`);
}
