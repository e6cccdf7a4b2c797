import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { TradingSession } from "../../../src/core/domain/instrument.ts";
import { minutes, timestamp } from "../../../src/core/domain/time.ts";
import type { Bar, BarMinutes } from "../../../src/core/domain/market-data.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { MarketView } from "../../../src/core/risk/decision-input.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import { BAR_CLOSE, inputOf, NOW, quoteWith, RISING, SETTINGS, viewOf } from "./decision-world.ts";

/** What is decided about the stock on such bars, the newest of which has just closed. */
function decisionOn(bars: readonly Bar[], rest: Partial<MarketView> = {}, barMinutes: BarMinutes = 60) {
  const view = viewOf([], { bars: { kind: "bars", bars, delayedByMinutes: 0 }, ...rest });
  return decide(inputOf([view]), { ...SETTINGS, barMinutes }).decisions[0];
}
const denialOn = (...given: Parameters<typeof decisionOn>): string | undefined =>
  decisionOn(...given)?.denial;
/** The bar with that index is another one. */
const changed = (index: number, change: Partial<Bar>): readonly Bar[] =>
  barsClosingAt(BAR_CLOSE, 60, [100, 100, 100]).map((bar, at) =>
    at === index ? { ...bar, ...change } : bar,
  );

describe("a bar that cannot be", () => {
  it.each([
    ["above its opening alone", { open: 98, low: 99 }],
    ["above its close alone", { open: 100, low: 99, close: 98 }],
  ])("has a low %s", (_, change) => {
    expect(denialOn(changed(1, change))).toBe("BARS_UNUSABLE");
  });

  it.each([
    ["below its opening alone", { open: 102, high: 101 }],
    ["below its close alone", { open: 100, high: 101, close: 102 }],
  ])("has a high %s", (_, change) => {
    expect(denialOn(changed(1, change))).toBe("BARS_UNUSABLE");
  });

  it.each([0, 1, 2])("spoils the history wherever it stands: at %d", (index) => {
    expect(denialOn(changed(index, {}))).toBeUndefined();
    expect(denialOn(changed(index, { high: 99 }))).toBe("BARS_UNUSABLE");
  });

  it("is named by the newest of the samples that were refused", () => {
    const refusedAt = [timestamp(BAR_CLOSE - minutes(120)), BAR_CLOSE];
    const bars = { kind: "bars", bars: barsClosingAt(BAR_CLOSE, 60, RISING), refusedAt } as const;
    expect(decisionOn([], { bars })?.denialDetail).toBe("the sample of 2026-11-20T15:00:00.000Z is no bar");
  });
});

describe("bars of two grids", () => {
  /** By how many minutes each begins after the first one; the last one closes now. */
  const starting = (barMinutes: BarMinutes, ...after: readonly number[]) => {
    const first = BAR_CLOSE - minutes(barMinutes) - minutes(after.at(-1) ?? 0);
    const bars = after.map((by) => {
      const startAt = timestamp(first + minutes(by));
      return { startAt, open: 100, high: 100, low: 100, close: 100 };
    });
    return denialOn(bars, {}, barMinutes);
  };

  it.each([
    [60, [0, 60, 90, 120, 150, 180]],
    [60, [0, 30, 60, 119]],
    [5, [0, 3, 5, 9]],
  ] as const)("are refused where they last %d minutes and begin after %j", (barMinutes, after) => {
    expect(starting(barMinutes, ...after)).toBe("BARS_UNUSABLE");
  });

  it.each([
    [60, [0, 30, 60, 120, 180]], // the first one of a session may be short
    [60, [0, 30, 60, 120]],
    [5, [0, 3, 5, 10]],
    [120, [0, 60, 120, 180]], // clocks change by whole hours
  ] as const)("are not seen where they last %d minutes and begin after %j", (barMinutes, after) => {
    expect(starting(barMinutes, ...after)).toBeUndefined();
  });
});

describe("a jump to what is quoted now", () => {
  const quoted = (bid: string, ask: string) => ({
    quote: quoteWith({ bid: decimal(bid), ask: decimal(ask) }),
  });

  it.each([
    ["139", "141", undefined],
    ["139", "142", "PRICES_JUMPED"],
    ["141", "142", "PRICES_JUMPED"],
    ["70", "73", undefined],
    ["70", "72", "PRICES_JUMPED"],
  ])("is measured from the close to the middle of %s and %s", (bid, ask, denial) => {
    const bars = changed(2, { open: 120, high: 120 });
    expect(denialOn(bars, quoted(bid, ask))).toBe(denial);
  });

  it("hides no older one between the bars", () => {
    expect(denialOn(barsClosingAt(BAR_CLOSE, 60, [50, 100, 100]), quoted("100", "101"))).toBe(
      "PRICES_JUMPED",
    );
  });
});

describe("a gap in the hours that the schedule shows", () => {
  const session = (from: number, to: number): TradingSession => ({
    state: "AutomatedTrading",
    startAt: timestamp(BAR_CLOSE - minutes(from)),
    endAt: timestamp(BAR_CLOSE + minutes(to)),
  });
  const withGap = [...barsClosingAt(timestamp(BAR_CLOSE - minutes(180)), 15, [100, 100])].concat(
    barsClosingAt(
      BAR_CLOSE,
      15,
      Array.from({ length: 6 }, () => 100),
    ),
  );

  it("is held against the bars, before anything else about them", () => {
    const decision = decisionOn(withGap, { sessions: [session(240, 60)] }, 15);
    expect([decision?.denial, decision?.denialDetail]).toEqual([
      "BARS_GAPPED",
      "6 missing before 2026-11-20T13:30:00.000Z",
    ]);
    const stale = withGap.map((bar) => ({ ...bar, startAt: timestamp(bar.startAt - minutes(80)) }));
    expect(denialOn(stale, { sessions: [session(320, 60)] }, 15)).toBe("BARS_GAPPED");
  });

  it("is none where nobody shows that there was trading", () => {
    expect(denialOn(withGap, { sessions: [session(90, 60)] }, 15)).toBeUndefined();
    expect(denialOn(withGap, { sessions: [] }, 15)).toBeUndefined();
  });
});

describe("bars that are missing at the end of a session", () => {
  it("are no longer held against the newest one from the very instant at which the next session opens", () => {
    const at = (before: number) => timestamp(NOW - minutes(before));
    const sessions = (opened: number): readonly TradingSession[] => [
      { state: "AutomatedTrading", startAt: at(2000), endAt: at(1000) },
      { state: "Closed", startAt: at(1000), endAt: timestamp(NOW + opened) },
      { state: "AutomatedTrading", startAt: timestamp(NOW + opened), endAt: at(-500) },
    ];
    const bars = barsClosingAt(at(1400), 60, RISING);
    expect(denialOn(bars, { sessions: sessions(0) })).toBeUndefined();
    const closed = decisionOn(bars, { sessions: sessions(1) });
    expect(closed?.facts["gates"]).toContainEqual({
      gate: "BAR_STALE",
      passed: false,
      value: 400,
      limit: 300,
    });
  });
});

describe("a state of the market that quote and schedule agree about", () => {
  it("is called as the quote calls it", () => {
    const startAt = timestamp(NOW - minutes(5));
    const sessions = [{ state: "AutomatedTrading", startAt, endAt: timestamp(NOW + minutes(5)) }];
    const gates = decide(inputOf([viewOf(RISING, { sessions })]), SETTINGS).decisions[0]?.facts["gates"];
    expect(gates).toContainEqual({
      gate: "MARKET_NOT_OPEN",
      passed: true,
      value: "Open",
      limit: "Open or AutomatedTrading",
    });
  });
});
