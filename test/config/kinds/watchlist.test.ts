import { describe, expect, it } from "vitest";
import { entryText } from "../../../src/core/domain/symbol.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { watchlist, watchlistJson } from "../../../src/config/kinds/watchlist.ts";

const textsOf = (reading: ReturnType<typeof watchlist.read>): readonly string[] | string =>
  reading.kind === "value" ? reading.value.map(entryText) : reading.fault;

describe("watchlist", () => {
  it("keeps the order and ignores spaces around items", () => {
    expect(textsOf(watchlist.read("Stock:211, EURUSD@FxSpot,CfdOnIndex:4913"))).toEqual([
      "Stock:211",
      "EURUSD@FxSpot",
      "CfdOnIndex:4913",
    ]);
  });

  it("takes symbols with and without an exchange, as Saxo writes them", () => {
    expect(watchlist.read("AAPL:xnas@Stock,BRK.B:xnys@CfdOnStock,NOVO-B@Stock")).toEqual({
      kind: "value",
      value: [
        { kind: "symbol", symbol: "AAPL:xnas", assetType: "Stock" },
        { kind: "symbol", symbol: "BRK.B:xnys", assetType: "CfdOnStock" },
        { kind: "symbol", symbol: "NOVO-B", assetType: "Stock" },
      ],
    });
  });

  it("tells the same UIC or symbol of two asset types apart", () => {
    expect(watchlist.read("Stock:211,CfdOnStock:211,AAPL@Stock,AAPL@CfdOnStock").kind).toBe("value");
  });

  it.each([
    ["AAPL", '"AAPL" is no instrument'],
    ["Stok:211,Stock:0", '"Stok:211" is no instrument; "Stock:0" is no instrument'],
    ["stock:211", '"stock:211" is no instrument'],
    ["AAPL@Bond", '"AAPL@Bond" is no instrument'],
    ["@Stock", '"@Stock" is no instrument'],
    ["A B@Stock", '"A B@Stock" is no instrument'],
    ["EUR/USD@FxSpot", '"EUR/USD@FxSpot" is no instrument: Saxo writes EURUSD, without a slash'],
    ["Stock:211,", '"" is no instrument'],
    ["Stock:211,FxSpot:21,Stock:211", '"stock:211" stands more than once'],
    ["AAPL:xnas@Stock,aapl:XNAS@Stock", '"aapl:xnas@stock" stands more than once'],
    ["x".repeat(900), "a text of 900 characters is no instrument"],
  ])("refuses %.40s", (text, fault) => {
    expect(watchlist.read(text)).toEqual({ kind: "fault", fault });
  });
});

describe("the watchlist as JSON", () => {
  it("takes instruments with and without a uic", () => {
    const text =
      '[{"symbol":"AAPL","asset_type":"Stock","uic":211},{"symbol":"EURUSD","asset_type":"FxSpot"}]';
    expect(watchlistJson.read(text)).toEqual({
      kind: "value",
      value: [
        { kind: "instrument", instrument: instrument("Stock", 211), symbol: "AAPL" },
        { kind: "symbol", symbol: "EURUSD", assetType: "FxSpot" },
      ],
    });
  });

  it.each([
    ["Stock:211", "no JSON"],
    ["{}", "no list, or one with nothing in it"],
    ["[]", "no list, or one with nothing in it"],
    ["[7]", "entry 1 is no object"],
    ['[{"asset_type":"Stock"}]', "entry 1 has no symbol such as AAPL:xnas or EURUSD"],
    ['[{"symbol":"EUR/USD","asset_type":"FxSpot"}]', "entry 1 has no symbol such as AAPL:xnas or EURUSD"],
    [
      '[{"symbol":"A","asset_type":"Option"}]',
      "entry 1 has no asset_type of Stock, Etf, FxSpot, FxCrypto, CfdOnStock, CfdOnIndex, CfdOnEtf",
    ],
    [
      '[{"symbol":"A","asset_type":"Stock","uic":"211"}]',
      "entry 1 has a uic that is no whole number above 0",
    ],
    [
      '[{"symbol":"A","asset_type":"Stock","UIC":211}]',
      'entry 1 has the member "UIC", expected symbol, asset_type, uic',
    ],
    [
      '[{"symbol":"A","asset_type":"Stock"},{"symbol":"a","asset_type":"Stock"}]',
      '"a@stock" stands more than once',
    ],
  ])("refuses %s", (text, fault) => {
    expect(watchlistJson.read(text)).toEqual({ kind: "fault", fault });
  });
});
