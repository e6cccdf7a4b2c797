import { decimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Side } from "../domain/order.ts";
import type { Transition } from "./lifecycle.ts";

/** Why an order is called what it is by nothing but somebody's word. */
export const RESOLVED_BY_PERSON = "RESOLVED_BY_PERSON";

/** What somebody says became of an order that the broker's records do not tell. */
export interface PersonsWord {
  readonly as: "filled" | "absent";
  /** What was executed of it, of all orders under its reference; all of it when absent. */
  readonly quantity?: Decimal;
  readonly person: string;
  readonly because: string;
}

/** The order in doubt. */
export interface OrderInDoubt {
  readonly side: Side;
  readonly quantity: Decimal;
  /** By executions that are booked. */
  readonly booked: Decimal;
  /** What the broker's records hold under its reference, or the id we were given. */
  readonly orderIds: readonly OrderId[];
  /** Whether they show anything but the id that we were given. */
  readonly isTraced: boolean;
}

export type Resolution =
  | {
      readonly kind: "resolved";
      readonly transition: Transition;
      /** Signed: what our own position is to be corrected by. */
      readonly adjustment: Decimal;
    }
  /** In words: why the word cannot be taken. */
  | { readonly kind: "refused"; readonly objection: string; readonly hint: string };

/** What a person's word makes of an order: it goes no further than the records allow. */
export function resolutionOf(order: OrderInDoubt, word: PersonsWord): Resolution {
  const refusal = word.as === "absent" ? absenceRefused(order, word) : executionRefused(order, word);
  if (refusal !== undefined) return { kind: "refused", ...refusal };
  const detail = `by ${word.person}: ${word.because}`;
  if (word.as === "absent") {
    const transition: Transition = { to: "absent", reason: RESOLVED_BY_PERSON, detail };
    return { kind: "resolved", transition, adjustment: ZERO };
  }
  const executed = word.quantity ?? order.quantity;
  const beyond = executed.minus(order.booked);
  return {
    kind: "resolved",
    transition: {
      to: executed.lt(order.quantity) ? "cancelled" : "filled",
      reason: RESOLVED_BY_PERSON,
      detail,
      filledQuantity: executed,
    },
    adjustment: order.side === "buy" ? beyond : beyond.neg(),
  };
}

interface Refusal {
  readonly objection: string;
  readonly hint: string;
}

function absenceRefused(
  { booked, isTraced, orderIds }: OrderInDoubt,
  { quantity }: PersonsWord,
): Refusal | undefined {
  if (quantity !== undefined)
    return { objection: "nothing is executed of an order that is absent", hint: "leave --quantity out" };
  if (booked.gt(ZERO))
    return {
      objection: `it is not absent: ${booked.toString()} of it was executed`,
      hint: "say --as filled with --quantity for all that was executed",
    };
  if (isTraced)
    return {
      objection: `it is not absent: the broker's records show it as order ${orderIds.join(", ")}`,
      hint: "cancel what works in the broker's own platform, then say --as filled with --quantity for what was executed, 0 for nothing",
    };
  return undefined;
}

function executionRefused(
  { quantity, booked, orderIds }: OrderInDoubt,
  word: PersonsWord,
): Refusal | undefined {
  const several = orderIds.length > 1;
  if (several && word.quantity === undefined)
    return {
      objection: `there are ${orderIds.length} orders under its reference`,
      hint: "say with --quantity how much all of them together have executed",
    };
  const executed = word.quantity ?? quantity;
  const most = several ? quantity.times(decimal(String(orderIds.length))) : quantity;
  if (executed.lt(booked) || executed.gt(most))
    return {
      objection: `${executed.toString()} cannot have been executed: ${booked.toString()} is booked, and ${most.toString()} was ordered`,
      hint: "give --quantity within these",
    };
  return undefined;
}
