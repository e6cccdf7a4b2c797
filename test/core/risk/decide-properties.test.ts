import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Side } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { INTENT_STATES, mayBeLive } from "../../../src/core/execution/lifecycle.ts";
import { decide } from "../../../src/core/risk/decide.ts";
import type { AccountView } from "../../../src/core/risk/decision-input.ts";
import type { Decision } from "../../../src/core/risk/decision.ts";
import { barsClosingAt } from "../strategy/bars.ts";
import {
  BAR_CLOSE,
  FALLING,
  holding,
  inputOf,
  positionIn,
  QUIET,
  quoteWith,
  RISING,
  SETTINGS,
  viewOf,
  workingOrder,
} from "./decision-world.ts";

describe("any decision", () => {
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
          state === undefined
            ? []
            : [
                {
                  intent: { instrument: of, side, purpose: "entry" as const, quantity: decimal("1") },
                  state,
                },
              ],
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
        const { decisions } = decide(input, { ...SETTINGS, ...limit });
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
        for (const { approved } of decide(input, { ...SETTINGS, ...limit }).decisions) {
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
          const { decisions } = decide(input, settings);
          expect(new Set(decisions.map(({ instrument: { id } }) => id)).size).toBe(input.instruments.length);
          const shuffled = input.instruments
            .map((view, index) => ({ view, key: keys[index] ?? 0 }))
            .sort((x, y) => x.key - y.key)
            .map(({ view }) => view);
          expect(decide({ ...input, instruments: shuffled }, settings).decisions).toEqual(decisions);
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
            ).decisions;
          };
          expect(decisionsOn(bars)).toEqual(decisionsOn(known));
        },
      ),
    );
  });

  it("records facts that survive JSON unchanged", () => {
    fc.assert(
      fc.property(worlds, limits, (input, limit) => {
        for (const { facts } of decide(input, { ...SETTINGS, ...limit }).decisions) {
          expect(JSON.parse(JSON.stringify(facts))).toStrictEqual(facts);
        }
      }),
    );
  });
});
