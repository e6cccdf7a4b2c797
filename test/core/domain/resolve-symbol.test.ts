import { describe, expect, it } from "vitest";
import { instrument, type AssetType } from "../../../src/core/domain/instrument.ts";
import { resolutionFault, resolveSymbol, type Listing } from "../../../src/core/domain/resolve-symbol.ts";

const listing = (
  uic: number,
  symbol: string,
  rest: Partial<Listing> = {},
  type: AssetType = "Stock",
): Listing => ({
  instrument: instrument(type, uic),
  symbol,
  description: "Example Corp",
  currency: "USD",
  exchange: "NASDAQ",
  isPrimary: false,
  ...rest,
});
const MAIN = listing(211, "AAPL:xnas", { isPrimary: true });
const MILAN = listing(900, "AAPL:xmil");
const OTHERS = [listing(5, "AAPLW:xnas"), listing(211, "AAPL:xnas", {}, "CfdOnStock")];

function outcomeOf(symbol: string, found: readonly Listing[], assetType: AssetType = "Stock"): string {
  const wanted = { symbol, assetType };
  const resolution = resolveSymbol(wanted, found);
  return resolution.kind === "resolved"
    ? resolution.listing.instrument.id
    : `${resolution.kind}: ${resolutionFault(wanted, resolution)}`;
}

describe("a symbol", () => {
  it.each([
    ["AAPL:xnas", "Stock:211"],
    ["aapl:XNAS", "Stock:211"],
    ["AAPL:xmil", "Stock:900"],
  ])("%s is the instrument of exactly that symbol: %s", (symbol, id) => {
    expect(outcomeOf(symbol, [...OTHERS, MILAN, MAIN])).toBe(id);
  });

  it("is one of its own asset type alone", () => {
    expect(outcomeOf("AAPL:xnas", [MAIN, ...OTHERS], "CfdOnStock")).toBe("CfdOnStock:211");
    expect(outcomeOf("AAPL:xnas", [MAIN], "Etf")).toBe("unknown: the broker lists no Etf of this symbol");
  });

  it("without exchange is accepted where one exchange lists it, however often the broker names it", () => {
    expect(outcomeOf("AAPL", [...OTHERS, MAIN, MAIN])).toBe("Stock:211");
    expect(outcomeOf("EURUSD", [listing(21, "EURUSD", {}, "FxSpot")], "FxSpot")).toBe("FxSpot:21");
  });

  it("without exchange is not guessed from the main listing", () => {
    expect(outcomeOf("AAPL", [MAIN, MILAN])).toBe(
      "ambiguous: 2 instruments have this symbol: Stock:211 (AAPL:xnas, main listing), Stock:900 (AAPL:xmil)",
    );
  });

  it("that several instruments have is the main listing, if one of them is it", () => {
    const twin = listing(212, "AAPL:xnas");
    expect(outcomeOf("AAPL:xnas", [twin, MAIN])).toBe("Stock:211");
    expect(outcomeOf("AAPL:xnas", [twin, listing(213, "AAPL:xnas")])).toBe(
      "ambiguous: 2 instruments have this symbol: Stock:212 (AAPL:xnas), Stock:213 (AAPL:xnas)",
    );
  });

  it("that nobody lists is said with what is near, the same ticker first", () => {
    expect(outcomeOf("AAPL:xpar", [...OTHERS, MAIN, MILAN])).toBe(
      "unknown: the broker lists no Stock of this symbol; near it: " +
        "Stock:211 (AAPL:xnas, main listing), Stock:900 (AAPL:xmil), Stock:5 (AAPLW:xnas)",
    );
    expect(outcomeOf("AAPL:xnas", [])).toBe("unknown: the broker lists no Stock of this symbol");
  });
});
