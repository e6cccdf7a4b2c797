import { describe, expect, it } from "vitest";
import type { NetPosition, NettingProfile } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { externalReference, runId, type CycleId } from "../../src/core/domain/ids.ts";
import type { Instrument } from "../../src/core/domain/instrument.ts";
import { timestamp, timestampFromIso, type Timestamp } from "../../src/core/domain/time.ts";
import type { MarketView } from "../../src/core/risk/decision-input.ts";
import { takeStock, type AccountSeen } from "../../src/cycle/own-account.ts";
import { aFill, anIntent, beginCycle, PAIR, SHARE } from "../adapters/store/support-values.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import { detailsOf, quoteWith } from "../core/risk/decision-world.ts";

const { store } = temporaryStore();

const instant = (iso: string): Timestamp => {
  const at = timestampFromIso(iso);
  if (at === undefined) throw new Error(`${iso} is no instant`);
  return at;
};
/** In New York, where the week has begun on Monday at 05:00Z and the day at the same hour. */
const FRIDAY = instant("2026-02-27T18:00:00Z");
const MONDAY = instant("2026-03-02T18:00:00Z");
const TUESDAY = instant("2026-03-03T18:00:00Z");

/** Executes an order of ours. */
function execute(side: "buy" | "sell", quantity: string, price: string, at: Timestamp, traded = SHARE): void {
  const cycle = beginCycle(store(), at);
  const name = `${side}${at}${traded.uic}`
    .replaceAll(/\d/g, (digit) => "ABCDEFGHIJ".charAt(Number(digit)))
    .toUpperCase();
  const { id } = store().createIntent(
    cycle,
    anIntent({
      side,
      instrument: traded,
      quantity: decimal(quantity),
      externalReference: externalReference(`ATB-${name}`),
      purpose: side === "buy" ? "entry" : "exit",
      createdAt: at,
    }),
  );
  store().recordFills(id, [
    aFill(`${at}${traded.uic}`, { quantity: decimal(quantity), price: decimal(price), at }),
  ]);
}

const market = (instrument: Instrument, price: string, currency = "USD"): MarketView => ({
  instrument,
  details: detailsOf(instrument, { pricing: { currency, decimals: 2, ticks: {} } }),
  quote: quoteWith({ bid: decimal(price), ask: decimal("999") }),
  bars: { kind: "failed", code: "NONE" },
});

interface Looking {
  readonly cycle?: CycleId;
  readonly markets?: readonly MarketView[];
  readonly positions?: readonly NetPosition[];
  readonly isReliable?: boolean;
  readonly isDryRun?: boolean;
  readonly rates?: AccountSeen["rates"];
  readonly nettingProfile?: NettingProfile;
  readonly ownPositions?: AccountSeen["ownPositions"];
}

/** Looks at the account at an instant; texts where there are decimals. */
function lookAt(now: Timestamp, looking: Looking = {}) {
  const { markets = [], positions = [], isReliable = true, isDryRun = false, rates = new Map() } = looking;
  const context = {
    ports: {
      store: store(),
      clock: { now: () => now, monotonicMs: () => 0, sleep: () => Promise.resolve() },
    },
    account: { currency: "USD", nettingProfile: looking.nettingProfile ?? "FifoRealTime" },
    cycle: beginCycle(store(), now),
  };
  const figures = { currency: "USD", cash: decimal("0"), totalValue: decimal("9000"), isReliable };
  const { ownPositions = store().ownPositions() } = looking;
  const seen = {
    now,
    timeZone: "America/New_York",
    isDryRun,
    balance: figures,
    positions,
    markets,
    rates,
    ownPositions,
  };
  const { holdings, performance, exposure } = takeStock(context, seen);
  const { today, week, consecutiveLosses: losses, drawdownFraction: drawdown } = performance;
  return {
    figures: { today: today?.toString(), week: week?.toString(), losses, drawdown },
    holdings: [...holdings],
    exposure: exposure?.gross.toString(),
  };
}

describe("our own trading", () => {
  it("is known to have come to nothing on an account that has never traded, whatever it holds", () => {
    const foreign = { instrumentId: "Stock:1", quantity: decimal("7"), canBeClosed: true };
    expect(lookAt(MONDAY, { positions: [foreign] })).toEqual({
      figures: { today: "0", week: "0", losses: 0, drawdown: 0 },
      holdings: [],
      exposure: "0",
    });
  });

  it("is what is realised and open since the day and the week began", () => {
    execute("buy", "10", "100", FRIDAY);
    lookAt(FRIDAY, { markets: [market(SHARE, "95")] });
    lookAt(MONDAY, { markets: [market(SHARE, "90")] });
    execute("sell", "4", "85", TUESDAY);
    const { figures } = lookAt(TUESDAY, { markets: [market(SHARE, "80")] });
    // -50 at the end of Friday, -100 at the end of Monday, -60 realised and -120 open now
    expect(figures).toEqual({ today: "-80", week: "-130", losses: 1, drawdown: 180 / 9180 });
  });

  it("counts what is open from the purchase on where no look came before the day", () => {
    execute("buy", "10", "100", FRIDAY);
    const { figures } = lookAt(MONDAY, { markets: [market(SHARE, "90")] });
    expect(figures).toMatchObject({ today: "-100", week: "-100" });
  });

  describe("by a mark that is older than the day before", () => {
    const THURSDAY = instant("2026-02-26T18:00:00Z");
    /** Up 500 on Thursday; on Monday 400, which is a loss only by Thursday's mark. */
    const gained = (at: Timestamp): void => {
      execute("buy", "10", "100", THURSDAY);
      lookAt(at, { markets: [market(SHARE, "150")] });
    };
    const decided = (at: Timestamp, dryRun: boolean): void => {
      const cycle = store().beginCycle({ runId: runId("0198c0de0000"), startedAt: at, dryRun });
      const hold = {
        instrumentId: SHARE.id,
        decidedAt: at,
        action: "hold",
        reason: "TEST",
        facts: {},
      } as const;
      store().recordDecisions(cycle, [hold]);
    };
    const onMonday = () => lookAt(MONDAY, { markets: [market(SHARE, "140")] }).figures;

    it("counts from it where nobody has decided since, as over a weekend or in a dry run", () => {
      gained(THURSDAY);
      decided(FRIDAY, true);
      expect(onMonday()).toMatchObject({ today: "-100", week: "-100" });
    });

    it("counts no gain where a day since has left no mark", () => {
      gained(THURSDAY);
      decided(FRIDAY, false);
      expect(onMonday()).toMatchObject({ today: "0", week: "0" });
    });

    it("counts from the newest mark of the day that has one, whatever was decided after it", () => {
      gained(FRIDAY);
      decided(timestamp(FRIDAY + 3_600_000), false);
      expect(onMonday()).toMatchObject({ today: "-100", week: "-100" });
    });

    it("counts no gain after more than eight days in which nobody looked", () => {
      gained(THURSDAY);
      const [ninth, tenth] = [instant("2026-03-08T04:59:59Z"), instant("2026-03-08T05:00:00Z")];
      const later = (at: Timestamp) =>
        lookAt(at, { markets: [market(SHARE, "140")], isDryRun: true }).figures;
      expect([later(ninth).today, later(tenth).today]).toEqual(["-100", "0"]);
    });
  });

  it("leaves no mark in a dry run", () => {
    execute("buy", "10", "100", FRIDAY);
    lookAt(FRIDAY, { markets: [market(SHARE, "90")], isDryRun: true });
    expect(store().markBefore(MONDAY)).toBeUndefined();
  });

  it("keeps the highest result it has seen", () => {
    execute("buy", "10", "100", FRIDAY);
    lookAt(FRIDAY, { markets: [market(SHARE, "150")] });
    lookAt(MONDAY, { markets: [market(SHARE, "120")] });
    expect(lookAt(TUESDAY, { markets: [market(SHARE, "140")] }).figures.drawdown).toBe(100 / 9100);
  });

  it("comes to the same whether the weeks before are read again or known by their sum", () => {
    execute("buy", "10", "100", FRIDAY);
    execute("sell", "4", "110", timestamp(FRIDAY + 1));
    const looking = { markets: [market(SHARE, "90")] };
    const first = lookAt(MONDAY, looking);
    expect(store().ledgerCheckpoint()?.ledger.realised.toString()).toBe("40");
    expect(lookAt(MONDAY, looking)).toEqual(first);
    execute("sell", "1", "200", timestamp(FRIDAY + 2)); // booked late: the sum is no longer right
    expect(store().ledgerCheckpoint()).toBeUndefined();
    lookAt(MONDAY, looking);
    expect(store().ledgerCheckpoint()?.ledger.realised.toString()).toBe("140");
  });
});

describe("the day and the week of our own result", () => {
  const looking = { markets: [market(SHARE, "90")] };
  it("begin with the zone's, on its evening too", () => {
    const sunday = instant("2026-03-02T04:00:00Z"); // 23:00 there
    execute("buy", "2", "100", sunday);
    execute("sell", "1", "90", timestamp(sunday + 60_000));
    execute("sell", "1", "80", instant("2026-03-02T06:00:00Z"));
    expect(lookAt(instant("2026-03-03T03:00:00Z"), looking).figures).toMatchObject({
      today: "-20",
      week: "-20",
    });
    expect(lookAt(instant("2026-03-03T05:00:00Z"), looking).figures).toMatchObject({
      today: "0",
      week: "-20",
    });
  });

  it("have their first instant in them", () => {
    execute("buy", "1", "100", instant("2026-03-02T04:00:00Z"));
    execute("sell", "1", "90", instant("2026-03-02T05:00:00Z"));
    expect(lookAt(MONDAY, looking).figures).toMatchObject({ today: "-10", week: "-10" });
    expect(lookAt(MONDAY, looking).figures).toMatchObject({ today: "-10", week: "-10" }); // by the sum that was kept
  });

  it("are not held against a mark of their first instant, which is part of them", () => {
    execute("buy", "1", "100", FRIDAY);
    lookAt(instant("2026-03-02T05:00:00Z"), looking);
    expect(lookAt(MONDAY, looking).figures).toMatchObject({ today: "-10", week: "-10" });
  });

  it("are reckoned anew where positions are matched in another way than when a sum was kept", () => {
    execute("buy", "1", "100", FRIDAY);
    execute("buy", "1", "200", timestamp(FRIDAY + 1));
    execute("sell", "1", "150", timestamp(FRIDAY + 2));
    const realisedBy = (nettingProfile: NettingProfile) => {
      lookAt(MONDAY, { ...looking, nettingProfile });
      return store().ledgerCheckpoint()?.ledger.realised.toString();
    };
    expect([realisedBy("FifoRealTime"), realisedBy("AverageRealTime")]).toEqual(["50", "0"]);
  });

  it("do not begin with a sum that reaches into them, as after a move to another zone", () => {
    execute("buy", "1", "100", FRIDAY);
    execute("sell", "1", "90", instant("2026-03-02T05:30:00Z"));
    for (const now of [TUESDAY, instant("2026-03-10T18:00:00Z")]) lookAt(now, looking);
    expect(lookAt(TUESDAY, looking).figures.week).toBe("-10");
  });
});

describe("what is not known", () => {
  const STAY = { losses: 0 };

  it("leaves the result open while a position has neither a quote nor the broker's own value", () => {
    execute("buy", "10", "100", MONDAY);
    const { figures, exposure } = lookAt(TUESDAY);
    expect(figures).toEqual({ ...STAY, today: undefined, week: undefined, drawdown: undefined });
    expect(exposure).toBeUndefined();
    expect(store().markBefore(timestamp(TUESDAY + 1))).toBeUndefined();
  });

  it("is taken from the broker's value of its net position, in our proportion", () => {
    execute("buy", "10", "100", MONDAY);
    const valuation = { price: decimal("90"), exposure: decimal("1800"), profitLoss: decimal("-300") };
    const held = { instrumentId: SHARE.id, quantity: decimal("20"), canBeClosed: true, valuation };
    const { figures, exposure } = lookAt(TUESDAY, { positions: [held] });
    expect([figures.week, exposure]).toEqual(["-150", "900"]);
    const unpriced = { ...held, valuation: { ...valuation, price: decimal("0") } };
    expect(lookAt(TUESDAY, { positions: [unpriced] }).figures.week).toBeUndefined();
  });

  it("leaves a result in another currency open until a rate is known, and keeps the first one", () => {
    execute("buy", "10", "100", MONDAY);
    execute("sell", "10", "90", TUESDAY);
    const markets = [market(SHARE, "90", "EUR")];
    const rated = (rate: string) => ({
      markets,
      rates: new Map([["EUR", { rate: decimal(rate), at: TUESDAY, source: "FxSpot:21" }]]),
    });
    expect(lookAt(TUESDAY, { markets }).figures).toEqual({
      today: undefined,
      week: undefined,
      losses: undefined,
      drawdown: undefined,
    });
    expect(lookAt(TUESDAY, rated("1.1")).figures).toMatchObject({ today: "-110", losses: 1 });
    expect(lookAt(TUESDAY, rated("1.5")).figures).toMatchObject({ today: "-110" });
  });

  it("is not made up from a rate of today for what was executed longer ago than markets rest", () => {
    const fillBefore = (days: number): void => {
      execute("buy", "10", "100", timestamp(TUESDAY - days * 86_400_000));
      lookAt(TUESDAY, { markets: [market(SHARE, "90")] });
    };
    const unpriced = (): number => store().fillsWithoutTerms(timestamp(0)).length;
    fillBefore(8.5);
    expect(unpriced()).toBe(1);
    fillBefore(8);
    expect(unpriced()).toBe(1);
  });

  it("blocks nobody beyond its own week", () => {
    execute("buy", "10", "100", FRIDAY);
    execute("sell", "10", "90", timestamp(FRIDAY + 1));
    expect(lookAt(MONDAY, { markets: [market(SHARE, "90", "EUR")] }).figures).toEqual({
      today: "0",
      week: "0",
      losses: 0,
      drawdown: 0,
    });
  });

  it("knows no drawdown of an equity that the broker does not vouch for", () => {
    expect(lookAt(MONDAY, { isReliable: false }).figures).toEqual({
      ...STAY,
      today: "0",
      week: "0",
      drawdown: undefined,
    });
  });
});

describe("what others have done to our position", () => {
  const adjust = (
    quantity: string,
    at: Timestamp,
    others: { price?: string; profitLoss?: string } = {},
  ): void => {
    const { price, profitLoss } = others;
    store().recordAdjustment(beginCycle(store(), at), {
      at,
      instrumentId: SHARE.id,
      quantity: decimal(quantity),
      reason: "TEST",
      ...(price === undefined ? {} : { price: decimal(price) }),
      ...(profitLoss === undefined ? {} : { profitLoss: decimal(profitLoss) }),
    });
  };

  it("keeps the loss that a position had when somebody sold it", () => {
    execute("buy", "10", "100", FRIDAY);
    lookAt(FRIDAY, { markets: [market(SHARE, "90")] });
    adjust("-10", MONDAY, { profitLoss: "-100" });
    expect(lookAt(MONDAY).figures).toEqual({ today: "0", week: "0", losses: 0, drawdown: 100 / 9100 });
  });

  it("values what was taken over at what the broker tells was paid for it, at once or later", () => {
    adjust("10", FRIDAY, { price: "100" });
    const markets = [market(SHARE, "90")];
    expect(lookAt(MONDAY, { markets }).figures.week).toBe("-100");
    adjust("10", MONDAY);
    expect(lookAt(MONDAY, { markets }).figures.week).toBeUndefined();
    const held = {
      instrumentId: SHARE.id,
      quantity: decimal("20"),
      canBeClosed: true,
      averageOpenPrice: decimal("95"),
    };
    expect(lookAt(MONDAY, { markets, positions: [held] }).figures.week).toBe("-150");
  });
});

describe("what a strategy is shown of a position", () => {
  it("is how it came about, an order an entry", () => {
    execute("buy", "10", "100", FRIDAY);
    execute("sell", "10", "100", timestamp(FRIDAY + 1));
    execute("buy", "6", "110", MONDAY);
    execute("buy", "4", "120", TUESDAY);
    execute("sell", "3", "120", timestamp(TUESDAY + 1));
    execute("sell", "1000", "1.1", TUESDAY, PAIR); // short: nothing that a strategy opens
    expect(lookAt(TUESDAY).holdings).toEqual([
      [
        SHARE.id,
        {
          quantity: 7,
          averagePrice: (3 * 110 + 4 * 120) / 7,
          openedAt: MONDAY,
          entries: [
            { at: MONDAY, quantity: 6, price: 110 },
            { at: TUESDAY, quantity: 4, price: 120 },
          ],
        },
      ],
    ]);
  });

  it("is no more than the broker bears out", () => {
    execute("buy", "10", "100", FRIDAY);
    const ownPositions = new Map([[SHARE.id, decimal("4")]]);
    expect(lookAt(MONDAY, { ownPositions }).holdings).toMatchObject([
      [SHARE.id, { quantity: 4, averagePrice: 100 }],
    ]);
  });
});
