import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { migrationTo, SCHEMA_VERSION } from "../../../src/simulator/persistence/schema.ts";
import { column, numberAt, pick, rows, startSaxo, WEDNESDAY } from "../saxo-under-test.ts";
import { inStateDirectory } from "./state-directory.ts";

const AT = Date.parse(WEDNESDAY);

/** A file as the first release left it: ten shares bought, four of them sold, and a limit order that waits. */
function writeFirstVersion(path: string): void {
  const database = new DatabaseSync(path);
  database.exec(migrationTo(0, 1));
  database.exec(`
    INSERT INTO world VALUES (1, 7, 5900000, ${AT}, '98000.5', ${AT}, 3, 2, 7, '2026-03-04', 1);
    INSERT INTO orders VALUES
      (5000000001, 0, 'Stock', 211, 'buy', '10', 'Market', NULL, 'DayOrder', NULL, NULL, ${AT}, 'c1', 'bot-1'),
      (5000000002, 0, 'Stock', 211, 'sell', '4', 'Market', NULL, 'DayOrder', NULL, NULL, ${AT}, 'c2', NULL),
      (5000000003, 1, 'CfdOnIndex', 4913, 'buy', '1', 'Limit', '1', 'GoodTillCancel', NULL, NULL, ${AT}, 'c3', NULL);
    INSERT INTO lots VALUES (5100000001, 'Stock', 211, '6', '200.5', ${AT}, '0.6', 5000000001, 'c1', 'bot-1');
    INSERT INTO activities VALUES
      (900000001, ${AT}, 5000000001, 'Placed', 'Confirmed', NULL, NULL, NULL, NULL, NULL),
      (900000002, ${AT}, 5000000001, 'FinalFill', 'Confirmed', '10', '200.5', 5100000001, '1', '-2006'),
      (900000003, ${AT}, 5000000003, 'Placed', 'Confirmed', NULL, NULL, NULL, NULL, NULL);
  `);
  database.close();
}

describe("state of the first release", () => {
  it("is brought up to date, and the account lives on", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      writeFirstVersion(statePath);
      const saxo = await startSaxo({ statePath });
      const { cash, positions, orders } = saxo.simulator.snapshot();
      expect([cash.toString(), positions.length, orders.length]).toEqual(["98000.5", 1, 1]);
      expect(positions).toMatchObject([
        { positionId: "5100000001", externalReference: "bot-1", isForceOpen: false },
      ]);
      expect(orders).toMatchObject([
        { orderId: "5000000003", status: "Working", relation: { kind: "StandAlone" } },
      ]);
      const log = await saxo.activities();
      expect(column(log, "OrderType")).toEqual(["Market", "Market", "Limit"]);
      expect(rows(log)[1]).toMatchObject({
        Amount: 10,
        FilledAmount: 10,
        AveragePrice: 200.5,
        FillAmount: 10,
      });
      expect(pick((await saxo.order()).json, "OrderId")).toBe("5000000004");
      await saxo.close();
    }));

  it("has the same tables as a new one", () =>
    inStateDirectory(async (directory) => {
      const [older, newer] = ["older.db", "newer.db"].map((name) => join(directory, name));
      writeFirstVersion(older ?? "");
      for (const statePath of [older ?? "", newer ?? ""]) await (await startSaxo({ statePath })).close();
      const tablesOf = (path: string): readonly unknown[] => {
        const database = new DatabaseSync(path);
        const tables = database.prepare("SELECT name, sql FROM sqlite_schema ORDER BY name").all();
        const version = database.prepare("PRAGMA user_version").all();
        database.close();
        return [...tables, ...version];
      };
      expect(tablesOf(older ?? "")).toEqual(tablesOf(newer ?? ""));
      expect(tablesOf(newer ?? "").at(-1)).toEqual({ user_version: SCHEMA_VERSION });
    }));
});

describe("everything an order is", () => {
  it("survives a restart: relations, progress, venues, closed positions", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath });
      const ask = numberAt(
        await first.get("/trade/v1/infoprices?Uic=4913&AssetType=CfdOnIndex"),
        "Quote",
        "Ask",
      );
      const stop = first.orderBody({
        BuySell: "Sell",
        OrderType: "TrailingStop",
        OrderPrice: Math.round(ask * 0.8),
        TrailingStopDistanceToMarket: 5,
        TrailingStopStep: 1,
        OrderDuration: { DurationType: "GoodTillCancel" },
      });
      await first.order({
        Orders: [{ ...stop, OrderType: "Limit", OrderPrice: Math.round(ask * 1.2) }, stop],
      });
      await first.order({ Amount: 3 });
      await first.order({ BuySell: "Sell", Amount: 2 });
      first.simulator.faults.next({ kind: "slow_venue", afterSeconds: 3600 });
      await first.order();
      const before = first.simulator.snapshot();
      expect([before.orders.length, before.closedPositions.length]).toEqual([3, 2]);
      await first.close();
      const second = await startSaxo({ statePath });
      expect(second.simulator.snapshot()).toEqual(before);
      await second.close();
    }));
});
