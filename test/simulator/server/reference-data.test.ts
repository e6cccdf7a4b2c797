import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
beforeEach(async () => {
  saxo = await startSaxo({ enforceRateLimits: false });
});
afterEach(() => saxo.close());

describe("the search for instruments", () => {
  it("finds by words of symbol and description, with the UIC under another name", async () => {
    const reply = await saxo.get("/ref/v1/instruments?keywords=euro%20dollar&AssetTypes=fxspot,FxForwards");
    expect(reply.json).toEqual({
      Data: [
        {
          AssetType: "FxSpot",
          CurrencyCode: "USD",
          Description: "Euro/US Dollar (synthetic, derived from S&P 500 history)",
          ExchangeId: "SBFX",
          GroupId: 0,
          Identifier: 21,
          IsKeywordMatch: true,
          SummaryType: "Instrument",
          Symbol: "EURUSD",
          TradableAs: ["FxSpot"],
        },
      ],
    });
  });

  it("gives one row for each asset type of a UIC, shares with their primary listing", async () => {
    const reply = await saxo.get("/ref/v1/instruments?Uics=211,31");
    expect(rows(reply).map((row) => [pick(row, "AssetType"), pick(row, "PrimaryListing")])).toEqual([
      ["Stock", 211],
      ["CfdOnStock", 211],
      ["FxSpot", undefined],
    ]);
    expect(column(reply, "TradableAs")[0]).toEqual(["Stock", "CfdOnStock"]);
    expect(column(reply, "IsKeywordMatch")).toEqual([undefined, undefined, undefined]);
  });

  it.each([
    ["Keywords=SYN0042", ["SYN0042.I"]],
    ["ExchangeId=nasdaq&Class=NonComplex", ["AAPL:xnas"]],
    ["ExchangeId=NASDAQ&AssetTypes=Stock", ["AAPL:xnas"]],
    ["AssetTypes=ContractFutures", []],
    ["Keywords=tulip", []],
    ["Uics=21&Tags=Beginner", []],
  ])("answers %s with %j", async (query, symbols) => {
    expect(column(await saxo.get(`/ref/v1/instruments?${query}`), "Symbol")).toEqual(symbols);
  });

  it.each([
    ["", "NoSearchCriteriaProvided"],
    ["Keywords=%20", "NoSearchCriteriaProvided"],
    ["IncludeNonTradable=true&$top=3", "NoSearchCriteriaProvided"],
    ["AssetTypes=FxSpot,Tulip", "AssetTypesParseFailed"],
    ["Uics=EURUSD", "InvalidSearchCriteriaProvided"],
    ["Keywords=EUR&Class=Simple", "InvalidSearchCriteriaProvided"],
  ])("refuses %j with %s", async (query, code) => {
    const reply = await saxo.get(`/ref/v1/instruments?${query}`);
    expect([reply.status, pick(reply.json, "ErrorCode")]).toEqual([400, code]);
  });

  it("pages through a thousand instruments by links to be followed as they are", async () => {
    let reply = await saxo.get("/ref/v1/instruments?Keywords=synthetic%20index&$TOP=400&_=17");
    const symbols = column(reply, "Symbol");
    const next = textAt(reply, "__next");
    const address = `${saxo.simulator.restBase}/ref/v1/instruments`;
    expect(next).toBe(`${address}?Keywords=synthetic+index&_=17&$top=400&$skip=400`);
    for (let link: unknown = next; typeof link === "string"; link = pick(reply.json, "__next")) {
      reply = await saxo.get(link);
      symbols.push(...column(reply, "Symbol"));
    }
    expect(symbols).toHaveLength(1000);
    expect(new Set(symbols).size).toBe(1000);
  });
});

describe("reference lists", () => {
  it("give the details of asset types, of numbers, or of both", async () => {
    const list = (query: string): Promise<Reply> => saxo.get(`/ref/v1/instruments/details?${query}`);
    expect(column(await list("AssetTypes=FxSpot"), "Symbol")).toEqual(["EURUSD", "GBPUSD"]);
    expect(column(await list("Uics=211"), "AssetType")).toEqual(["Stock", "CfdOnStock"]);
    expect(column(await list("Uics=211,21&AssetTypes=Stock"), "Uic")).toEqual([211]);
    expect((await list("FieldGroups=OrderSetting")).status).toBe(400);
  });

  it("describes each exchange with its sessions, and by its own id", async () => {
    const list = await saxo.get("/ref/v1/exchanges");
    expect(column(list, "ExchangeId")).toEqual(["CFDINDEX", "NASDAQ", "AMS", "LSE_SETS", "SBFX"]);
    const nasdaq = await saxo.get("/ref/v1/exchanges/NASDAQ");
    expect(nasdaq.json).toMatchObject({
      AllDay: false,
      CountryCode: "US",
      Currency: "USD",
      Mic: "XNAS",
      TimeZone: 3,
      TimeZoneAbbreviation: "EST",
      TimeZoneOffset: "-05:00:00",
    });
    expect(pick(nasdaq.json, "ExchangeSessions", 0, "State")).toBe("AutomatedTrading");
    expect(await saxo.get("/ref/v1/exchanges/XNAS")).toMatchObject({ status: 204, text: "" });
  });

  it("lists currency pairs in one direction only", async () => {
    expect((await saxo.get("/ref/v1/currencypairs")).json).toEqual({
      Data: [
        { CurrencyCode: "EUR", RelatedCurrencies: [{ CurrencyCode: "USD", Uic: 21 }] },
        { CurrencyCode: "GBP", RelatedCurrencies: [{ CurrencyCode: "USD", Uic: 31 }] },
      ],
    });
  });

  it.each([
    ["currencies", { CurrencyCode: "USD", Decimals: 2, Name: "US Dollar", Symbol: "$" }],
    ["timezones", { DisplayName: "GMT a.k.a. UTC", TimeZoneId: 0, ZoneName: "Etc/UTC" }],
    ["countries", { A3: "AUS", CountryCode: "AU", Name: "Australia", Numeric: 36 }],
    ["languages", { LanguageCode: "da", LanguageName: "Danish", NativeName: "Dansk" }],
  ])("lists %s", async (list, first) => {
    const reply = await saxo.get(`/ref/v1/${list}?$top=2&$inlinecount=allpages`);
    expect(rows(reply)[0]).toEqual(first);
    expect(rows(reply)).toHaveLength(2);
    expect(pick(reply.json, "__count")).toBeGreaterThan(2);
    expect(pick(reply.json, "__next")).toMatch(/\?\$inlinecount=allpages&\$top=2&\$skip=2$/);
  });
});
