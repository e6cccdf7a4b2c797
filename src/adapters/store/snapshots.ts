import type { AccountSnapshot, NetPosition } from "../../core/domain/account.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Row } from "./columns.ts";
import { decimalIn, flagIn, integerIn, optionalDecimalIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";

export function recordSnapshot(database: Database, cycle: CycleId, snapshot: AccountSnapshot): void {
  const { takenAt, balance, positions } = snapshot;
  database.transaction(() => {
    const { lastId } = database.run(
      `INSERT INTO snapshots (cycle_id, taken_at, currency, cash, total_value, is_reliable)
       VALUES (:cycle, :takenAt, :currency, :cash, :totalValue, :isReliable)`,
      {
        cycle,
        takenAt,
        currency: balance.currency,
        cash: balance.cash.toString(),
        totalValue: balance.totalValue.toString(),
        isReliable: balance.isReliable ? 1 : 0,
      },
    );
    for (const position of positions) insertPosition(database, lastId, position);
  });
}

function insertPosition(database: Database, snapshotId: number, position: NetPosition): void {
  database.run(
    `INSERT INTO snapshot_positions (snapshot_id, instrument_id, quantity, average_open_price, can_be_closed)
     VALUES (:snapshotId, :instrumentId, :quantity, :averageOpenPrice, :canBeClosed)`,
    {
      snapshotId,
      instrumentId: position.instrumentId,
      quantity: position.quantity.toString(),
      averageOpenPrice: position.averageOpenPrice?.toString() ?? null,
      canBeClosed: position.canBeClosed ? 1 : 0,
    },
  );
}

export function latestSnapshot(database: Database): AccountSnapshot | undefined {
  const row = database.get("SELECT * FROM snapshots ORDER BY id DESC LIMIT 1");
  return row === undefined ? undefined : snapshotIn(database, row);
}

export function snapshotBefore(database: Database, at: Timestamp): AccountSnapshot | undefined {
  const row = database.get(
    "SELECT * FROM snapshots WHERE taken_at <= :at ORDER BY taken_at DESC, id DESC LIMIT 1",
    { at },
  );
  return row === undefined ? undefined : snapshotIn(database, row);
}

export function snapshotIn(database: Database, row: Row): AccountSnapshot {
  const positions = database.all("SELECT * FROM snapshot_positions WHERE snapshot_id = :id ORDER BY id", {
    id: integerIn(row, "id"),
  });
  return {
    takenAt: timestampIn(row, "taken_at"),
    balance: {
      currency: textIn(row, "currency"),
      cash: decimalIn(row, "cash"),
      totalValue: decimalIn(row, "total_value"),
      isReliable: flagIn(row, "is_reliable"),
    },
    positions: positions.map(positionIn),
  };
}

function positionIn(row: Row): NetPosition {
  const averageOpenPrice = optionalDecimalIn(row, "average_open_price");
  return {
    instrumentId: textIn(row, "instrument_id"),
    quantity: decimalIn(row, "quantity"),
    ...(averageOpenPrice === undefined ? {} : { averageOpenPrice }),
    canBeClosed: flagIn(row, "can_be_closed"),
  };
}
