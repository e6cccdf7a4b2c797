import type { Decimal } from "../domain/decimal.ts";
import { minDecimal, sumDecimals, ZERO } from "../domain/decimal.ts";
import type { IntentId, OrderId } from "../domain/ids.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import { quantityFault, roundQuantityDown } from "../domain/quantity-steps.ts";
import { remainingOf } from "../domain/order.ts";
import type { ProtectivePurpose } from "./protection.ts";

/** A protective order of ours that works at the broker, in the broker's own figures. */
export interface WaitingOrder {
  /** Grows with time. */
  readonly id: IntentId;
  readonly orderId: OrderId;
  readonly purpose: ProtectivePurpose;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  /** The other order of its pair, which ends with it. */
  readonly partnerId?: OrderId;
  /** It was asked to end, and has not. */
  readonly isEnding: boolean;
}

/** What we own in an instrument, and what waits beside it. */
export interface ProtectedPosition {
  /** What is ours to sell, as the broker has it too. */
  readonly owned: Decimal;
  /** What may be ours by any of the records, no less than that: nothing that protects it is taken away. */
  readonly atMost: Decimal;
  readonly waiting: readonly WaitingOrder[];
  /** What should wait beside it, the one that counts first; only what the instrument has. */
  readonly wanted: readonly ProtectivePurpose[];
  /** What somebody else's orders wait to sell of it: nothing of ours is placed beside them. */
  readonly claimed: Decimal;
  readonly details: InstrumentDetails;
}

export interface ProtectionPlan {
  /** In the order in which they are to be taken: room is made before it is used. */
  readonly cancel: readonly Cancellation[];
  readonly resize: readonly Resize[];
  /** What is to be placed for what nothing waits beside yet; zero when nothing lacks, or too little for an order. */
  readonly place: Decimal;
  /** Owned, and too little for an order of its own. */
  readonly tooSmall: Decimal;
  /** Stops without the target that should be with them. */
  readonly withoutTarget: readonly WaitingOrder[];
}

export interface Cancellation {
  readonly order: WaitingOrder;
  readonly reason: "POSITION_GONE" | "POSITION_SMALLER" | "STOP_MISSING" | "END_NOT_CONFIRMED";
}

/** What is left of the orders of one pair becomes so much. */
export interface Resize {
  readonly orders: readonly WaitingOrder[];
  readonly remaining: Decimal;
}

/** Orders of which the first that is executed ends the other; or one alone. */
interface Guard {
  readonly stop?: WaitingOrder;
  readonly target?: WaitingOrder;
}

/**
 * What has to be done so that exactly what we own is protected: never less, which could be lost, and never more, which
 * would open a position of its own. What is too much goes newest first.
 *
 * A target whose stop is gone is taken back, and both are placed anew: nothing can be added to it, and it bounds no
 * loss. A stop whose target is gone stays: to add the target would leave the position without a stop for a while.
 */
export function planProtection(position: ProtectedPosition): ProtectionPlan {
  const { owned, atMost, waiting, wanted } = position;
  const guards = guardsOf(waiting.filter(({ isEnding }) => !isEnding));
  const useful = guards.filter((guard) => counts(guard, wanted));
  const { kept, ended } = fit(useful, position);
  const covered = sumDecimals(kept.map(({ remaining }) => remaining));
  const ending = sumDecimals(guardsOf(waiting.filter(({ isEnding }) => isEnding)).map(coverOf)); // may be executed yet
  const { place, tooSmall } = missing(owned.minus(position.claimed).minus(covered).minus(ending), position);
  return {
    cancel: [
      ...waiting.filter(({ isEnding }) => isEnding).map((order) => cancelled(order, "END_NOT_CONFIRMED")),
      ...guards
        .filter((guard) => !useful.includes(guard))
        .flatMap((guard) => cancelAll(guard, atMost.lte(ZERO) ? "POSITION_GONE" : "STOP_MISSING")),
      ...ended.flatMap((guard) => cancelAll(guard, atMost.lte(ZERO) ? "POSITION_GONE" : "POSITION_SMALLER")),
    ],
    resize: kept.flatMap(resizeOf),
    place,
    tooSmall,
    withoutTarget: kept.flatMap(({ guard: { stop, target } }) =>
      stop !== undefined && target === undefined && wanted.includes("target") ? [stop] : [],
    ),
  };
}

/** Whether there is anything to be done. */
export const isEmpty = ({ cancel, resize, place }: ProtectionPlan): boolean =>
  cancel.length === 0 && resize.length === 0 && place.lte(ZERO);

const cancelled = (order: WaitingOrder, reason: Cancellation["reason"]): Cancellation => ({ order, reason });

const ordersOf = ({ stop, target }: Guard): readonly WaitingOrder[] =>
  [stop, target].filter((order) => order !== undefined);

const cancelAll = (guard: Guard, reason: Cancellation["reason"]): readonly Cancellation[] =>
  ordersOf(guard).map((order) => cancelled(order, reason));

/** Oldest first. */
function guardsOf(waiting: readonly WaitingOrder[]): readonly Guard[] {
  const stops = waiting.filter(({ purpose }) => purpose === "stop");
  const targets = waiting.filter(({ purpose }) => purpose === "target");
  const paired = stops.map((stop): Guard => {
    const target = targets.find(({ orderId }) => orderId === stop.partnerId);
    return { stop, ...(target === undefined ? {} : { target }) };
  });
  const alone = targets.filter((target) => !paired.some((guard) => guard.target === target));
  return [...paired, ...alone.map((target): Guard => ({ target }))].sort((a, b) => ageOf(a) - ageOf(b));
}

const ageOf = (guard: Guard): number => Math.min(...ordersOf(guard).map(({ id }) => id));

/** Where a loss is to be bounded, a target alone bounds none. */
const counts = ({ stop }: Guard, wanted: readonly ProtectivePurpose[]): boolean =>
  stop !== undefined || !wanted.includes("stop");

interface Kept {
  readonly guard: Guard;
  /** What it is to wait for. */
  readonly remaining: Decimal;
}

/** Takes away what is more than we own, from the newest on. */
function fit(
  guards: readonly Guard[],
  { atMost, details }: ProtectedPosition,
): { readonly kept: readonly Kept[]; readonly ended: readonly Guard[] } {
  const kept: Kept[] = [];
  const ended: Guard[] = [];
  let room = atMost;
  for (const guard of guards) {
    const remaining = minDecimal(coverOf(guard), room);
    if (remaining.gt(ZERO) && isOrderable(guard, remaining, details)) {
      kept.push({ guard, remaining });
      room = room.minus(remaining);
    } else ended.push(guard);
  }
  return { kept, ended };
}

/** The stop says how much a guard covers; a target that is for another amount follows it. */
function coverOf({ stop, target }: Guard): Decimal {
  const lead = stop ?? target;
  return lead === undefined ? ZERO : remainingOf(lead);
}

/** As it is, or because the broker would take it so. */
const isOrderable = (guard: Guard, remaining: Decimal, details: InstrumentDetails): boolean =>
  ordersOf(guard).every(
    (order) =>
      remainingOf(order).eq(remaining) ||
      quantityFault(order.filledQuantity.plus(remaining), "sell", details) === undefined,
  );

function resizeOf({ guard, remaining }: Kept): readonly Resize[] {
  const orders = ordersOf(guard);
  return orders.every((order) => remainingOf(order).eq(remaining)) ? [] : [{ orders, remaining }];
}

/** As much as one order may be for; the rest of more than that is the next look's. */
function missing(
  lacking: Decimal,
  { wanted, details }: ProtectedPosition,
): Pick<ProtectionPlan, "place" | "tooSmall"> {
  if (lacking.lte(ZERO) || wanted.length === 0) return { place: ZERO, tooSmall: ZERO };
  const { maximumQuantity } = details.orderLimits;
  const atMost = maximumQuantity === undefined ? lacking : minDecimal(lacking, maximumQuantity);
  const place = roundQuantityDown(atMost, "sell", details);
  return quantityFault(place, "sell", details) === undefined
    ? { place, tooSmall: atMost.eq(lacking) ? lacking.minus(place) : ZERO }
    : { place: ZERO, tooSmall: lacking };
}
