import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument, type InstrumentDetails } from "../../src/core/domain/instrument.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { noteFillTerms, termsOf, type Worth } from "../../src/cycle/fill-terms.ts";
import type { FillTerms } from "../../src/cycle/ports/ledger-store.ts";
import { detailsOf } from "../core/risk/decision-world.ts";

const DAY = 86_400_000;
const NOW = timestamp(100 * DAY);
const INDEX = instrument("CfdOnIndex", 7);
const EUROS = { rate: decimal("1.25"), at: timestamp(NOW - 5), source: "FxSpot:21" };

const worthWith = (pricing?: Partial<InstrumentDetails["pricing"]>): Worth => ({
  at: NOW,
  currency: "USD",
  rates: new Map([
    ["EUR", EUROS],
    ["USD", { ...EUROS, rate: decimal("1.01") }],
  ]),
  detailsOf: (of) =>
    pricing === undefined
      ? undefined
      : detailsOf(of, { pricing: { currency: "EUR", decimals: 2, ticks: {}, ...pricing } }),
});

describe("what a unit of a price is worth", () => {
  it("is the rate of its currency and as much as a contract says", () => {
    expect(termsOf(INDEX, worthWith({ contractFactor: decimal("5") }))).toEqual({
      currency: "EUR",
      contractFactor: decimal("5"),
      rate: EUROS,
    });
  });

  it("is itself in the account's own currency, now and whatever a rate says, where no contract says more", () => {
    expect(termsOf(INDEX, worthWith({ currency: "USD" }))).toEqual({
      currency: "USD",
      contractFactor: decimal("1"),
      rate: { rate: decimal("1"), at: NOW, source: "same_currency" },
    });
  });

  it.each([
    ["nobody has described the instrument", undefined],
    ["nobody knows the rate", { currency: "SEK" }],
  ])("is not known where %s", (_, pricing) => {
    expect(termsOf(INDEX, worthWith(pricing))).toBeUndefined();
  });
});

describe("executions of which nobody has said what they were worth", () => {
  const SWEDISH = instrument("Stock", 9);
  const worth: Worth = {
    ...worthWith(),
    detailsOf: (of) =>
      detailsOf(of, {
        pricing: { currency: of.id === SWEDISH.id ? "SEK" : "EUR", decimals: 2, ticks: {} },
      }),
  };
  const noted = (of: readonly { readonly logId: string; readonly instrument: typeof INDEX }[]) => {
    const [asked, written]: [number[], FillTerms[][]] = [[], []];
    const store = {
      fillsWithoutTerms: (since: number) => {
        asked.push(since);
        return of;
      },
      recordFillTerms: (terms: readonly FillTerms[]) => {
        written.push([...terms]);
      },
    };
    noteFillTerms(store, worth);
    return { asked, written };
  };

  it("are noted where that is known now, and asked for over the longest rest of a market", () => {
    const found = noted([
      { logId: "1", instrument: INDEX },
      { logId: "2", instrument: SWEDISH },
    ]);
    expect(found.asked).toEqual([NOW - 8 * DAY]);
    expect(found.written).toEqual([
      [{ logId: "1", currency: "EUR", contractFactor: decimal("1"), rate: EUROS }],
    ]);
  });

  it("are not written down where none is known", () => {
    expect(noted([{ logId: "2", instrument: SWEDISH }]).written).toEqual([]);
  });
});
