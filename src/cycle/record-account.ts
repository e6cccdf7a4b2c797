import type { AccountSnapshot } from "../core/domain/account.ts";
import type { ConnectedContext } from "./context.ts";

/** Keeps what the account looked like. */
export function recordAccount(
  { ports, cycle }: ConnectedContext,
  { balance, positions }: Pick<AccountSnapshot, "balance" | "positions">,
): void {
  ports.store.recordSnapshot(cycle, { takenAt: ports.clock.now(), balance, positions });
  ports.events.emit("cycle_snapshot_recorded", { currency: balance.currency });
}

/** Reads the account back after orders were sent. @throws TradebotError when it cannot be read */
export async function readAccountBack(context: ConnectedContext): Promise<void> {
  const { broker, account } = context;
  const [balance, positions] = await Promise.all([
    broker.readBalance(account),
    broker.readNetPositions(account),
  ]);
  recordAccount(context, { balance, positions });
}
