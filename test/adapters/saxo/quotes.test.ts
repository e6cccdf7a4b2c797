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
