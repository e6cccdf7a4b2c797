import { ZERO } from "../core/domain/decimal.ts";
import { isProtective } from "../core/domain/order.ts";
import { isFinal, isInDoubt, NEVER_ARRIVED } from "../core/execution/lifecycle.ts";
import type { BookedIntent } from "./books.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";

/** Each reference is that of one order that was taken, and each decision has one reference. */
export function findDuplicates(
  orders: readonly BrokerOrder[],
  intents: readonly BookedIntent[],
): readonly Breach[] {
  const taken = orders.filter(({ isOurs, isRefused }) => isOurs && !isRefused);
  const references = Map.groupBy(taken, ({ reference }) => reference);
  const decided = intents.filter((intent) => hasArrived(intent) && !isProtective(intent.intent.purpose));
  const decisions = Map.groupBy(decided, decisionOf);
  return [
    ...[...references]
      .filter(([, same]) => same.length > 1)
      .map(([reference, same]) => breach("duplicate", `${reference}: ${idsOf(same)}`)),
    ...[...decisions]
      .map(([decision, same]) => [decision, new Set(same.map(({ reference }) => reference))] as const)
      .filter(([, distinct]) => distinct.size > 1)
      .map(([decision, distinct]) => breach("duplicate", `${decision}: ${[...distinct].join(", ")}`)),
  ];
}

const idsOf = (orders: readonly BrokerOrder[]): string => orders.map(({ orderId }) => orderId).join(", ");

const hasArrived = ({ state }: BookedIntent): boolean => !NEVER_ARRIVED.includes(state);

/** What a store that was lost knew of the bar is gone with it: only what the orders tell counts then. */
const decisionOf = ({ intent }: BookedIntent): string =>
  [intent.instrument.id, intent.side, intent.purpose, intent.decisionBarCloseAt, intent.positionId].join(" ");

/** Every order of ours that was taken is one intent's, and every intent that arrived has its order. */
export function findLost(
  orders: readonly BrokerOrder[],
  intents: readonly BookedIntent[],
): readonly Breach[] {
  const ours = orders.filter(({ isOurs }) => isOurs);
  const known = new Set(intents.filter(hasArrived).map(({ orderId }) => orderId));
  const atBroker = new Set(ours.map(({ orderId }) => orderId));
  return [
    ...ours
      .filter(({ isRefused, orderId }) => !isRefused && !known.has(orderId))
      .map(({ orderId, reference }) => breach("lost", `order ${orderId} (${reference}) is in no store`)),
    ...intents
      .filter(({ state, orderId }) => state !== "rejected" && orderId !== undefined && !atBroker.has(orderId))
      .map(({ orderId, reference }) => breach("lost", `order ${orderId ?? ""} (${reference}) never existed`)),
    ...intents
      .filter((intent) => isInDoubt(intent) || intent.state === "created")
      .map(({ reference, state, steps }) => breach("lost", `${reference} is ${state}: ${steps.join(", ")}`)),
  ];
}

/** Nothing that was unknown, and was then called a failure, was executed or still works. */
export function findDenied(
  orders: readonly BrokerOrder[],
  intents: readonly BookedIntent[],
): readonly Breach[] {
  const sent = new Set(intents.filter(wasSent).map(({ orderId }) => orderId)); // orders whose sender is known
  const taken = orders.filter(({ isOurs, isRefused, orderId }) => isOurs && !isRefused && !sent.has(orderId));
  return intents.flatMap((intent) => {
    const { reference, reached, steps, state } = intent;
    if (!wasSent(intent) || !["dropped", "absent", "rejected"].includes(state)) return [];
    const deniedAt = reached.at(-1)?.at;
    const [alive] = taken.filter(
      (order) => order.reference === reference && order.placedAt <= (deniedAt ?? 0),
    );
    if (alive === undefined) return [];
    return [breach("denied", `${reference} is ${state}, order ${alive.orderId} is not: ${steps.join(", ")}`)];
  });
}

const wasSent = ({ reached }: BookedIntent): boolean =>
  reached.some(({ state }) => state === "placing" || state === "unknown");

/** Fills, states and amounts of each order are the same in the store that has it. */
export function findDifferences(
  orders: readonly BrokerOrder[],
  intents: readonly BookedIntent[],
): readonly Breach[] {
  const byId = new Map(orders.map((order) => [order.orderId, order]));
  return intents.filter(hasArrived).flatMap((intent) => {
    const order = byId.get(intent.orderId ?? "");
    if (order === undefined) return [];
    const [told, known] = [
      fillsOf(order),
      intent.fills
        .map(({ logId }) => logId)
        .sort()
        .join(" "),
    ];
    const isOver = order.endedAt !== undefined;
    return [
      ...(told === known
        ? []
        : [breach("books", `${intent.reference}: fills ${told} at the broker, ${known} here`)]),
      ...(isOver === isFinal(intent.state)
        ? []
        : [
            breach(
              "books",
              `${intent.reference} is ${intent.state}, ${isOver ? "over" : "working"} at the broker`,
            ),
          ]),
    ];
  });
}

const fillsOf = ({ fills }: BrokerOrder): string =>
  fills
    .filter(({ quantity }) => !quantity.eq(ZERO))
    .map(({ logId }) => logId)
    .sort()
    .join(" ");
