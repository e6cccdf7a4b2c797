import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { SCHEMA_1 } from "../../../src/adapters/store/schema/version-1.ts";
import { SCHEMA_2 } from "../../../src/adapters/store/schema/version-2.ts";
import { SCHEMA_3 } from "../../../src/adapters/store/schema/version-3.ts";
import { SCHEMA_4 } from "../../../src/adapters/store/schema/version-4.ts";
import { SCHEMA_5 } from "../../../src/adapters/store/schema/version-5.ts";
import { SCHEMA_6 } from "../../../src/adapters/store/schema/version-6.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import type { Intent } from "../../../src/core/domain/order.ts";
import type { Transition } from "../../../src/core/execution/lifecycle.ts";
import { aFill, anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store } = temporaryStore();

/** An order that has come so far, with executions at these seconds after the start. */
function order(
  letters: string,
  changes: Partial<Omit<Intent, "id">>,
  {
    to = [],
    filledAt = [],
  }: { readonly to?: readonly Transition["to"][]; readonly filledAt?: readonly number[] },
): void {
  const cycle = beginCycle(store());
  const reference = externalReference(`ATB-${letters}`);
  const { id } = store().createIntent(cycle, anIntent({ externalReference: reference, ...changes }));
  for (const state of to) store().recordTransition(cycle, id, { to: state, reason: "SAID_SO" }, at(1));
  store().recordFills(
    id,
    filledAt.map((second) => aFill(`${letters}${second}`, { at: at(second) })),
  );
}

const trades = (strategy = "moving_average"): Record<string, object> =>
  Object.fromEntries(store().lastTrades(strategy));

test("tells of each instrument when it was last bought and last sold, by the newest execution", () => {
  expect(trades()).toEqual({});
  order("AAAA", {}, { to: ["placing", "placed"], filledAt: [5, 7] });
  order("BBBB", { instrument: PAIR, createdAt: at(2) }, { to: ["placing", "placed"], filledAt: [9] });
  order("CCCC", { side: "sell", purpose: "exit" }, { to: ["placing", "placed"], filledAt: [20] });
  expect(trades()).toEqual({
    [SHARE.id]: { lastBoughtAt: at(7), lastSoldAt: at(20) },
    [PAIR.id]: { lastBoughtAt: at(9) },
  });
});

test.each([
  ["may be on its way", ["placing"], [], at(3)],
  ["may have arrived", ["placing", "unknown"], [], at(3)],
  ["works", ["placing", "placed"], [], at(3)],
  ["was executed in part before it was cancelled", ["placing", "placed", "cancelled"], [8], at(8)],
  ["was never sent", [], [], undefined],
  ["was dropped", ["dropped"], [], undefined],
  ["was rejected", ["placing", "rejected"], [], undefined],
  ["was found nowhere", ["placing", "unknown", "absent"], [], undefined],
  ["was cancelled before anything of it was executed", ["placing", "placed", "cancelled"], [], undefined],
] as const)("an order that %s", (_, to, filledAt, expected) => {
  order("DDDD", { createdAt: at(3) }, { to, filledAt });
  expect(trades()).toEqual(expected === undefined ? {} : { [SHARE.id]: { lastBoughtAt: expected } });
});

test("counts the purchases of the strategy in all its versions, and no other's", () => {
  order("EEEE", { strategy: "core_dca@1" }, { to: ["placing"], filledAt: [4] });
  order("FFFF", { strategy: "core_dca@2" }, { to: ["placing"], filledAt: [6] });
  order("GGGG", { strategy: "core_dca_more@1" }, { to: ["placing"], filledAt: [8] });
  order("HHHH", { strategy: "coreXdca@1" }, { to: ["placing"], filledAt: [9] });
  expect(trades("core_dca")).toEqual({ [SHARE.id]: { lastBoughtAt: at(6) } });
});

test("counts every sale, whoever wanted it, once something of it is executed", () => {
  order("IIII", { side: "sell", purpose: "stop", strategy: "close_out" }, { to: ["placing", "placed"] });
  expect(trades()).toEqual({});
  order("JJJJ", { side: "sell", purpose: "stop", strategy: "close_out" }, { to: ["placing"], filledAt: [3] });
  expect(trades()).toEqual({ [SHARE.id]: { lastSoldAt: at(3) } });
});

test("a store of an older version knows them once it is upgraded", () => {
  const database = new DatabaseSync(":memory:");
  for (const schema of [SCHEMA_1, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5]) database.exec(schema);
  database.exec(`
    INSERT INTO cycles (run_id, started_at, dry_run) VALUES ('run-1', 1, 0);
    INSERT INTO intents (id, cycle_id, external_reference, request_id, account_key, instrument_id, side, quantity,
        purpose, strategy, decision_bar_close_at, created_at)
      VALUES (1, 1, 'ATB-A', '1', 'key', 'Stock:211', 'buy', '1', 'entry', 'core_dca@1', 1, 1),
        (2, 1, 'ATB-B', '2', 'key', 'Stock:211', 'buy', '1', 'entry', 'core_dca@2', 1, 1),
        (3, 1, 'ATB-C', '3', 'key', 'Stock:211', 'sell', '1', 'exit', 'close_out', 1, 1);
    INSERT INTO fills (log_id, intent_id, order_id, quantity, price, at)
      VALUES ('1', 1, '1', '1', '1', 500), ('2', 2, '2', '1', '1', 700), ('3', 2, '2', '1', '1', 600),
        ('4', 3, '3', '1', '1', 900);
  `);
  database.exec(SCHEMA_6);
  const rows = database.prepare("SELECT instrument_id, strategy, is_purchase, at FROM last_executions").all();
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["Stock:211", "close_out", 0, 900],
    ["Stock:211", "core_dca", 1, 700],
  ]);
});
