import { describe, expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import type { StoreReader } from "../../src/adapters/store/store-reader.ts";
import { ordersDocument } from "../../src/cli/explain/orders-document.ts";
import { ordersText } from "../../src/cli/explain/orders-text.ts";
import { refuseForeignStore, whoseIs } from "../../src/cli/explain/own-records.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { accountKey, externalReference, orderId } from "../../src/core/domain/ids.ts";
import type { OpenOrder } from "../../src/core/domain/order.ts";
import type { IntentState, Transition } from "../../src/core/execution/lifecycle.ts";
import { ACCOUNT } from "../adapters/saxo/support/saxo-world.ts";
import { anIntent, at, beginCycle, PAIR } from "../adapters/store/support-values.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";

const { store, directory } = temporaryStore();

function read<Result>(look: (reader: StoreReader) => Result): Result {
  const reader = openStoreForReading(directory());
  assert(reader !== undefined, "there is a store");
  try {
    return look(reader);
  } finally {
    reader.close();
  }
}

const anOpenOrder = (changes: Partial<OpenOrder> = {}): OpenOrder => ({
  orderId: orderId("5001"),
  externalReference: "ATB-AAAA",
  instrumentId: "Stock:211",
  side: "buy",
  quantity: decimal("10"),
  filledQuantity: decimal("4"),
  status: "Working",
  orderType: "Market",
  ...changes,
});

const foreign: OpenOrder = {
  orderId: orderId("76332324"),
  instrumentId: "FxSpot:16",
  side: "sell",
  quantity: decimal("100000"),
  filledQuantity: decimal("0"),
  status: "Working",
  orderType: "Limit",
  price: decimal("7.25"),
};

/** An intent of ours that has come as far as its last step. */
function ours(reference: string, steps: readonly (Transition & { readonly to: IntentState })[]): void {
  const cycle = beginCycle(store());
  const { id } = store().createIntent(
    cycle,
    anIntent({ externalReference: externalReference(reference), instrument: PAIR }),
  );
  for (const [index, step] of steps.entries()) store().recordTransition(cycle, id, step, at(index + 1));
}

const placing = { to: "placing", reason: "ABOUT_TO_SEND" } as const;
const unknown = { to: "unknown", reason: "BROKER_UNREACHABLE" } as const;

const document = (listed?: readonly OpenOrder[]) =>
  read((reader) =>
    ordersDocument({
      environment: "SIM",
      asOf: at(60),
      ...(listed === undefined
        ? {}
        : { listed: listed.map((order) => ({ order, whose: whoseIs(order, reader) })) }),
      unsettled: reader.unsettledIntents(),
    }),
  );

describe("orders", () => {
  it("shows what an order waits for: a price, and other orders", () => {
    ours("ATB-AAAA", [placing]);
    const stop = anOpenOrder({
      orderType: "Stop",
      price: decimal("1.14"),
      durationType: "GoodTillCancel",
      relation: "IfDoneSlave",
      relatedOrderIds: [orderId("5001")],
    });
    expect(ordersText(document([stop]))).toContain("  Stop 1.14 (IfDoneSlave 5001)  Working");
    expect(document([stop]).working?.[0]).toMatchObject({
      duration_type: "GoodTillCancel",
      relation: "IfDoneSlave",
      related_order_ids: ["5001"],
    });
  });

  it("shows a working, a foreign and an unknown order, each as what it is", () => {
    ours("ATB-AAAA", [placing, { to: "placed", reason: "ACCEPTED", orderId: orderId("5001") }]);
    ours("ATB-BBBB", [placing, unknown]);
    const stray = anOpenOrder({ orderId: orderId("5009"), externalReference: "ATB-ZZZZ" });
    expect(ordersText(document([anOpenOrder(), stray, foreign]))).toBe(
      `SIM, as the broker showed it at 2026-03-04T09:16:00.000Z

working   whose       instrument  side  quantity  filled  type        status   reference
5001      ours        Stock:211   buy         10       4  Market      Working  ATB-AAAA
5009      unrecorded  Stock:211   buy         10       4  Market      Working  ATB-ZZZZ
76332324  foreign     FxSpot:16   sell    100000       0  Limit 7.25  Working  -
unrecorded: made by a tradebot, but not known to this state directory

ours, not in the broker's list
reference  order  instrument  side  quantity  filled  state    made
ATB-BBBB   -      FxSpot:21   buy         10       0  unknown  2026-03-04T09:15:00.000Z
unknown: nobody knows whether it exists: the next cycle looks for evidence, and nothing new is risked in the instrument; \`tradebot resolve <external_reference>\` is the last resort (docs/how-to/unknown-order.md)
`,
    );
  });

  it("knows its own by the broker's id too, should the broker forget the reference", () => {
    ours("ATB-AAAA", [placing, { to: "placed", reason: "ACCEPTED", orderId: orderId("5001") }]);
    const listed = { ...foreign, orderId: orderId("5001") };
    expect(document([listed])).toMatchObject({
      working: [{ order_id: "5001", whose: "ours" }],
      unsettled: [],
    });
  });

  it("takes nobody's word for a reference of another form", () => {
    expect(document([anOpenOrder({ externalReference: "x".repeat(80) })])).toMatchObject({
      working: [{ whose: "foreign" }],
    });
  });

  it("says of our own records that the broker was not asked, and nothing of what it lists", () => {
    ours("ATB-BBBB", [placing, unknown]);
    const offline = document();
    expect(offline).not.toHaveProperty("working");
    expect(ordersText(offline)).toBe(
      `SIM, by our own store alone at 2026-03-04T09:16:00.000Z; the broker was not asked

ours, not final
reference  order  instrument  side  quantity  filled  state    made
ATB-BBBB   -      FxSpot:21   buy         10       0  unknown  2026-03-04T09:15:00.000Z
`,
    );
  });

  it("does not take a missing store for one without orders", () => {
    const text = ordersText(ordersDocument({ environment: "SIM", asOf: at(60), listed: [] }));
    expect(text).toBe(
      `SIM, as the broker showed it at 2026-03-04T09:16:00.000Z

no order works at the broker

no cycle has run here: nothing is known of orders of ours
`,
    );
  });

  it("shows final orders only, among those that were made in the time asked for", () => {
    ours("ATB-AAAA", [{ to: "dropped", reason: "DRY_RUN" }]);
    ours("ATB-BBBB", [placing, unknown]);
    const records = read((reader) => ({
      unsettled: reader.unsettledIntents(),
      made: reader.intentsCreatedSince(at(-1)),
    }));
    expect(ordersDocument({ environment: "SIM", asOf: at(60), ...records })).toMatchObject({
      unsettled: [{ external_reference: "ATB-BBBB" }],
      settled: [{ external_reference: "ATB-AAAA", state: "dropped" }],
    });
  });
});

describe("the store of another account", () => {
  const refuse = () => {
    read((reader) => {
      refuseForeignStore(reader, { environment: "SIM", account: ACCOUNT });
    });
  };

  it("is refused: its orders are not ours", () => {
    store().bindTo({ environment: "SIM", accountKey: accountKey("another") });
    expect(refuse).toThrow("the state directory belongs to another account, of the environment SIM");
  });

  it("is told from our own, and from one that no cycle has used", () => {
    refuse();
    store().bindTo({ environment: "SIM", accountKey: ACCOUNT.accountKey });
    refuse();
    expect(read((reader) => reader.owner()?.accountKey)).toBe(ACCOUNT.accountKey);
  });
});
