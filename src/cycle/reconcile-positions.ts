import type { AccountSnapshot } from "../core/domain/account.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { Observation } from "./observe.ts";

/**
 * Keeps what the account looked like, and says where the broker's position is not what our own fills add up to.
 * A difference is not our business to mend: it can be a person's own trade. Exits never exceed the smaller of the two.
 */
export function recordAccount(
  { ports, cycle }: ConnectedContext,
  observation: Pick<Observation, "balance" | "positions">,
): void {
  const { balance, positions } = observation;
  const snapshot: AccountSnapshot = { takenAt: ports.clock.now(), balance, positions };
  ports.store.recordSnapshot(cycle, snapshot);
  ports.events.emit("cycle_snapshot_recorded", { currency: balance.currency });
}

/** Reads the account back after orders were sent. @throws TradebotError when it cannot be read */
export async function reconcilePositions(context: ConnectedContext): Promise<void> {
  const { broker, account } = context;
  const [balance, positions] = await Promise.all([
    broker.readBalance(account),
    broker.readNetPositions(account),
  ]);
  recordAccount(context, { balance, positions });
  reportDifferences(context, { positions });
}

export function reportDifferences(
  { ports }: ConnectedContext,
  { positions }: Pick<Observation, "positions">,
): void {
  // the broker's position moves before its log shows the fill: an order under way explains a difference
  const underWay = new Set(ports.store.unsettledIntents().map(({ intent }) => intent.instrument.id));
  const atBroker = new Map(positions.map(({ instrumentId, quantity }) => [instrumentId, quantity]));
  for (const [instrumentId, own] of ports.store.ownPositions()) {
    const broker = atBroker.get(instrumentId) ?? ZERO;
    if (broker.eq(own) || underWay.has(instrumentId)) continue;
    const instrument = instrumentFromId(instrumentId);
    ports.events.emit("execution_position_differs", {
      ...(instrument === undefined ? {} : instrumentFields(ports, instrument)),
      instrument_id: instrumentId,
      own_quantity: own.toString(),
      broker_quantity: broker.toString(),
    });
  }
}
