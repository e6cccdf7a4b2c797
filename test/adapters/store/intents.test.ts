import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { MAY_HAVE_ARRIVED, UNSETTLED } from "../../../src/adapters/store/intents.ts";
import { openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import type { IntentHistory } from "../../../src/adapters/store/history.ts";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference, intentId, orderId } from "../../../src/core/domain/ids.ts";
import type { CycleId } from "../../../src/core/domain/ids.ts";
import type { Intent } from "../../../src/core/domain/order.ts";
import type { IntentState } from "../../../src/core/execution/lifecycle.ts";
import { aFill, anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();
const REFERENCE = externalReference("ATB-AAAA");

function history(reference = REFERENCE): readonly IntentHistory[] {
  const reader = openStoreForReading(directory());
  try {
    return reader?.historyOf(reference) ?? [];
  } finally {
    reader?.close();
  }
}

function walk(cycle: CycleId, intent: Intent, states: readonly IntentState[], from = 1): void {
  for (const [index, to] of states.entries()) {
    store().recordTransition(cycle, intent.id, { to, reason: `TO_${to.toUpperCase()}` }, at(from + index));
  }
}

/** An intent under a reference of its own, led through the states. */
function intentIn(name: string, states: readonly IntentState[], from = 1): Intent {
  const cycle = beginCycle(store());
  const intent = store().createIntent(
    cycle,
    anIntent({ externalReference: externalReference(`ATB-${name}`) }),
  );
  walk(cycle, intent, states, from);
  return intent;
}

describe("an intent", () => {
  test("comes back as it was written, in state created", () => {
    const cycle = beginCycle(store());
    const written = anIntent({
      quantity: decimal("0.000000001"),
      instrument: PAIR,
      side: "sell",
      purpose: "exit",
    });
    const intent = store().createIntent(cycle, written);
    expect(intent).toEqual({ ...written, id: 1 });
    expect(store().arrivedIntent(REFERENCE)).toEqual({
      intent,
      state: "created",
      filledQuantity: decimal("0"),
      earlierAttempts: 0,
    });
    expect(store().arrivedIntent(externalReference("ATB-BBBB"))).toBeUndefined();
  });

  test("takes each step with its evidence, and keeps what earlier steps proved", () => {
    const first = beginCycle(store());
    const intent = store().createIntent(first, anIntent());
    const second = beginCycle(store(), at(300));
    store().recordTransition(
      first,
      intent.id,
      { to: "placing", reason: "SENDING", clockAheadMs: -2500 },
      at(1),
    );
    store().recordTransition(
      first,
      intent.id,
      { to: "unknown", reason: "TIMEOUT", detail: "no reply" },
      at(2),
    );
    const placed = {
      to: "placed",
      reason: "ACTIVITY",
      orderId: orderId("5001"),
      filledQuantity: decimal("4"),
    } as const;
    store().recordTransition(second, intent.id, placed, at(301));
    store().recordTransition(second, intent.id, { to: "cancelled", reason: "ACTIVITY" }, at(302));
    store().recordFills(intent.id, [aFill("900", { quantity: decimal("4") })]);
    expect(history()).toEqual([
      {
        cycleId: first,
        standing: {
          intent,
          state: "cancelled",
          orderId: "5001",
          filledQuantity: decimal("4"),
          placingAt: at(1),
          answerGivenUpAt: at(2),
          clockAheadMs: -2500,
          earlierAttempts: 0,
        },
        transitions: [
          { cycleId: first, from: "created", to: "placing", at: at(1), reason: "SENDING" },
          {
            cycleId: first,
            from: "placing",
            to: "unknown",
            at: at(2),
            reason: "TIMEOUT",
            detail: "no reply",
          },
          { cycleId: second, from: "unknown", at: at(301), ...placed },
          { cycleId: second, from: "placed", to: "cancelled", at: at(302), reason: "ACTIVITY" },
        ],
        fills: [aFill("900", { quantity: decimal("4") })],
      },
    ]);
  });

  test("refuses a step that is none of its lifecycle, and nothing is written", () => {
    const intent = intentIn("AAAA", ["placing", "filled"]);
    const before = history();
    const stepBack = (): void => {
      walk(beginCycle(store()), intent, ["placing"]);
    };
    expect(stepBack).toThrow(new AssertionError("an intent cannot go from filled to placing"));
    expect(history()).toEqual(before);
  });

  test("must exist to take a step", () => {
    const step = { to: "placing", reason: "SENDING" } as const;
    const cycle = beginCycle(store());
    expect(() => {
      store().recordTransition(cycle, intentId(9), step, at(1));
    }).toThrow(AssertionError);
  });
});

describe("a reference", () => {
  test.each<readonly IntentState[]>([
    [],
    ["placing"],
    ["placing", "unknown"],
    ["placing", "rejected"],
    ["placed", "filled"],
  ])("is taken by an intent that went %s %s", (...states) => {
    intentIn("AAAA", states);
    const again = (): Intent => store().createIntent(beginCycle(store()), anIntent());
    expect(again).toThrow(new AssertionError('the reference "ATB-AAAA" is taken by an earlier intent'));
    expect(history()).toHaveLength(1);
  });

  test.each<readonly IntentState[]>([["dropped"], ["placing", "absent"], ["placing", "unknown", "absent"]])(
    "is free again when its intent went %s %s %s",
    (...states) => {
      const earlier = intentIn("AAAA", states);
      expect(store().arrivedIntent(REFERENCE)).toBeUndefined();
      const later = store().createIntent(beginCycle(store()), anIntent());
      expect(history().map(({ standing }) => standing.intent.id)).toEqual([earlier.id, later.id]);
      expect(store().arrivedIntent(REFERENCE)?.intent).toEqual(later);
    },
  );

  test("cannot be taken twice past the code: the database itself refuses", () => {
    intentIn("AAAA", ["placing"]);
    const raw = new DatabaseSync(join(directory(), "tradebot.db"));
    const copy = `INSERT INTO intents
      SELECT 99, cycle_id, external_reference, 'another', account_key, instrument_id, side, quantity, purpose,
        strategy, decision_bar_close_at, created_at, 'created', NULL, '0', NULL, NULL, NULL, NULL FROM intents`;
    expect(() => {
      raw.exec(copy);
    }).toThrow("UNIQUE constraint failed: intents.external_reference");
    raw.close();
  });

  test("is guarded by indexes that say the same as the lifecycle", () => {
    const raw = new DatabaseSync(join(directory(), "tradebot.db"));
    const sqlOf = (index: string): unknown =>
      raw.prepare("SELECT sql FROM sqlite_schema WHERE name = ?").get(index)?.["sql"];
    const planFor = (condition: string): unknown =>
      raw.prepare(`EXPLAIN QUERY PLAN SELECT * FROM intents WHERE ${condition}`).get()?.["detail"];
    expect(sqlOf("one_arrived_intent_per_reference")).toContain(`WHERE ${MAY_HAVE_ARRIVED}`);
    expect(sqlOf("unsettled_intents")).toContain(`WHERE ${UNSETTLED}`);
    expect(planFor(`external_reference = 'x' AND ${MAY_HAVE_ARRIVED}`)).toContain(
      "one_arrived_intent_per_reference",
    );
    expect(planFor(`${UNSETTLED} ORDER BY id`)).toContain("unsettled_intents");
    raw.close();
  });
});

describe("the intents that matter", () => {
  test("are unsettled until their state is final, oldest first", () => {
    intentIn("A", ["placing", "filled"]);
    intentIn("B", ["placing", "unknown"]);
    intentIn("C", []);
    intentIn("D", ["dropped"]);
    intentIn("E", ["placed"]);
    intentIn("F", ["placing"]);
    expect(
      store()
        .unsettledIntents()
        .map(({ intent, state }) => [intent.externalReference, state]),
    ).toEqual([
      ["ATB-B", "unknown"],
      ["ATB-C", "created"],
      ["ATB-E", "placed"],
      ["ATB-F", "placing"],
    ]);
  });

  test("count as orders from the step that may have sent them, unless they never became one", () => {
    intentIn("A", ["placing", "placed", "filled"], 1); // placed and filled later than it was sent
    intentIn("B", ["placing", "unknown"], 10);
    intentIn("C", ["placed"], 11); // found at the broker
    intentIn("D", ["placing", "rejected"], 12);
    intentIn("E", ["placing", "unknown", "absent"], 13);
    intentIn("F", ["dropped"], 14);
    intentIn("G", [], 15);
    const exit = { side: "sell", purpose: "exit", externalReference: externalReference("ATB-H") } as const;
    const cycle = beginCycle(store());
    walk(cycle, store().createIntent(cycle, anIntent(exit)), ["placing"], 0);
    expect(store().countOrdersSince(at(0))).toBe(4);
    expect(store().countOrdersSince(at(1))).toBe(3);
    expect(store().countOrdersSince(at(2))).toBe(2);
    expect(store().countOrdersSince(at(10))).toBe(2);
    expect(store().countOrdersSince(at(11))).toBe(1);
    expect(store().countOrdersSince(at(12))).toBe(0);
  });

  test("are listed from the time they were created", () => {
    const cycle = beginCycle(store());
    for (const [name, seconds] of [
      ["A", 1],
      ["B", 2],
      ["C", 3],
    ] as const) {
      const reference = externalReference(`ATB-${name}`);
      store().createIntent(cycle, anIntent({ externalReference: reference, createdAt: at(seconds) }));
    }
    const reader = openStoreForReading(directory());
    expect(reader?.intentsCreatedSince(at(2)).map(({ intent }) => intent.externalReference)).toEqual([
      "ATB-B",
      "ATB-C",
    ]);
    expect(reader?.unsettledIntents()).toHaveLength(3);
    reader?.close();
  });
});

describe("fills", () => {
  test("are booked once, and only the new ones come back", () => {
    const intent = intentIn("A", ["placing"]);
    expect(store().recordFills(intent.id, [aFill("1"), aFill("2")])).toEqual([aFill("1"), aFill("2")]);
    expect(store().recordFills(intent.id, [aFill("2"), aFill("3")])).toEqual([aFill("3")]);
    expect(store().recordFills(intent.id, [])).toEqual([]);
    expect(store().ownPositions()).toEqual(new Map([[SHARE.id, decimal("30")]]));
  });

  test("cannot be booked to two intents, and then none of the batch is", () => {
    const first = intentIn("A", ["placing"]);
    const second = intentIn("B", ["placing"]);
    store().recordFills(first.id, [aFill("1")]);
    expect(() => store().recordFills(second.id, [aFill("2"), aFill("1")])).toThrow(
      new AssertionError("execution 1 is booked to another intent"),
    );
    expect(store().ownPositions()).toEqual(new Map([[SHARE.id, decimal("10")]]));
  });

  test("add up to signed positions, exactly and without zeros", () => {
    const cycle = beginCycle(store());
    const trade = (name: string, changes: Partial<Intent>, quantities: readonly string[]): void => {
      const intent = store().createIntent(
        cycle,
        anIntent({ externalReference: externalReference(name), ...changes }),
      );
      store().recordFills(
        intent.id,
        quantities.map((quantity, index) => aFill(`${name}-${index}`, { quantity: decimal(quantity) })),
      );
    };
    trade("ATB-A", { side: "buy" }, ["0.1", "0.2"]);
    trade("ATB-B", { side: "sell" }, ["0.3"]);
    expect(store().ownPositions()).toEqual(new Map());
    trade("ATB-C", { side: "sell", instrument: PAIR }, ["1000", "0.000000001"]);
    trade("ATB-D", { side: "buy" }, ["5"]);
    const positions = [...store().ownPositions()].map(([id, quantity]) => [id, quantity.toString()]);
    expect(positions).toEqual([
      ["Stock:211", "5"],
      ["FxSpot:21", "-1000.000000001"],
    ]);
  });
});
