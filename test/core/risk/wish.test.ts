import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import type { InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import type { AccountView, DecisionSettings } from "../../../src/core/risk/decision-input.ts";
import { exposureIn } from "../../../src/core/risk/exposure.ts";
import { wishOf } from "../../../src/core/risk/wish.ts";
import type { Signal } from "../../../src/core/strategy/contract.ts";
import {
  ACCOUNT,
  detailsOf,
  holding,
  NOW,
  positionIn,
  SETTINGS,
  SILENT_QUOTE,
  STOCK,
  unsettled,
  workingOrder,
} from "./decision-world.ts";

type Wanted =
  | { readonly action: "buy"; readonly value?: number; readonly stopDistance?: number }
  | { readonly action: "sell" }
  | { readonly action: "target"; readonly weight: number; readonly tolerance?: number };

interface Case {
  readonly account?: Partial<AccountView>;
  readonly details?: Partial<InstrumentDetails>;
  readonly settings?: Partial<DecisionSettings>;
}

/** What is wished for at a bid of 100 and an ask of 102, with an equity of 100000 and a cash of 60000. */
function wished(wanted: Wanted, { account, details, settings }: Case = {}): unknown {
  const balance = { ...ACCOUNT.balance, cash: decimal("60000") };
  const view: AccountView = { ...ACCOUNT, balance, ...account };
  const signal: Signal = { ...wanted, reason: "SIG_SAID", indicators: {} };
  return wishOf(signal, {
    details: detailsOf(STOCK, details),
    quote: { ...SILENT_QUOTE, bid: decimal("100"), ask: decimal("102") },
    account: view,
    exposure: exposureIn(view, STOCK.id),
    settings: { ...SETTINGS, ...settings },
  });
}
const atRest = { kind: "nothing", reason: "SIZE_AT_TARGET" };
const buyFor = (value: string, isTopUp: boolean) => ({
  kind: "buy",
  size: { by: "weight", value: decimal(value) },
  isTopUp,
});
const sellOf = (quantity: string) => ({ kind: "sell", by: "weight", quantity: decimal(quantity) });
/** So many in all, of which fifty are ours. */
const beside = (net: string): Partial<AccountView> => ({
  positions: [positionIn(STOCK, net)],
  ownPositions: new Map([[STOCK.id, decimal("50")]]),
});

describe("a purchase that is sized by its risk", () => {
  const settings = {
    sizing: { by: "risk", riskFraction: decimal("0.01"), stopFraction: decimal("0.05") },
  } as const;

  it("may lose its part of the equity, down to the stop below the ask", () => {
    const size = { by: "risk", risk: decimal("1000"), stopDistance: decimal("5.1") };
    expect(wished({ action: "buy" }, { settings })).toEqual({ kind: "buy", size, isTopUp: false });
  });

  it("is one for a value all the same where the strategy says so", () => {
    const size = { by: "value", value: decimal("250.5") };
    const byValue = { sizing: { by: "value", value: decimal("1000") } } as const;
    for (const given of [settings, byValue])
      expect(wished({ action: "buy", value: 250.5 }, { settings: given })).toEqual({
        kind: "buy",
        size,
        isTopUp: false,
      });
  });
});

describe("a sale", () => {
  it("is of what is ours and there", () => {
    const all = (quantity: string) => ({ kind: "sell", by: "position", quantity: decimal(quantity) });
    expect(wished({ action: "sell" }, { account: beside("80") })).toEqual(all("50"));
    expect(wished({ action: "sell" }, { account: beside("30") })).toEqual(all("30"));
    expect(wished({ action: "target", weight: 0 }, { account: beside("80") })).toEqual(all("50"));
  });
});

/** In the middle fifty are worth 5050. */
describe("a target", () => {
  it.each([
    [0.06, 0.0094, buyFor("950", true)],
    [0.06, 0.0095, buyFor("950", true)],
    [0.06, 0.0096, atRest],
    [0.04, 0.0104, sellOf("10")],
    [0.04, 0.0105, sellOf("10")],
    [0.04, 0.0106, atRest],
  ])("of %d is kept within %d of the equity, to both sides", (weight, tolerance, expected) => {
    expect(wished({ action: "target", weight, tolerance }, { account: holding("50") })).toEqual(expected);
  });

  it("is for what is ours: what others hold is no part of it", () => {
    const foreign = { positions: [positionIn(STOCK, "50")] };
    expect(wished({ action: "target", weight: 0.06 }, { account: foreign })).toEqual(buyFor("6000", false));
    expect(wished({ action: "target", weight: 0.06 }, { account: beside("80") })).toEqual(
      buyFor("950", true),
    );
    expect(wished({ action: "target", weight: 0 }, { account: foreign })).toEqual(atRest);
  });

  it("counts what we have ordered as held, and nobody else's orders", () => {
    const ours = { ...holding("50"), ...unsettled("placed") };
    expect(wished({ action: "target", weight: 0.06 }, { account: ours })).toEqual(buyFor("848", true));
    const openOrders = [{ ...workingOrder(STOCK, "buy"), orderId: orderId("7") }];
    expect(wished({ action: "target", weight: 0.06 }, { account: { ...holding("50"), openOrders } })).toEqual(
      buyFor("950", true),
    );
  });

  it.each([
    [0.0615, "10", buyFor("1100", true)], // ten of them cost 1020
    [0.0607, "10", buyFor("1020", true)],
    [0.0606, "10", atRest],
  ])("of %d is made up for by a smallest order of %s, or not at all", (weight, lot, expected) => {
    const details = { lot: { size: decimal(lot), isForBuysOnly: false }, minimumTradeSize: decimal("1") };
    expect(wished({ action: "target", weight }, { account: holding("50"), details })).toEqual(expected);
  });

  it("is cut down to by what a sale brings, at the bid", () => {
    expect(wished({ action: "target", weight: 0.0404 }, { account: holding("50") })).toEqual(sellOf("10"));
    expect(wished({ action: "target", weight: 0.0403 }, { account: holding("50") })).toEqual(sellOf("10"));
    expect(wished({ action: "target", weight: 0.0405 }, { account: holding("50") })).toEqual(sellOf("10"));
    expect(wished({ action: "target", weight: 0.0406 }, { account: holding("50") })).toEqual(sellOf("9"));
  });

  it("leaves a rest that may be sold, and sells no less than that", () => {
    const details = { minimumTradeSize: decimal("10") };
    const left = (weight: number, held: string) =>
      wished({ action: "target", weight }, { account: holding(held), details });
    expect(left(0.0001, "50")).toEqual(sellOf("40"));
    expect(left(0.0405, "50")).toEqual(sellOf("10"));
    expect(left(0.0415, "50")).toEqual(atRest);
    expect(left(0.0001, "19")).toEqual(atRest);
  });

  it("is not kept where prices are in pence, whatever their rate", () => {
    const rates = new Map([["GBX", { rate: decimal("0.016"), at: NOW, source: "FxSpot:31" }]]);
    const details = { currency: "GBP", pricing: { currency: "GBX", decimals: 2, ticks: {} } };
    const account = { ...holding("50"), rates };
    expect(wished({ action: "target", weight: 0.06 }, { account, details })).toEqual({
      kind: "nothing",
      reason: "SIZE_UNKNOWN",
    });
  });
});
