import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { orderId } from "../../src/core/domain/ids.ts";
import type { OpenOrder } from "../../src/core/domain/order.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { saying, type Wanted } from "../support/saying-strategy.ts";
import { advanceToNextSlot, localSettings, runCycleIn } from "../support/world.ts";
import { withBroker, world } from "./order-stories.ts";

/** In Amsterdam, in euros; the account is in dollars. */
const SHARE = "Stock:1636";
/** In the money of the account. */
const OWN = "FxSpot:31";
const ENV = { WATCHLIST: SHARE };

function wanting(wanted: Wanted, env: Readonly<Record<string, string>> = {}): CycleSettings {
  const settings = localSettings({ ...ENV, ...env });
  return { ...settings, decision: { ...settings.decision, strategy: saying(wanted), parameters: {} } };
}

const held = ({ simulator }: Awaited<ReturnType<typeof world>>): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${amount.toString()} ${instrument.id}`);

const decided = (run: Awaited<ReturnType<typeof runCycleIn>>) =>
  run.events.of("strategy_decision_made").map(({ reason }) => reason);

/** A broker that knows no pair of currencies. */
const withoutPairs = withBroker(() => ({
  searchInstruments: () => Promise.resolve({ listings: [], isCut: false } as never),
}));

describe("a share in another currency than the account's", () => {
  it("is bought for what its pair's quote says it costs, from the first cycle on", async () => {
    const bot = await world({ env: ENV });
    const { exitCode } = await runCycleIn(bot, { settings: wanting({ action: "buy", value: 2_000 }) });
    expect(exitCode).toBe(0);
    expect(held(bot)).toEqual([`6 ${SHARE}`]);
  });

  it("costs no further round trip once the pair is known", async () => {
    const bot = await world({ env: ENV });
    await runCycleIn(bot, { settings: wanting({ action: "hold" }) });
    advanceToNextSlot(bot);
    await runCycleIn(bot, { settings: wanting({ action: "hold" }) });
    bot.clock.advance(60_000);
    const before = bot.requests.length;
    await runCycleIn(bot, { settings: wanting({ action: "hold" }) });
    const asked = bot.requests.slice(before).map(({ target }) => /v\d\/(.*)\?.*/.exec(target)?.[1]);
    expect(asked.sort()).toEqual([
      "balances",
      "infoprices/list",
      "infoprices/list",
      "netpositions",
      "orders",
    ]);
  });

  it("is not bought by value where the broker knows no such pair, and nothing of the currency is held", async () => {
    const bot = await world({ env: ENV });
    const run = await runCycleIn(bot, {
      settings: wanting({ action: "buy", value: 2_000 }),
      around: withoutPairs,
    });
    expect(run.exitCode).toBe(0);
    expect(decided(run)).toEqual(["CONVERSION_RATE_UNKNOWN"]);
    expect(held(bot)).toEqual([]);
  });

  it("is bought by value at the rate of what is held, where the broker knows no such pair", async () => {
    const bot = await world({ env: ENV });
    const bought = wanting({ action: "buy" }, { DEFAULT_QUANTITY: "5" });
    await runCycleIn(bot, { settings: bought, around: withoutPairs });
    expect(held(bot)).toEqual([`5 ${SHARE}`]);
    advanceToNextSlot(bot);
    const more = wanting({ action: "buy", value: 2_000 }, { DUPLICATE_BUY_POLICY: "allow" });
    const run = await runCycleIn(bot, { settings: more, around: withoutPairs });
    expect(decided(run)).toEqual(["SIG_SAID"]);
  });

  it("asks a broker that knows no pair only once a day", async () => {
    const bot = await world({ env: ENV });
    let searches = 0;
    const around = withBroker(() => ({
      searchInstruments: () => {
        searches += 1;
        return Promise.resolve({ listings: [] } as never);
      },
    }));
    const settings = wanting({ action: "hold" });
    await runCycleIn(bot, { settings, around });
    advanceToNextSlot(bot);
    await runCycleIn(bot, { settings, around });
    expect(searches).toBe(2); // one for each direction
  });

  it("goes on where the broker does not answer a search", async () => {
    const bot = await world({ env: ENV });
    const around = withBroker(() => ({
      searchInstruments: () =>
        Promise.reject(
          new TradebotError({ code: "BROKER_REFUSED", message: "no", exit: "broker_contract_broken" }),
        ),
    }));
    const run = await runCycleIn(bot, { settings: wanting({ action: "buy", value: 2_000 }), around });
    expect(decided(run)).toEqual(["CONVERSION_RATE_UNKNOWN"]);
  });

  describe("with a quantity that is said", () => {
    const quantity = { DEFAULT_QUANTITY: "5" };

    it("is bought where the precheck tells the rate that nobody knew before", async () => {
      const bot = await world({ env: ENV });
      await runCycleIn(bot, { settings: wanting({ action: "buy" }, quantity), around: withoutPairs });
      expect(held(bot)).toEqual([`5 ${SHARE}`]);
    });

    it("is not bought where the precheck tells a value beyond the limit", async () => {
      const bot = await world({ env: ENV });
      const settings = wanting({ action: "buy" }, { ...quantity, MAX_POSITION_VALUE: "1000" });
      const run = await runCycleIn(bot, { settings, around: withoutPairs });
      expect(run.events.of("execution_precheck_failed").map(({ failure_reason }) => failure_reason)).toEqual([
        "MAX_POSITION_VALUE",
      ]);
      expect(held(bot)).toEqual([]);
    });

    it("is not bought where the precheck tells neither rate nor cost", async () => {
      const bot = await world({ env: ENV });
      const around = withBroker((broker) => ({
        searchInstruments: () => Promise.resolve({ listings: [] } as never),
        precheck: async (placement, id) => {
          const { kind } = await broker.precheck(placement, id);
          return kind === "accepted" ? { kind } : { kind, code: "X", reason: "" };
        },
      }));
      const run = await runCycleIn(bot, { settings: wanting({ action: "buy" }, quantity), around });
      expect(run.events.of("execution_precheck_failed").map(({ failure_reason }) => failure_reason)).toEqual([
        "CONVERSION_RATE_UNKNOWN",
      ]);
      expect(held(bot)).toEqual([]);
    });
  });
});

describe("two purchases whose prechecks tell a dearer rate than ours", () => {
  const WATCHLIST = `CfdOnIndex:4913,${SHARE}`;
  const dearer = withBroker((broker) => ({
    precheck: async (placement, id) => {
      const outcome = await broker.precheck(placement, id);
      if (outcome.kind !== "accepted") return outcome;
      return { ...outcome, conversionRate: decimal("1.1").times(outcome.conversionRate ?? decimal("1")) };
    },
  }));
  const exposure = async (limit: string) => {
    const bot = await world({ env: { WATCHLIST } });
    const settings = wanting(
      { action: "buy", value: 2_000 },
      { WATCHLIST, MAX_POSITION_VALUE: "3000", MAX_PORTFOLIO_EXPOSURE: limit },
    );
    const { events } = await runCycleIn(bot, { settings, around: dearer });
    return {
      held: held(bot).length,
      refused: events
        .of("execution_precheck_failed")
        .map(({ failure_reason, detail }) => [failure_reason, detail]),
    };
  };

  it("are both made where the limit leaves enough for what they come to", async () => {
    expect(await exposure("3900")).toEqual({ held: 2, refused: [] });
  });

  it("are held against the limit together", async () => {
    const detail = "1830.3 by the broker's precheck, and the limit leaves 1774.66";
    expect(await exposure("3400")).toEqual({ held: 1, refused: [["MAX_PORTFOLIO_EXPOSURE", detail]] });
  });
});

describe("a purchase that its precheck tells to be too dear", () => {
  it("takes nothing more from the limits than they were told, and leaves the next one its own", async () => {
    const WATCHLIST = `CfdOnIndex:4913,${SHARE}`;
    const bot = await world({ env: { WATCHLIST } });
    const dearIndex = withBroker((broker) => ({
      precheck: async (placement, id) => {
        const outcome = await broker.precheck(placement, id);
        const isIndex = JSON.stringify(placement).includes("CfdOnIndex:4913");
        return outcome.kind === "accepted" && isIndex
          ? { ...outcome, conversionRate: decimal("1.1") }
          : outcome;
      },
    }));
    const settings = wanting(
      { action: "buy", value: 2_000 },
      { WATCHLIST, MAX_POSITION_VALUE: "1500", MAX_PORTFOLIO_EXPOSURE: "3200" },
    );
    const { events } = await runCycleIn(bot, { settings, around: dearIndex });
    expect(events.of("execution_precheck_failed")).toMatchObject([
      { instrument_id: "CfdOnIndex:4913", failure_reason: "MAX_POSITION_VALUE" },
    ]);
    expect(held(bot)).toEqual([`4 ${SHARE}`]);
  });
});

describe("somebody's order for a share in a currency that nothing else is about", () => {
  const order = {
    orderId: orderId("900001"),
    instrumentId: SHARE,
    side: "buy",
    quantity: decimal("10"),
    filledQuantity: decimal("0"),
    status: "Working",
    price: decimal("90"),
    marketPrice: decimal("100"),
    priceCurrency: "EUR",
  } as const satisfies OpenOrder;
  const besideIt = withBroker(() => ({ readOpenOrders: () => Promise.resolve([order]) }));
  const settings = (action: "buy" | "hold", env = {}) => wanting({ action }, { WATCHLIST: OWN, ...env });

  it("is counted by its pair's quote, from the first cycle on", async () => {
    const bot = await world({ env: { WATCHLIST: OWN } });
    const run = await runCycleIn(bot, { settings: settings("buy"), around: besideIt });
    expect(decided(run)).toEqual(["SIG_SAID"]);
    expect(held(bot)).toEqual([`1000 ${OWN}`]);
  });

  it("is counted when the pair has been known since an earlier cycle", async () => {
    const bot = await world({ env: { WATCHLIST: OWN } });
    await runCycleIn(bot, { settings: settings("hold"), around: besideIt });
    advanceToNextSlot(bot);
    const run = await runCycleIn(bot, { settings: settings("buy"), around: besideIt });
    expect(decided(run)).toEqual(["SIG_SAID"]);
  });

  it("keeps purchases back where the broker knows no such pair", async () => {
    const bot = await world({ env: { WATCHLIST: OWN } });
    const around = withBroker(() => ({
      readOpenOrders: () => Promise.resolve([order]),
      searchInstruments: () => Promise.resolve({ listings: [], isCut: false } as never),
    }));
    const run = await runCycleIn(bot, { settings: settings("buy"), around });
    expect(decided(run)).toEqual(["EXPOSURE_UNKNOWN"]);
  });
});
