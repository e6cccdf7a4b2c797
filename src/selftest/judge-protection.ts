import { decimal, minDecimal, sumDecimals, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { ownBooks } from "./books.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";
import { stateDirectoryOf, type Stage } from "./stage.ts";

/**
 * After an undisturbed cycle every position of ours has stops of its size, where stops are wanted, or the cycle has said
 * aloud that it has not; and nothing of ours waits to sell more than we own.
 */
export function findUnprotected(stage: Stage, orders: readonly BrokerOrder[]): readonly Breach[] {
  const { env } = stage.schedule.terms;
  if (stage.machines.size > 1) return [];
  const areStopsWanted = env["STOP_LOSS_PCT"] !== "0";
  const { positions } = ownBooks(stateDirectoryOf(stage, "first"));
  const told = new Set(
    stage.events
      .at(-1)
      ?.of("execution_position_unprotected")
      .map(({ instrument_id: id }) => id),
  );
  const instruments = new Set([...Object.keys(positions), ...orders.map(({ terms }) => terms.instrument.id)]);
  return [...instruments].flatMap((id) => {
    const there = netOf(orders, id);
    const own = minDecimal(decimal(positions[id] ?? "0"), there);
    const held = own.gt(ZERO) ? own : ZERO;
    const stops = stopsWaiting(orders, id);
    const targets = waiting(orders, id, (type) => type === "Limit");
    const isCovered = stops.eq(held) || (stops.lt(held) && (!areStopsWanted || told.has(id)));
    if (isCovered && targets.lte(held)) return [];
    const found = `${held.toString()} held, ${stops.toString()} stopped, ${targets.toString()} with a target`;
    return [breach("unprotected", `${id}: ${found}`)];
  });
}

export const netOf = (orders: readonly BrokerOrder[], id: string): Decimal =>
  sumDecimals(
    orders
      .filter(({ terms }) => terms.instrument.id === id)
      .flatMap(({ fills }) => fills.map(({ quantity }) => quantity)),
  );

/** What stops of ours wait to sell. */
export const stopsWaiting = (orders: readonly BrokerOrder[], id: string): Decimal =>
  waiting(orders, id, (type) => type.startsWith("Stop"));

const waiting = (orders: readonly BrokerOrder[], id: string, isKind: (type: string) => boolean): Decimal =>
  sumDecimals(
    orders
      .filter(
        ({ isOurs, endedAt, terms }) =>
          isOurs && endedAt === undefined && terms.side === "sell" && terms.instrument.id === id,
      )
      .filter(({ terms }) => isKind(terms.type))
      .map(({ terms, fills }) => fills.reduce((rest, { quantity }) => rest.plus(quantity), terms.amount)),
  );
