import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument, type InstrumentDetails } from "../../src/core/domain/instrument.ts";
import { decodeDetails, encodeDetails } from "../../src/cycle/details-codec.ts";

const STOCK = instrument("Stock", 211);
const LEAST: InstrumentDetails = {
  instrument: STOCK,
  symbol: "AAPL:xnas",
  description: "",
  currency: "USD",
  tradability: "reduce_only",
  isShortDisabled: true,
  supportedOrderTypes: [],
  amountDecimals: 0,
  minimumTradeSize: decimal("0.000001"),
  orderLimits: {},
  pricing: { currency: "USX", decimals: 2, ticks: {} },
};
const FULL: InstrumentDetails = {
  ...LEAST,
  restriction: "ReduceOnlyInstrument",
  supportedOrderTypes: ["Market", "Limit"],
  orderDurations: { Market: ["DayOrder"], Limit: ["DayOrder", "GoodTillCancel"] },
  lot: { size: decimal("100"), minimum: decimal("200"), isForBuysOnly: true },
  orderLimits: {
    minimumValue: decimal("50"),
    maximumQuantity: decimal("1000"),
    maximumValue: decimal("1e6"),
    maximumValueCurrency: "EUR",
  },
  pricing: {
    currency: "USX",
    decimals: 2,
    orderDecimals: 3,
    format: "AllowDecimalPips",
    contractFactor: decimal("10"),
    ticks: {
      scheme: { bands: [{ upTo: decimal("0.9999"), tick: decimal("0.0001") }], defaultTick: decimal("0.01") },
      limitTick: decimal("0.01"),
      stopTick: decimal("0.005"),
      tick: decimal("0.01"),
    },
  },
  exchange: { id: "NASDAQ", name: "Nasdaq", timeZoneId: "3" },
};

const stored = (details: InstrumentDetails): Record<string, unknown> =>
  JSON.parse(JSON.stringify(encodeDetails(details))) as Record<string, unknown>;

describe("cached details", () => {
  it.each([LEAST, FULL])("come back as they were", (details) => {
    expect(decodeDetails(stored(details), STOCK)).toEqual(details);
  });

  it("belong to whom they are kept for, whatever they say", () => {
    const other = instrument("Stock", 5);
    expect(decodeDetails(stored(FULL), other)?.instrument).toEqual(other);
  });

  it("are not there when they were never kept", () => {
    expect(decodeDetails(undefined, STOCK)).toBeUndefined();
  });

  /** Every place of a value in the entry, as a path. */
  function places(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
    if (typeof value !== "object" || value === null) return [path];
    return Object.entries(value).flatMap(([name, inner]) => places(inner, [...path, name]));
  }

  function withOdd(path: readonly string[], odd: unknown): Record<string, unknown> {
    const [name = "", ...rest] = path;
    const change = (of: unknown, names: readonly string[]): unknown => {
      const [first, ...others] = names;
      if (first === undefined) return odd;
      if (Array.isArray(of))
        return of.map((each: unknown, index) => (String(index) === first ? change(each, others) : each));
      const members = of as Record<string, unknown>;
      return { ...members, [first]: change(members[first], others) };
    };
    const entry = stored(FULL);
    return { ...entry, [name]: change(entry[name], rest) };
  }

  const inEntry = places(stored(FULL)).filter(([name]) => name !== "instrument");

  it.each([[{ a: 1 }], [["x"]], [null]])("are asked for anew where any of them is %j", (odd) => {
    expect(inEntry.length).toBeGreaterThan(25);
    for (const path of inEntry)
      expect(decodeDetails(withOdd(path, odd), STOCK), path.join(".")).toBeUndefined();
  });

  it.each([[7], ["entry"], [null], [[]], [{}], [{ isTradable: true, symbol: "AAPL:xnas" }]])(
    "are asked for anew where %j is kept",
    (entry) => {
      expect(decodeDetails(entry, STOCK)).toBeUndefined();
    },
  );
});
