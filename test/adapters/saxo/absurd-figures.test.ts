import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalFromNumber } from "../../../src/core/domain/decimal.ts";
import { isoFromTimestamp, timestamp } from "../../../src/core/domain/time.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import { netPositions } from "../../../src/adapters/saxo/mapping/net-positions.ts";
import { quoteReading } from "../../../src/adapters/saxo/mapping/quote-reading.ts";
import { sampledBars } from "../../../src/adapters/saxo/mapping/bars.ts";
import { NetPosition } from "../../../src/adapters/saxo/wire/net-position.ts";
import { NOW, BAR_CLOSE, inputOf, SETTINGS, STOCK, viewOf } from "../../core/risk/decision-world.ts";

const HOUR = 3_600_000;

/** Any number that JSON can carry, the usual ones often enough for orders to come of them. */
const figures = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(99, 100, 101) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0, -1, 1e15, 1e16, 1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER),
  },
);
const rows = fc.record({
  bid: figures,
  ask: figures,
  delay: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: figures }),
  bars: fc.array(fc.tuple(figures, figures, figures, figures), { minLength: 3, maxLength: 5 }),
  amount: figures,
  own: figures,
});

const quoteRow = (bid: number, ask: number, delay: number): unknown => ({
  AssetType: "Stock",
  Uic: 211,
  LastUpdated: isoFromTimestamp(NOW),
  Quote: {
    Bid: bid,
    Ask: ask,
    DelayedByMinutes: delay,
    MarketState: "Open",
    PriceTypeBid: "Tradable",
    PriceTypeAsk: "Tradable",
  },
});

describe("figures that can be no prices", () => {
  it.each([
    [1e308, 1e308, "QUOTE_IMPOSSIBLE"],
    [1, 1.000_001e15, "QUOTE_IMPOSSIBLE"],
    [0, 1, "QUOTE_INCONSISTENT"],
    [-1, 1, "QUOTE_INCONSISTENT"],
  ])("make of bid %d and ask %d no quote: %s", (bid, ask, code) => {
    expect(quoteReading(quoteRow(bid, ask, 0))).toMatchObject({ kind: "no_quote", code });
  });

  it("make of a delay beyond a year no quote", () => {
    expect(quoteReading(quoteRow(100, 101, 527_040))).toMatchObject({ kind: "quote" });
    expect(quoteReading(quoteRow(100, 101, 527_041))).toMatchObject({ code: "QUOTE_INCOMPLETE" });
  });

  it("make a bar none", () => {
    const sample = (price: number): object => ({
      Time: isoFromTimestamp(BAR_CLOSE),
      Open: price,
      High: price,
      Low: price,
      Close: price,
    });
    expect(sampledBars([{ ...sample(1), Time: "9999-12-31T23:59:59Z" }])).toMatchObject({ bars: [] });
    expect(sampledBars([sample(1e15)])).toMatchObject({ bars: [{ close: 1e15 }], refusedAt: [] });
    expect(sampledBars([sample(1e16)])).toMatchObject({ bars: [], refusedAt: [BAR_CLOSE] });
  });

  it("leave a decision about everything, whatever the broker sends", () => {
    fc.assert(
      fc.property(rows, ({ bid, ask, delay, bars: samples, amount, own }) => {
        const { bars } = sampledBars(
          samples.map(([Open, High, Low, Close], index) => ({
            Time: isoFromTimestamp(timestamp(BAR_CLOSE - (samples.length - index) * HOUR)),
            Open,
            High,
            Low,
            Close,
          })),
        );
        const positions = netPositions([
          NetPosition.parse({ NetPositionBase: { Amount: amount, AssetType: "Stock", Uic: 211 } }),
        ]);
        const view = viewOf([], {
          quote: quoteReading(quoteRow(bid, ask, delay)),
          bars: { kind: "bars", bars },
        });
        const account = { positions, ownPositions: new Map([[STOCK.id, decimalFromNumber(own)]]) };
        const settings = { ...SETTINGS, allowDelayedData: true };
        expect(decide(inputOf([view], account), settings).decisions).toHaveLength(1);
      }),
      { numRuns: 2_000 },
    );
  });
});
