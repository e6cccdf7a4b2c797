import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import type { BrokerOrder } from "../../src/selftest/broker-orders.ts";
import { drawSchedule } from "../../src/selftest/draw-schedule.ts";
import { findBanned } from "../../src/selftest/judge-bans.ts";
import { findUnconsented } from "../../src/selftest/judge-consent.ts";
import { findTooDear } from "../../src/selftest/judge-values.ts";
import type { Machine, Schedule } from "../../src/selftest/schedule.ts";
import { createMarket } from "../../src/simulator/market/market.ts";
import type { StandingDisclaimer } from "../../src/simulator/server/disclaimer.ts";

const AT = 1_772_637_000_000;
const INDEX = instrument("CfdOnIndex", 4913);
const OTHER = instrument("CfdOnIndex", 100_002);

type Kind = "purchase" | "sale" | "stop";

function order(kind: Kind, afterSeconds = 0, of = INDEX): BrokerOrder {
  const [side, type] = (
    { purchase: ["buy", "Market"], sale: ["sell", "Market"], stop: ["sell", "StopIfTraded"] } as const
  )[kind];
  const placedAt = timestamp(AT + afterSeconds * 1_000);
  const amount = decimal("1");
  const orderId = `${kind} of ${of.id}`;
  return {
    orderId,
    reference: "ATB-ONE",
    isOurs: true,
    terms: { instrument: of, side, type, amount } as BrokerOrder["terms"],
    orderedQuantity: amount,
    placedAt,
    isRefused: false,
    isCancelled: false,
    fills: [{ logId: "1", at: placedAt, quantity: side === "buy" ? amount : amount.neg() }],
    endedAt: placedAt,
  };
}

const ONE = new Set<Machine>(["first"]);

describe("the judge of the kill switch", () => {
  it.each<["all" | "entries", Kind, number]>([
    ["all", "purchase", 1],
    ["all", "sale", 1],
    ["all", "stop", 1],
    ["entries", "purchase", 1],
    ["entries", "sale", 0],
    ["entries", "stop", 0],
  ])("holds under %s a %s against it: %i", (mode, kind, count) => {
    const bans = [{ mode, from: timestamp(AT), until: timestamp(AT + 60_000) }];
    expect(findBanned({ bans, machines: ONE }, [order(kind, 30)])).toHaveLength(count);
    expect(findBanned({ bans, machines: ONE }, [order(kind, 0), order(kind, 60)])).toEqual([]);
  });
});

describe("the judge of texts", () => {
  const NORMAL: StandingDisclaimer = { kind: "normal", condition: "none", shownAt: "precheck" };
  const behind = (policy: string, text: StandingDisclaimer, agreedAt?: number) => {
    const drawn = drawSchedule(1);
    const terms = { ...drawn.terms, env: { DISCLAIMER_POLICY: policy }, disclaimers: [text] };
    const schedule: Schedule = { ...drawn, terms };
    const agreed = agreedAt === undefined ? undefined : timestamp(agreedAt);
    return findUnconsented({ schedule, agreedAt: agreed }, [order("purchase")]).length;
  };

  it.each<[string, StandingDisclaimer, number]>([
    ["auto_accept_normal", NORMAL, 0],
    ["auto_accept_normal", { ...NORMAL, condition: "checkbox" }, 1],
    ["auto_accept_normal", { ...NORMAL, kind: "blocking" }, 1],
    ["block_all", NORMAL, 1],
    ["manual_review", NORMAL, 1],
  ])("takes an order under %s behind %j for a breach: %#", (policy, text, count) => {
    expect(behind(policy, text)).toBe(count);
  });

  it("lets an order pass that came after a person had agreed", () => {
    expect(behind("manual_review", NORMAL, AT - 1)).toBe(0);
    expect(behind("manual_review", NORMAL, AT + 1)).toBe(1);
    expect(behind("manual_review", { ...NORMAL, condition: "user_input" }, AT - 1)).toBe(1);
  });
});

describe("the judge of values", () => {
  const market = createMarket({ seed: 1, anchor: Math.floor(AT / 300_000) });
  const priceOf = (of: typeof INDEX) => {
    const listed = market.find(of.assetType, of.uic);
    if (listed === undefined) throw new RangeError(of.id);
    return market.quote(listed, timestamp(AT)).ask;
  };
  const limits = (position: string, portfolio: string) => ({
    maxPositionValue: decimal(position),
    maxFxNotional: decimal(position),
    maxPortfolioExposure: decimal(portfolio),
  });
  const both = [order("purchase", -600, OTHER), order("purchase")];

  it("finds no fault where there is room", () => {
    expect(findTooDear(both, limits("1000000", "1000000"), market)).toEqual([]);
  });

  it("holds a purchase against the limit of a position", () => {
    const tooLittle = priceOf(INDEX).div("2").toString();
    expect(findTooDear([order("purchase")], limits(tooLittle, "1000000"), market)).toHaveLength(1);
  });

  it("holds a purchase against all that is held already", () => {
    const forOne = priceOf(INDEX).plus("1").toString();
    expect(findTooDear([order("purchase")], limits("1000000", forOne), market)).toEqual([]);
    expect(findTooDear(both, limits("1000000", forOne), market).length).toBeGreaterThan(0);
  });
});
