import { expect, test } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { aFill, anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store } = temporaryStore();

test("counts what was put right as ours, and forgets what comes to nothing", () => {
  const cycle = beginCycle(store());
  const { id } = store().createIntent(cycle, anIntent({ side: "buy" }));
  store().recordFills(id, [aFill("900", { quantity: decimal("10") })]);
  const adjust = (instrument: typeof SHARE, quantity: string): void => {
    const correction = {
      at: at(9),
      instrumentId: instrument.id,
      quantity: decimal(quantity),
      reason: "TEST",
    };
    store().recordAdjustment(cycle, correction);
  };
  const own = (): readonly string[] =>
    [...store().ownPositions()].map(([name, sum]) => `${name} ${sum.toString()}`);
  adjust(SHARE, "-3.5");
  adjust(PAIR, "1000");
  expect(own()).toEqual(["Stock:211 6.5", "FxSpot:21 1000"]);
  adjust(SHARE, "-6.5");
  adjust(PAIR, "-1000");
  expect(own()).toEqual([]);
});
