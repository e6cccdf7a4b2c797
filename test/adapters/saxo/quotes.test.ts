import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { QuoteReading } from "../../../src/core/domain/market-data.ts";
import { timestampFromIso } from "../../../src/core/domain/time.ts";
import type { Answer, Received } from "./support/fake-saxo.ts";
import { fixture, fixtureRow } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, saxoWorld, STOCK } from "./support/saxo-world.ts";

const PRICES = "/trade/v1/infoprices/list";

const uicsOf = (request: Received | undefined): number[] =>
  (request?.query.get("Uics") ?? "").split(",").map(Number);

/** Refuses every list that names one of the culprits, as Saxo does for an unknown instrument. */
function refusing(culprits: readonly number[], row: (uic: number) => unknown) {
  return (request: Received): Answer => {
    const uics = uicsOf(request);
    return uics.some((uic) => culprits.includes(uic))
      ? { status: 400, body: { ErrorCode: "InvalidUic", Message: "Uic is not valid" } }
      : { body: { Data: uics.map(row) } };
  };
}

const codeOf = (reading: QuoteReading | undefined): string =>
  reading?.kind === "no_quote" ? reading.code : (reading?.kind ?? "absent");

describe("reading quotes", () => {
  it("judges each row by itself", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { body: fixture("info-prices/fx") });
    const asked = [21, 16, 42, 14, 22, 23, 99].map((uic) => instrument("FxSpot", uic));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect([...quotes].map(([id, reading]) => [id, codeOf(reading)])).toEqual([
      ["FxSpot:21", "quote"],
      ["FxSpot:16", "no_access"],
      ["FxSpot:42", "InstrumentSuspended"],
      ["FxSpot:14", "QUOTE_INCOMPLETE"],
      ["FxSpot:22", "QUOTE_INCONSISTENT"],
      ["FxSpot:23", "QUOTE_INCOMPLETE"],
      ["FxSpot:99", "QUOTE_MISSING"],
    ]);
    const reading = quotes.get(EURUSD.id);
    expect(
      reading?.kind === "quote"
        ? { ...reading.quote, bid: reading.quote.bid.toFixed(), ask: reading.quote.ask.toFixed() }
        : reading,
    ).toEqual({
      bid: "1.16202",
      ask: "1.16214",
      updatedAt: timestampFromIso("2026-03-04T09:14:58.481Z"),
      delayedByMinutes: 0,
      priceTypeBid: "Tradable",
      priceTypeAsk: "Tradable",
      marketState: "Open",
    });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      AssetType: "FxSpot",
      Uics: "21,16,42,14,22,23,99",
      AccountKey: "Ac-Example|Key0123456789==",
      FieldGroups: "Quote,InstrumentPriceDetails",
    });
  });

  it.each([
    ["QuoteHasTimedOut", "QuoteHasTimedOut"],
    ["WarningAmountTooSmall", "quote"],
    ["None", "quote"],
  ])("reads a quote with the code %s as %s", async (code, expected) => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture("info-prices/fx")).replace(
      '"ErrorCode":"None"',
      `"ErrorCode":"${code}"`,
    );
    saxo.on("GET", PRICES, { text });
    expect(codeOf((await broker.readQuotes(ACCOUNT, [EURUSD])).get(EURUSD.id))).toBe(expected);
  });

  it.each([
    ["Open", false, "Closed"],
    ["PreMarket", false, "PreMarket"],
    [undefined, true, "Open"],
    [undefined, false, "Closed"],
    ["Closed", true, "Closed"],
    [undefined, undefined, undefined],
  ])("takes state %s with an open flag of %s as %s", async (named, isOpen, expected) => {
    const { saxo, broker } = await saxoWorld();
    const quote = { Bid: 1, Ask: 2, DelayedByMinutes: 0, PriceTypeBid: "Tradable", PriceTypeAsk: "Tradable" };
    const row = { Uic: 21, AssetType: "FxSpot", LastUpdated: "2026-03-04T09:14:58Z" };
    saxo.on("GET", PRICES, {
      body: {
        Data: [
          {
            ...row,
            Quote: { ...quote, MarketState: named },
            InstrumentPriceDetails: { IsMarketOpen: isOpen },
          },
        ],
      },
    });
    const reading = (await broker.readQuotes(ACCOUNT, [EURUSD])).get(EURUSD.id);
    expect(reading?.kind === "quote" ? reading.quote.marketState : reading).toBe(expected);
  });

  const unpriced = (Quote: object, rest: object = {}): object => ({
    Data: [{ Uic: 21, AssetType: "FxSpot", LastUpdated: "0001-01-01T00:00:00Z", Quote, ...rest }],
  });
  const types = (type: string): object => ({ PriceTypeBid: type, PriceTypeAsk: type, ErrorCode: "None" });
  it.each([
    [
      "nobody who makes a price",
      unpriced({ ...types("NoMarket"), MarketState: "Open" }),
      { kind: "no_price", priceType: "NoMarket", marketState: "Open" },
    ],
    [
      "a price shown although nobody makes one",
      unpriced({ Bid: 1, Ask: 2, PriceTypeBid: "Tradable", PriceTypeAsk: "NoMarket" }),
      { kind: "no_price", priceType: "NoMarket" },
    ],
    [
      "a price that was asked for",
      unpriced(types("Pending"), { InstrumentPriceDetails: { IsMarketOpen: false } }),
      { kind: "no_price", priceType: "Pending", marketState: "Closed" },
    ],
    [
      "an old price that is gone",
      unpriced({ ...types("OldIndicative"), MarketState: "Closed" }),
      { kind: "no_price", priceType: "OldIndicative", marketState: "Closed" },
    ],
    ["no right to the data, as an error", unpriced({ ErrorCode: "NoDataAccess" }), { kind: "no_access" }],
    [
      "no right to the data, as the error of a row",
      { Data: [{ Uic: 21, AssetType: "FxSpot", ErrorCode: "NoDataAccess" }] },
      { kind: "no_access" },
    ],
    [
      "one side only",
      unpriced({ ...types("Tradable"), Bid: 1, DelayedByMinutes: 0 }),
      {
        kind: "no_quote",
        code: "QUOTE_INCOMPLETE",
        reason: "bid, ask, age, delay or price type is missing or unreadable",
      },
    ],
  ])("reads %s as what it is", async (_, body, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { body });
    expect((await broker.readQuotes(ACCOUNT, [EURUSD])).get(EURUSD.id)).toEqual(expected);
  });

  it("asks in lists of a hundred, each instrument once, for each asset type", async () => {
    const { saxo, broker } = await saxoWorld();
    const template = fixtureRow("info-prices/fx");
    saxo.on("GET", PRICES, (request) => ({
      body: {
        Data: uicsOf(request).map((uic) => ({
          ...template,
          AssetType: request.query.get("AssetType"),
          Uic: uic,
        })),
      },
    }));
    const pairs = Array.from({ length: 250 }, (_, index) => instrument("FxSpot", index + 1));
    const asked = [...pairs, ...pairs.slice(0, 3), STOCK];
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect([...quotes.values()].filter(({ kind }) => kind === "quote").length).toBe(251);
    expect(
      saxo.received.map((request) => [request.query.get("AssetType"), uicsOf(request).length]).toSorted(),
    ).toEqual([
      ["FxSpot", 100],
      ["FxSpot", 100],
      ["FxSpot", 50],
      ["Stock", 1],
    ]);
  });

  it("finds the one unknown instrument among a hundred in fifteen calls, and gives the others their quotes", async () => {
    const { saxo, broker } = await saxoWorld();
    const template = fixtureRow("info-prices/fx");
    saxo.on(
      "GET",
      PRICES,
      refusing([37], (uic) => ({ ...template, Uic: uic })),
    );
    const asked = Array.from({ length: 100 }, (_, index) => instrument("FxSpot", index + 1));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    const unread = asked.filter(({ id }) => codeOf(quotes.get(id)) !== "quote");
    expect(unread.map(({ id }) => [id, codeOf(quotes.get(id))])).toEqual([["FxSpot:37", "BROKER_REFUSED"]]);
    expect(saxo.received.length).toBeLessThanOrEqual(15);
  });

  it("stops dividing a list of which everything is refused", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { status: 404, body: { ErrorCode: "IllegalInstrumentId", Message: "unknown" } });
    const asked = Array.from({ length: 100 }, (_, index) => instrument("FxSpot", index + 1));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect(new Set([...quotes.values()].map(codeOf))).toEqual(new Set(["BROKER_REFUSED"]));
    expect(saxo.received.length).toBe(29);
  });

  it("reads the instruments of a failed call as having no quote, and the others all the same", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, ({ query }) =>
      query.get("AssetType") === "Stock" ? { status: 503 } : { body: fixture("info-prices/fx") },
    );
    const quotes = await broker.readQuotes(ACCOUNT, [STOCK, EURUSD]);
    expect([...quotes].map(([id, reading]) => [id, codeOf(reading)])).toEqual([
      ["Stock:211", "BROKER_UNREACHABLE"],
      ["FxSpot:21", "quote"],
    ]);
  });

  it("fails when no call reached the broker", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { status: 503 });
    expect(await failureOf(broker.readQuotes(ACCOUNT, [STOCK, EURUSD]))).toMatchObject({
      code: "BROKER_UNREACHABLE",
      exit: "broker_unreachable",
    });
  });

  it("needs a login when one call is refused with 401", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PRICES, { status: 401 }, { body: fixture("info-prices/fx") });
    expect(await failureOf(broker.readQuotes(ACCOUNT, [STOCK, EURUSD]))).toMatchObject({
      code: "LOGIN_NEEDED",
    });
  });

  it("names the refusal of the one instrument that the broker does not know", async () => {
    const { saxo, broker } = await saxoWorld();
    const template = fixtureRow("info-prices/fx");
    saxo.on(
      "GET",
      PRICES,
      refusing([3], (uic) => ({ ...template, Uic: uic })),
    );
    const asked = [1, 2, 3].map((uic) => instrument("FxSpot", uic));
    const quotes = await broker.readQuotes(ACCOUNT, asked);
    expect(asked.map(({ id }) => codeOf(quotes.get(id)))).toEqual(["quote", "quote", "BROKER_REFUSED"]);
  });
});
