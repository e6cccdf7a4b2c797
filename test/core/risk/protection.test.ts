import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import type { InstrumentDetails } from "../../../src/core/domain/instrument.ts";
import { protectiveTerms } from "../../../src/core/risk/protection.ts";
import { detailsOf, OTHER, STOCK } from "./decision-world.ts";

const SHARE = detailsOf(STOCK, { supportedOrderTypes: ["Market", "Limit", "StopIfTraded"] });
const PAIR = detailsOf(OTHER, {
  supportedOrderTypes: ["Market", "Limit", "Stop"],
  pricing: {
    currency: "USD",
    decimals: 4,
    ticks: { limitTick: decimal("0.0001"), stopTick: decimal("0.00005") },
  },
});

const terms = (
  details: InstrumentDetails,
  {
    open,
    bid,
    ask,
    stop,
    target,
  }: Readonly<Record<"open" | "stop" | "target", string>> & {
    readonly bid?: string;
    readonly ask?: string;
  },
): readonly string[] =>
  protectiveTerms({ stopLoss: decimal(stop), takeProfit: decimal(target) }, decimal(open), {
    market: bid === undefined || ask === undefined ? undefined : { bid: decimal(bid), ask: decimal(ask) },
    details,
  }).map(({ purpose, price }) => `${purpose} ${price.toString()}`);

describe("the prices of protective orders", () => {
  const near = { open: "100.03", bid: "100.01", ask: "100.03", stop: "0.02", target: "0.05" };

  it.each([
    ["lie on the tick that is no worse for the person", SHARE, near, ["stop 98.03", "target 105.04"]],
    [
      "obey a tick of their own for stops",
      PAIR,
      { open: "1.16213", bid: "1.16207", ask: "1.16219", stop: "0.02", target: "0.05" },
      ["stop 1.1389", "target 1.2203"],
    ],
    [
      "wait right below a market that has passed the stop",
      SHARE,
      { ...near, bid: "90.00", ask: "90.02" },
      ["stop 89.99", "target 105.04"],
    ],
    [
      "wait right above a market that has passed the target",
      SHARE,
      { ...near, bid: "110.00", ask: "110.02" },
      ["stop 98.03", "target 110.02"],
    ],
    [
      "are taken as they come where nobody knows the market",
      SHARE,
      { open: "100", stop: "0.02", target: "0.05" },
      ["stop 98", "target 105"],
    ],
    ["are none where no stop is possible: it would wait at nothing", SHARE, { ...near, stop: "1" }, []],
    [
      "are none where no stop is possible: the market is at the lowest price there is",
      SHARE,
      { open: "0.01", bid: "0.01", ask: "0.01", stop: "0.02", target: "0.05" },
      [],
    ],
    [
      "are none where no stop is possible: the market is below the lowest price an order may name",
      SHARE,
      { open: "0.004", bid: "0.004", ask: "0.005", stop: "0.02", target: "0.05" },
      [],
    ],
    [
      "leave out what the instrument does not have",
      detailsOf(STOCK, { supportedOrderTypes: ["Market", "Limit"] }),
      near,
      ["target 105.04"],
    ],
    [
      "leave out what may not wait",
      { ...SHARE, orderDurations: { Limit: ["FillOrKill"], StopIfTraded: ["DayOrder"] } },
      near,
      ["stop 98.03"],
    ],
    [
      "fall back on the digits that are shown where no tick is published",
      { ...SHARE, pricing: { currency: "USD", decimals: 1, ticks: {} } },
      near,
      ["stop 98.1", "target 105.1"],
    ],
  ])("%s", (_, details, market, expected) => {
    expect(terms(details, market)).toEqual(expected);
  });
});
