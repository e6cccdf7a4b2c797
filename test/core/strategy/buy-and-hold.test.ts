import { expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { buyAndHold } from "../../../src/core/strategy/buy-and-hold.ts";
import type { InstrumentStanding, Signal } from "../../../src/core/strategy/contract.ts";
import { findStrategy } from "../../../src/core/strategy/registry.ts";
import { barsClosingAt } from "./bars.ts";

const NOON = timestamp(Date.UTC(2026, 10, 20, 12));
const { id } = instrument("Stock", 211);
const POSITION = { quantity: 10, averagePrice: 98.5, openedAt: NOON, entries: [] };
type Standing = Pick<InstrumentStanding, "position" | "lastBoughtAt" | "lastSoldAt">;

function signalFor(
  standing: Standing,
  buy_again: boolean,
  closes: readonly number[] = [100],
): Signal | undefined {
  const instruments = [{ id, parameters: { buy_again }, bars: barsClosingAt(NOON, 60, closes), ...standing }];
  const view = {
    now: NOON,
    barMinutes: 60,
    timeZone: "UTC",
    instruments,
    unseen: [],
    memory: undefined,
  } as const;
  return buyAndHold.evaluate(view).signals.get(id);
}

it("is registered", () => {
  expect(findStrategy("buy_and_hold")).toBe(buyAndHold);
});

it.each([
  ["never bought", {}, false, "buy SIG_NEVER_BOUGHT"],
  ["never bought", {}, true, "buy SIG_NEVER_BOUGHT"],
  ["held", { position: POSITION, lastBoughtAt: NOON }, false, "hold SIG_HELD"],
  ["held", { position: POSITION, lastBoughtAt: NOON }, true, "hold SIG_HELD"],
  ["held, and bought before there were records", { position: POSITION }, true, "hold SIG_HELD"],
  ["closed by its stop", { lastBoughtAt: NOON, lastSoldAt: NOON }, false, "hold SIG_BOUGHT_BEFORE"],
  ["closed by its stop", { lastBoughtAt: NOON, lastSoldAt: NOON }, true, "buy SIG_BUY_AGAIN"],
  ["sold, but bought by another strategy", { lastSoldAt: NOON }, false, "buy SIG_NEVER_BOUGHT"],
])("an instrument that is %s (%o, buying again: %s): %s", (_, standing, buyAgain, expected) => {
  const signal = signalFor(standing, buyAgain);
  expect(`${signal?.action} ${signal?.reason}`).toBe(expected);
});

it("says what it holds", () => {
  expect(signalFor({ position: POSITION }, false)?.indicators).toEqual({ quantity: 10, average_price: 98.5 });
});

it.each([[[1]], [[50, 100, 200]], [[200, 100, 50]]])("does not look at prices: %j", (closes) => {
  expect(signalFor({}, false, closes)?.action).toBe("buy");
});
