import { describe, expect, it } from "vitest";
import type { Position } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { orderId, positionId } from "../../src/core/domain/ids.ts";
import { instrument, type InstrumentDetails } from "../../src/core/domain/instrument.ts";
import type { QuoteReading } from "../../src/core/domain/market-data.ts";
import type { OpenOrder } from "../../src/core/domain/order.ts";
import type { Listing } from "../../src/core/domain/resolve-symbol.ts";
import { minutes, timestamp } from "../../src/core/domain/time.ts";
import { readDetails } from "../../src/cycle/cached-facts.ts";
import type { ConnectedContext } from "../../src/cycle/context.ts";
import { findPairs, foreignCurrencies, knownPairs, ratesFrom } from "../../src/cycle/conversion-pairs.ts";
import { detailsOf } from "../core/risk/decision-world.ts";
import { world } from "../scenarios/order-stories.ts";
import { connectedIn } from "../support/connected.ts";
import { saying } from "../support/saying-strategy.ts";
import { localSettings, runCycleIn } from "../support/world.ts";

const DAY = 24 * 60;
const listing = (symbol: string, uic: number): Listing => ({
  instrument: instrument("FxSpot", uic),
  symbol,
  description: symbol,
  currency: symbol.slice(3),
  exchange: "SBFX",
  isPrimary: true,
});
const PAIRS = [listing("EURUSD", 21), listing("USDJPY", 42)];

/** A cycle whose broker knows those pairs alone, and what it was asked for. */
async function asking<Result>(
  work: (context: ConnectedContext, asked: string[], advance: (minutes: number) => void) => Promise<Result>,
): Promise<Result> {
  const bot = await world();
  const asked: string[] = [];
  return connectedIn(bot, async (context) => {
    const searchInstruments = (_: unknown, { words }: { readonly words: string }) => {
      asked.push(words);
      return Promise.resolve({ listings: PAIRS, hasMore: false });
    };
    const broker = { ...context.broker, searchInstruments };
    return work({ ...context, broker }, asked, (by) => {
      bot.clock.advance(minutes(by));
    });
  });
}
const inMoney = (context: ConnectedContext, currency: string): ConnectedContext => ({
  ...context,
  account: { ...context.account, currency },
});

describe("the pair of a currency and the account's", () => {
  it.each([
    ["EUR", "USD", ["EURUSD"], [{ currency: "EUR", instrument: instrument("FxSpot", 21), isInverse: false }]],
    [
      "JPY",
      "USD",
      ["JPYUSD", "USDJPY"],
      [{ currency: "JPY", instrument: instrument("FxSpot", 42), isInverse: true }],
    ],
    [
      "USD",
      "EUR",
      ["USDEUR", "EURUSD"],
      [{ currency: "USD", instrument: instrument("FxSpot", 21), isInverse: true }],
    ],
    ["CHF", "USD", ["CHFUSD", "USDCHF"], []],
  ])(
    "of %s in %s is looked for under its name, then the other way round",
    async (currency, of, words, pairs) => {
      await asking(async (context, asked) => {
        const own = inMoney(context, of);
        await findPairs(own, [currency]);
        expect(asked).toEqual(words);
        expect(knownPairs(own, [currency])).toEqual(pairs);
      });
    },
  );

  it("is not that of the same currency in another account's", () =>
    asking(async (context) => {
      await findPairs(context, ["EUR"]);
      expect(knownPairs(inMoney(context, "GBP"), ["EUR"])).toEqual([]);
    }));

  it.each([
    ["found", "EUR", 7 * DAY, 1],
    ["not found", "CHF", DAY, 2],
  ])("is asked for anew, where it was %s, when its time is over and no sooner", (_, currency, life, times) =>
    asking(async (context, asked, advance) => {
      await findPairs(context, [currency]);
      advance(life - 1);
      await findPairs(context, [currency]);
      expect(asked).toHaveLength(times);
      advance(2);
      await findPairs(context, [currency]);
      expect(asked).toHaveLength(2 * times);
    }),
  );

  it("is asked for again in the next cycle where the broker did not answer", () =>
    asking(async (context, asked) => {
      const refusal = { code: "BROKER_REFUSED", message: "no", exit: "broker_contract_broken" } as const;
      const searchInstruments = () => Promise.reject(new TradebotError(refusal));
      await findPairs({ ...context, broker: { ...context.broker, searchInstruments } }, ["CHF"]);
      await findPairs(context, ["EUR", "CHF"]);
      expect(asked).toEqual(["EURUSD", "CHFUSD", "USDCHF"]);
    }));
});

describe("the currencies that matter", () => {
  const PENCE = instrument("Stock", 901);
  const order = (priceCurrency: string): OpenOrder => ({
    orderId: orderId("900001"),
    instrumentId: "Stock:902",
    side: "buy",
    quantity: decimal("1"),
    filledQuantity: decimal("0"),
    status: "Working",
    priceCurrency,
  });

  it("are those of prices, of what is watched and of what is ordered, each once and without the account's", () =>
    asking(async (context) => {
      const details: InstrumentDetails = detailsOf(PENCE, {
        currency: "GBP",
        pricing: { currency: "GBX", decimals: 2, ticks: {} },
      });
      const readInstrumentDetails = () => Promise.resolve(new Map([[PENCE.id, details]]));
      const account = { ...context.account, currency: "USD" };
      await readDetails(context.ports, { ...context.broker, readInstrumentDetails }, account, [PENCE]);
      const orders = [order("SEK"), order("USD"), order("GBX"), order("SEK")];
      expect(foreignCurrencies({ ...context, account }, [PENCE, instrument("Stock", 903)], orders)).toEqual([
        "GBX",
        "SEK",
      ]);
    }));

  it("are those of what we hold, also where it is watched no more", async () => {
    const bot = await world({ env: { WATCHLIST: "Stock:1636" } });
    const settings = localSettings({ WATCHLIST: "Stock:1636" });
    const decision = { ...settings.decision, strategy: saying({ action: "buy" }), parameters: {} };
    await runCycleIn(bot, { settings: { ...settings, decision } });
    await connectedIn(bot, (context) => {
      expect([...context.ports.store.ownPositions().keys()]).toEqual(["Stock:1636"]);
      expect(foreignCurrencies(context, [])).toEqual(["EUR"]);
      return Promise.resolve();
    });
  });
});

describe("the rate of a currency", () => {
  const NOW = timestamp(1_800_000_000_000);
  const EURO = instrument("Stock", 1);
  const PAIR = instrument("FxSpot", 21);
  const quote = (bid: string, ask: string): QuoteReading => ({
    kind: "quote",
    quote: {
      bid: decimal(bid),
      ask: decimal(ask),
      updatedAt: timestamp(NOW - 2_000),
      delayedByMinutes: 0,
      priceTypeBid: "Tradable",
      priceTypeAsk: "Tradable",
      marketState: "Open",
    },
  });
  const lot: Position = {
    positionId: positionId("1"),
    instrumentId: EURO.id,
    quantity: decimal("1"),
    status: "Open",
    canBeClosed: true,
    isForceOpen: false,
    relatedOrderIds: [],
    conversionRate: decimal("1.3"),
  };
  const rateBy = (reading: QuoteReading, isInverse: boolean) =>
    ratesFrom({
      now: NOW,
      staleness: minutes(5),
      pairs: [{ currency: "EUR", instrument: PAIR, isInverse }],
      quotes: new Map([[PAIR.id, reading]]),
      lots: [lot],
      detailsOf: () =>
        detailsOf(EURO, { currency: "EUR", pricing: { currency: "EUR", decimals: 2, ticks: {} } }),
    }).get("EUR");

  it("is that of its pair's quote, dated by it, whatever positions are converted at", () => {
    const at = timestamp(NOW - 2_000);
    expect(rateBy(quote("1.2499", "1.2501"), false)).toEqual({ rate: decimal("1.25"), at, source: PAIR.id });
    expect(rateBy(quote("0.7999", "0.8001"), true)).toEqual({ rate: decimal("1.25"), at, source: PAIR.id });
  });

  it("is that of positions where the pair has no price", () => {
    const expected = { rate: decimal("1.3"), at: NOW, source: "position" };
    expect(rateBy({ kind: "no_price", priceType: "NoMarket" }, false)).toEqual(expected);
    expect(rateBy(quote("0", "0"), false)).toEqual(expected);
  });
});
