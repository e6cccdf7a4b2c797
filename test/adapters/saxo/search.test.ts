import { describe, expect, it } from "vitest";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";

const PATH = "/ref/v1/instruments";

describe("searching instruments", () => {
  it("reads what this program trades, and leaves out families of options and rows it cannot read", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { body: fixture("instrument-search/example") });
    const found = await broker.searchInstruments(ACCOUNT, { words: "example", assetTypes: ["Stock"] });
    expect(found).toEqual({
      hasMore: false,
      listings: [
        {
          instrument: { id: "Stock:211", assetType: "Stock", uic: 211 },
          symbol: "EX211:xnas",
          description: "Example Corp",
          currency: "USD",
          exchange: "NASDAQ",
          isPrimary: true,
        },
        {
          instrument: { id: "Stock:900", assetType: "Stock", uic: 900 },
          symbol: "EX211:xmil",
          description: "Example Corp",
          currency: "EUR",
          exchange: "MIL",
          isPrimary: false,
        },
        {
          instrument: { id: "FxSpot:21", assetType: "FxSpot", uic: 21 },
          symbol: "EURUSD",
          description: "Euro/US Dollar",
          currency: "",
          exchange: "",
          isPrimary: false,
        },
      ],
    });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      Keywords: "example",
      AssetTypes: "Stock",
      IncludeNonTradable: "false",
      AccountKey: ACCOUNT.accountKey,
      $top: "200",
    });
  });

  it("asks beyond the account for what it may not trade", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { body: { Data: [] } });
    const search = { words: "a b", assetTypes: [], exchange: "NASDAQ", withNonTradable: true, limit: 5 };
    expect(await broker.searchInstruments(ACCOUNT, search)).toEqual({ hasMore: false, listings: [] });
    expect(Object.fromEntries(saxo.received[0]?.query ?? [])).toEqual({
      Keywords: "a b",
      ExchangeId: "NASDAQ",
      IncludeNonTradable: "true",
      $top: "6",
    });
  });

  it("turns pages until there are enough, and says that there is more", async () => {
    const { saxo, broker } = await saxoWorld();
    const row = (uic: number) => ({
      Identifier: uic,
      AssetType: "Stock",
      Symbol: `S${uic}:x`,
      Description: "",
    });
    saxo.on("GET", PATH, ({ query }) => {
      const skip = Number(query.get("$skip") ?? "0");
      return {
        body: { Data: [row(skip + 1), row(skip + 2)], __next: `/openapi${PATH}?$skip=${skip + 2}` },
      };
    });
    const found = await broker.searchInstruments(ACCOUNT, { words: "s", assetTypes: [], limit: 3 });
    expect(found.listings.map(({ instrument }) => instrument.uic)).toEqual([1, 2, 3]);
    expect(found.hasMore).toBe(true);
    expect(saxo.received.length).toBe(2);
  });

  it("fails when the broker refuses", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", PATH, { status: 400, body: { ErrorCode: "AssetTypesParseFailed" } });
    const failure = await failureOf(broker.searchInstruments(ACCOUNT, { words: "x", assetTypes: [] }));
    expect(failure.code).toBe("BROKER_REFUSED");
  });
});
