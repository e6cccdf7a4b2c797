import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { ExternalReference } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Side } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { externalReferenceFor } from "../../../src/core/execution/external-reference.ts";
import type { IntentState } from "../../../src/core/execution/lifecycle.ts";
import { INTENT_STATES, mayBeLive } from "../../../src/core/execution/lifecycle.ts";
import { DATA_GATES } from "../../../src/core/risk/data-gates.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView, DecisionSettings } from "../../../src/core/risk/decision-input.ts";
import type { Decision } from "../../../src/core/risk/decision.ts";
import { DENIALS } from "../../../src/core/risk/denials.ts";
import { ENTRY_GATES, EXIT_GATES } from "../../../src/core/risk/order-gates.ts";
import { movingAverage } from "../../../src/core/strategy/moving-average.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import {
  ACCOUNT,
  BAR_CLOSE,
  detailsOf,
  FALLING,
  holding,
  inputOf,
  NOW,
  positionIn,
  QUIET,
  quoteWith,
  RISING,
  SETTINGS,
  STOCK,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

const OTHER = instrument("FxSpot", 21);

function decisionOn(
  closes: readonly number[],
  account: Partial<AccountView> = {},
  settings: Partial<DecisionSettings> = {},
): Decision | undefined {
  return decide(inputOf([viewOf(closes)], account), { ...SETTINGS, ...settings })[0];
}
const buyDenial = (
  account: Partial<AccountView>,
  settings: Partial<DecisionSettings> = {},
): string | undefined => decisionOn(RISING, account, settings)?.denial;
const sellDenial = (
  account: Partial<AccountView>,
  settings: Partial<DecisionSettings> = {},
): string | undefined => decisionOn(FALLING, account, settings)?.denial;
const unsettled = (state: IntentState, side: Side = "buy", of = STOCK): Partial<AccountView> => ({
  unsettled: [{ intent: { instrument: of, side }, state }],
});
const referenceOf = (side: Side): ExternalReference =>
  externalReferenceFor({
    accountKey: ACCOUNT.accountKey,
    strategy: "moving_average@1",
    instrumentId: STOCK.id,
    side,
    purpose: side === "buy" ? "entry" : "exit",
    decisionBarCloseAt: BAR_CLOSE,
  });

describe("the list of denials", () => {
  it("stands in the order of the gates", () => {
    const codes = Object.keys(DENIALS);
    const inOrder = (gates: readonly { code: string }[]): number[] =>
      gates.map(({ code }) => codes.indexOf(code));
    for (const gates of [DATA_GATES, ENTRY_GATES, EXIT_GATES]) {
      const places = inOrder(gates);
      expect(places).toEqual([...places].sort((a, b) => a - b));
    }
  });

  it("has exactly one gate for each denial in the stages it names", () => {
    const stages = {
      data: [DATA_GATES],
      entry: [ENTRY_GATES],
      exit: [EXIT_GATES],
      order: [ENTRY_GATES, EXIT_GATES],
    };
    for (const [code, { stage, description }] of Object.entries(DENIALS)) {
      const places = [DATA_GATES, ENTRY_GATES, EXIT_GATES].filter((gates) =>
        gates.some((gate) => gate.code === code),
      );
      expect(places).toEqual(stages[stage]);
      expect(description).not.toBe("");
    }
  });
});

describe("a buy signal", () => {
  it("becomes an approved order with its whole identity, and the facts behind it", () => {
    expect(decisionOn(RISING)).toEqual({
      instrument: STOCK,
      decidedAt: NOW,
      action: "buy",
      reason: "SIG_CROSSED_ABOVE",
      barsRequired: 3,
      barsAvailable: 3,
      decisionBarCloseAt: BAR_CLOSE,
      signal: expect.objectContaining({ action: "buy" }) as unknown,
      approved: {
        accountKey: ACCOUNT.accountKey,
        instrument: STOCK,
        side: "buy",
        purpose: "entry",
        quantity: decimal("1"),
        strategy: "moving_average@1",
        decisionBarCloseAt: BAR_CLOSE,
        externalReference: referenceOf("buy"),
      },
      facts: {
        bars: {
          minutes: 60,
          required: 3,
          available: 3,
          newest_close_at: "2026-11-20T15:00:00.000Z",
          newest_close: 101,
        },
        quote: {
          bid: "100.9",
          ask: "101.1",
          updated_at: "2026-11-20T15:00:28.500Z",
          delayed_by_minutes: 0,
          price_type_bid: "Tradable",
          price_type_ask: "Tradable",
          market_state: "Open",
        },
        signal: {
          action: "buy",
          reason: "SIG_CROSSED_ABOVE",
          indicators: { short_average: 101, long_average: 100, gap_bps: 100, previous_gap_bps: -50.25125628 },
        },
        position: { own_quantity: "0", broker_quantity: "0" },
        order: { side: "buy", purpose: "entry", quantity: "1", external_reference: referenceOf("buy") },
        gates: [
          { gate: "INSTRUMENT_UNKNOWN", passed: true },
          { gate: "INSTRUMENT_NOT_TRADABLE", passed: true },
          { gate: "NO_MARKET_ACCESS", passed: true },
          { gate: "NO_QUOTE", passed: true },
          { gate: "QUOTE_CROSSED_OR_ZERO", passed: true, value: "100.9/101.1" },
          { gate: "QUOTE_DELAYED", passed: true, value: 0, limit: 0 },
          { gate: "QUOTE_INDICATIVE", passed: true, value: "Tradable/Tradable", limit: "Tradable" },
          { gate: "QUOTE_STALE", passed: true, value: 1.5, limit: 300 },
          { gate: "MARKET_NOT_OPEN", passed: true, value: "Open", limit: "Open" },
          { gate: "NO_BARS", passed: true },
          { gate: "BARS_UNUSABLE", passed: true },
          { gate: "TOO_FEW_BARS", passed: true, value: 3, limit: 3 },
          { gate: "BAR_STALE", passed: true, value: 0.5, limit: 300 },
          { gate: "ALREADY_DECIDED", passed: true, value: referenceOf("buy") },
          { gate: "UNKNOWN_ORDER_PENDING", passed: true },
          { gate: "SHORT_POSITION", passed: true, value: "0" },
          { gate: "DUPLICATE_BUY", passed: true, value: "none", limit: "block" },
          { gate: "BALANCE_UNRELIABLE", passed: true },
          { gate: "MAX_POSITIONS", passed: true, value: 0, limit: 5 },
          { gate: "MAX_DAILY_TRADES", passed: true, value: 0, limit: 10 },
          { gate: "ORDER_TYPE_NOT_SUPPORTED", passed: true, value: "Limit Market", limit: "Market" },
          { gate: "QUANTITY_NOT_IN_LOT", passed: true, value: "1", limit: "1" },
          { gate: "QUANTITY_BELOW_MINIMUM", passed: true, value: "1", limit: "1" },
        ],
      },
    });
  });

  it("is not acted on twice: a reference that may have arrived is not sent again", () => {
    expect(buyDenial({ arrivedReferences: new Set([referenceOf("buy")]) })).toBe("ALREADY_DECIDED");
    expect(buyDenial({ arrivedReferences: new Set([referenceOf("sell")]) })).toBeUndefined();
  });

  it.each(["placing", "unknown"] as const)("waits while an order in the instrument is %s", (state) => {
    const allow = { duplicateBuyPolicy: "allow" } as const;
    expect(buyDenial(unsettled(state), allow)).toBe("UNKNOWN_ORDER_PENDING");
    expect(buyDenial(unsettled(state, "sell"), allow)).toBe("UNKNOWN_ORDER_PENDING");
    expect(buyDenial(unsettled(state, "buy", OTHER))).toBeUndefined();
  });

  it("never nets against a short position, which cannot be ours", () => {
    const short = { positions: [positionIn(STOCK, "-1")] };
    expect(buyDenial(short, { duplicateBuyPolicy: "allow" })).toBe("SHORT_POSITION");
  });

  it.each([
    ["own fills", { ownPositions: new Map([[STOCK.id, decimal("1")]]) }],
    ["a foreign position", { positions: [positionIn(STOCK, "100")] }],
    ["a working buy order", { openOrders: [workingOrder(STOCK, "buy")] }],
    ["an accepted buy of ours", unsettled("placed")],
  ])("is a duplicate given %s, unless the policy allows it", (_, account) => {
    expect(buyDenial(account)).toBe("DUPLICATE_BUY");
    expect(buyDenial(account, { duplicateBuyPolicy: "allow" })).toBeUndefined();
  });

  it.each([
    ["a square position", { positions: [positionIn(STOCK, "0")] }],
    ["a working sell order", { openOrders: [workingOrder(STOCK, "sell")] }],
    ["an intent that was never sent", unsettled("created")],
    ["an order in another instrument", unsettled("placed", "buy", OTHER)],
  ])("is no duplicate given %s", (_, account) => {
    expect(buyDenial(account)).toBeUndefined();
  });

  it("needs figures the broker vouches for", () => {
    expect(buyDenial({ balance: { ...ACCOUNT.balance, isReliable: false } })).toBe("BALANCE_UNRELIABLE");
  });

  it("is denied when as many orders were sent today as allowed", () => {
    expect(buyDenial({ ordersToday: 9 })).toBeUndefined();
    expect(buyDenial({ ordersToday: 10 })).toBe("MAX_DAILY_TRADES");
  });

  describe("against the limit of positions", () => {
    const two = { maxPositions: 2 };
    const foreign = { ...positionIn(OTHER, "5"), instrumentId: "Bond:7" };

    it.each([
      ["foreign positions of any kind", { positions: [foreign, positionIn(OTHER, "-1000")] }],
      ["working orders", { positions: [foreign], openOrders: [workingOrder(OTHER, "buy")] }],
      ["accepted orders of ours", { positions: [foreign], ...unsettled("placed", "buy", OTHER) }],
      ["orders nobody knows about", { positions: [foreign], ...unsettled("unknown", "buy", OTHER) }],
    ])("counts %s", (_, account) => {
      expect(buyDenial(account, two)).toBe("MAX_POSITIONS");
      expect(buyDenial(account, { maxPositions: 3 })).toBeUndefined();
    });

    it("counts an instrument once and a square position not at all", () => {
      const account = {
        positions: [positionIn(OTHER, "1000"), { ...foreign, quantity: decimal("0") }],
        openOrders: [workingOrder(OTHER, "sell")],
        ...unsettled("placed", "sell", OTHER),
      };
      expect(buyDenial(account, two)).toBeUndefined();
    });

    it("lets what is held be added to, where duplicates are allowed", () => {
      expect(buyDenial(holding("1"), { maxPositions: 1, duplicateBuyPolicy: "allow" })).toBeUndefined();
    });
  });

  it.each([
    [{ minimumTradeSize: decimal("10") }, "3", "QUANTITY_BELOW_MINIMUM"],
    [{ minimumTradeSize: decimal("3") }, "3.9", undefined],
    [{ minimumTradeSize: decimal("4") }, "3.9", "QUANTITY_BELOW_MINIMUM"],
    [{ lotSize: decimal("100") }, "99", "QUANTITY_NOT_IN_LOT"],
    [{ lotSize: decimal("100") }, "250", undefined],
    [{ lotSize: decimal("0.5") }, "1.5", "QUANTITY_NOT_IN_LOT"], // half lots, yet no decimals
    [{ lotSize: decimal("0") }, "1", undefined],
    [{}, "0.9", "QUANTITY_NOT_IN_LOT"],
    [{ supportedOrderTypes: ["Limit"] }, "1", "ORDER_TYPE_NOT_SUPPORTED"],
  ])("with rules %j and a default of %s ends in %s", (rules, quantity, denial) => {
    const view = viewOf(RISING, { details: detailsOf(STOCK, rules) });
    const defaultQuantity = { ...SETTINGS.defaultQuantity, Stock: decimal(quantity) };
    expect(decide(inputOf([view]), { ...SETTINGS, defaultQuantity })[0]?.denial).toBe(denial);
  });

  it("shows wish, rule and result of a quantity that is too small", () => {
    const details = detailsOf(STOCK, { minimumTradeSize: decimal("1000"), lotSize: decimal("100") });
    const defaultQuantity = { ...SETTINGS.defaultQuantity, Stock: decimal("950") };
    const [decision] = decide(inputOf([viewOf(RISING, { details })]), { ...SETTINGS, defaultQuantity });
    expect(decision?.facts["gates"]).toContainEqual({
      gate: "QUANTITY_BELOW_MINIMUM",
      passed: false,
      value: "900",
      limit: "1000",
    });
  });
});

describe("a sell signal", () => {
  it("sells what is ours, whatever limits are exhausted", () => {
    const exhausted = {
      ...holding("7"),
      ordersToday: 99,
      balance: { ...ACCOUNT.balance, isReliable: false },
    };
    expect(decisionOn(FALLING, exhausted, { maxPositions: 0, maxDailyTrades: 0 })).toMatchObject({
      action: "sell",
      reason: "SIG_CROSSED_BELOW",
      approved: {
        side: "sell",
        purpose: "exit",
        quantity: decimal("7"),
        externalReference: referenceOf("sell"),
      },
    });
  });

  it.each([
    ["3", "10", "3"], // the rest is foreign
    ["10", "3", "3"], // somebody sold some of ours
  ])("with %s of our own and %s at the broker sells %s", (own, net, sold) => {
    const account = {
      positions: [positionIn(STOCK, net)],
      ownPositions: new Map([[STOCK.id, decimal(own)]]),
    };
    expect(decisionOn(FALLING, account)?.approved?.quantity.toString()).toBe(sold);
  });

  it("adds up several rows of one instrument, all of which must be closable", () => {
    const ownPositions = new Map([[STOCK.id, decimal("5")]]);
    const rows = (canBeClosed: boolean) => [positionIn(STOCK, "2"), positionIn(STOCK, "3", { canBeClosed })];
    expect(decisionOn(FALLING, { ownPositions, positions: rows(true) })?.approved?.quantity.toString()).toBe(
      "5",
    );
    expect(sellDenial({ ownPositions, positions: rows(false) })).toBe("POSITION_NOT_CLOSABLE");
  });

  it.each([
    ["nothing", {}],
    ["a foreign position only", { positions: [positionIn(STOCK, "100")] }],
    ["a position the broker does not know", { ownPositions: new Map([[STOCK.id, decimal("1")]]) }],
    ["a short position", { ...holding("1"), positions: [positionIn(STOCK, "-1")] }],
  ])("sells nothing short: given %s it holds", (_, account) => {
    expect(decisionOn(FALLING, account)).toMatchObject({
      action: "hold",
      reason: "SELL_WITHOUT_OWN_POSITION",
    });
  });

  it.each(["placing", "unknown"] as const)("waits while an order in the instrument is %s", (state) => {
    expect(sellDenial({ ...holding("1"), ...unsettled(state) })).toBe("UNKNOWN_ORDER_PENDING");
  });

  it("waits for a sell order that is working, ours or foreign", () => {
    expect(sellDenial({ ...holding("1"), openOrders: [workingOrder(STOCK, "sell")] })).toBe(
      "SELL_ORDER_PENDING",
    );
    expect(sellDenial({ ...holding("1"), ...unsettled("placed", "sell") })).toBe("SELL_ORDER_PENDING");
    expect(sellDenial({ ...holding("1"), ...unsettled("placed", "buy") })).toBeUndefined();
  });

  it("is not acted on twice", () => {
    const arrivedReferences = new Set([referenceOf("sell")]);
    expect(sellDenial({ ...holding("1"), arrivedReferences })).toBe("ALREADY_DECIDED");
  });

  it("sells whole lots of a position that holds more", () => {
    const view = viewOf(FALLING, { details: detailsOf(STOCK, { amountDecimals: 1 }) });
    const [decision] = decide(inputOf([view], holding("1.25")), SETTINGS);
    expect(decision?.approved?.quantity.toString()).toBe("1.2");
  });
});

describe("decide", () => {
  it("holds on a quiet market with the strategy's reason", () => {
    const decision = decisionOn(QUIET);
    expect(decision).toMatchObject({ action: "hold", reason: "SIG_NO_CROSSING" });
    expect(decision).not.toHaveProperty("denial");
    expect(decision).not.toHaveProperty("approved");
  });

  it("gives the data's denial precedence, and does not ask the strategy then", () => {
    const [decision] = decide(inputOf([viewOf(RISING, { quote: { kind: "no_access" } })]), SETTINGS);
    expect(decision).toMatchObject({ action: "hold", reason: "NO_MARKET_ACCESS" });
    expect(decision).not.toHaveProperty("signal");
  });

  it("holds when a strategy forgets an instrument", () => {
    const forgetful = { ...movingAverage, evaluate: () => new Map() };
    expect(decisionOn(RISING, {}, { strategy: forgetful })).toMatchObject({
      action: "hold",
      reason: "SIG_NOT_GIVEN",
    });
  });

  it("dies when asked about an instrument twice", () => {
    expect(() => decide(inputOf([viewOf(RISING), viewOf(QUIET)]), SETTINGS)).toThrow(AssertionError);
  });

  it("lists sells, then buys, then the rest, each by instrument id, and spends limits in that order", () => {
    const [a, b, c, d] = [1, 2, 3, 4].map((uic) => instrument("CfdOnIndex", uic));
    if (a === undefined || b === undefined || c === undefined || d === undefined) throw new Error("four");
    const views = [
      viewOf(QUIET, {}, a),
      viewOf(RISING, {}, b),
      viewOf(FALLING, {}, d),
      viewOf(RISING, {}, c),
    ];
    const decisions = decide(inputOf(views, { ...holding("1", d), ordersToday: 8 }), SETTINGS);
    expect(decisions.map(({ instrument: { id }, reason }) => `${id} ${reason}`)).toEqual([
      "CfdOnIndex:4 SIG_CROSSED_BELOW",
      "CfdOnIndex:2 SIG_CROSSED_ABOVE",
      "CfdOnIndex:3 MAX_DAILY_TRADES", // eight today, and the sell and the buy before it
      "CfdOnIndex:1 SIG_NO_CROSSING",
    ]);
  });

  it("keeps the place of a position that is being sold until it is gone", () => {
    const sold = instrument("CfdOnIndex", 1);
    const views = [viewOf(FALLING, {}, sold), viewOf(RISING)];
    const [, buy] = decide(inputOf(views, holding("1", sold)), { ...SETTINGS, maxPositions: 1 });
    expect(buy?.denial).toBe("MAX_POSITIONS");
  });

  /** Worlds of up to eight instruments in which anything may be held, pending or unusable. */
  const slots = fc.array(
    fc.record({
      closes: fc.constantFrom(RISING, RISING, RISING, FALLING, QUIET),
      own: fc.constantFrom("0", "0", "0", "1", "2"),
      net: fc.constantFrom("0", "0", "0", "1", "2", "-1"),
      state: fc.option(fc.constantFrom(...INTENT_STATES), { nil: undefined }),
      side: fc.constantFrom<Side>("buy", "sell"),
      isListed: fc.boolean(),
      hasQuote: fc.integer({ min: 0, max: 9 }).map((digit) => digit > 0),
    }),
    { minLength: 1, maxLength: 8 },
  );
  const worlds = fc
    .record({ slots, ordersToday: fc.integer({ min: 0, max: 4 }) })
    .map(({ slots: found, ordersToday }) => {
      const all = found.map((slot, index) => ({ ...slot, of: instrument("CfdOnIndex", 8 - index) }));
      const account: Partial<AccountView> = {
        ordersToday,
        positions: all.map(({ of, net }) => positionIn(of, net)),
        ownPositions: new Map(all.map(({ of, own }) => [of.id, decimal(own)])),
        openOrders: all.filter(({ isListed }) => isListed).map(({ of, side }) => workingOrder(of, side)),
        unsettled: all.flatMap(({ of, side, state }) =>
          state === undefined ? [] : [{ intent: { instrument: of, side }, state }],
        ),
      };
      const views = all.map(({ closes, of, hasQuote }) =>
        viewOf(closes, { quote: hasQuote ? quoteWith() : { kind: "no_access" } }, of),
      );
      return inputOf(views, account);
    });
  const limits = fc.record({
    maxPositions: fc.integer({ min: 0, max: 8 }),
    maxDailyTrades: fc.integer({ min: 0, max: 8 }),
    duplicateBuyPolicy: fc.constantFrom("block", "allow"),
  });

  it("never lets more instruments be held or pending than allowed, nor more entries be sent", () => {
    let approvals = 0;
    fc.assert(
      fc.property(worlds, limits, (input, limit) => {
        const decisions = decide(input, { ...SETTINGS, ...limit });
        const { positions, openOrders, unsettled: pending, ordersToday } = input.account;
        const occupied = new Set<string>([
          ...positions.filter(({ quantity }) => !quantity.eq(decimal("0"))).map((row) => row.instrumentId),
          ...openOrders.map((row) => row.instrumentId),
          ...pending.filter(({ state }) => mayBeLive(state)).map(({ intent }) => intent.instrument.id),
        ]);
        const before = occupied.size;
        const entries = decisions.filter(({ approved }) => approved?.purpose === "entry");
        for (const { instrument: of } of entries) occupied.add(of.id);
        approvals += entries.length;
        expect(occupied.size).toBeLessThanOrEqual(Math.max(before, limit.maxPositions));
        if (entries.length > 0)
          expect(ordersToday + entries.length).toBeLessThanOrEqual(limit.maxDailyTrades);
      }),
      { numRuns: 1_000 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it("never sells more than is ours, nor more than is there", () => {
    let approvals = 0;
    fc.assert(
      fc.property(worlds, limits, (input, limit) => {
        for (const { approved } of decide(input, { ...SETTINGS, ...limit })) {
          if (approved?.side !== "sell") continue;
          approvals += 1;
          const own = input.account.ownPositions.get(approved.instrument.id) ?? decimal("0");
          const net = input.account.positions.find(
            (row) => row.instrumentId === approved.instrument.id,
          )?.quantity;
          expect(approved.quantity.lte(own)).toBe(true);
          expect(net === undefined ? false : approved.quantity.lte(net)).toBe(true);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(approvals).toBeGreaterThan(0);
  });

  it("decides once about each instrument, and the same in any order of the input", () => {
    fc.assert(
      fc.property(
        worlds,
        limits,
        fc.array(fc.integer(), { minLength: 8, maxLength: 8 }),
        (input, limit, keys) => {
          const settings = { ...SETTINGS, ...limit };
          const decisions = decide(input, settings);
          expect(new Set(decisions.map(({ instrument: { id } }) => id)).size).toBe(input.instruments.length);
          const shuffled = input.instruments
            .map((view, index) => ({ view, key: keys[index] ?? 0 }))
            .sort((x, y) => x.key - y.key)
            .map(({ view }) => view);
          expect(decide({ ...input, instruments: shuffled }, settings)).toEqual(decisions);
        },
      ),
    );
  });

  it("sees nothing of the future: cutting off forming and later bars changes nothing", () => {
    const path = fc.array(fc.integer({ min: 90, max: 110 }), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(
        path,
        fc.integer({ min: 0, max: 8 }),
        fc.integer({ min: 0, max: 3_599_999 }),
        (closes, ahead, ms) => {
          const bars = barsClosingAt(timestamp(BAR_CLOSE + ahead * 3_600_000), 60, closes);
          const now = timestamp(BAR_CLOSE + ms);
          const known = bars.filter((bar) => bar.startAt + 3_600_000 <= now);
          const quote = quoteWith({ updatedAt: now });
          const decisionsOn = (seen: typeof bars): readonly Decision[] => {
            const view = viewOf([], { bars: { kind: "bars", bars: seen }, quote });
            return decide(
              { ...inputOf([view], holding("1")), now },
              { ...SETTINGS, duplicateBuyPolicy: "allow" },
            );
          };
          expect(decisionsOn(bars)).toEqual(decisionsOn(known));
        },
      ),
    );
  });

  it("records facts that survive JSON unchanged", () => {
    fc.assert(
      fc.property(worlds, limits, (input, limit) => {
        for (const { facts } of decide(input, { ...SETTINGS, ...limit })) {
          expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
        }
      }),
    );
  });
});
