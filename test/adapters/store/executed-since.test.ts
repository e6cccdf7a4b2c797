import { expect, test } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import type { Intent } from "../../../src/core/domain/order.ts";
import { aFill, anIntent, at, beginCycle, PAIR, SHARE } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store } = temporaryStore();

/** An order of this reference, sent so many seconds after the start, with one execution. */
function executed(
  letters: string,
  sentAfter: number,
  changes: Partial<Omit<Intent, "id">>,
  quantity: string,
): void {
  const cycle = beginCycle(store());
  const { id } = store().createIntent(
    cycle,
    anIntent({ externalReference: externalReference(`ATB-${letters}`), ...changes }),
  );
  store().recordTransition(cycle, id, { to: "placing", reason: "ABOUT_TO_SEND" }, at(sentAfter));
  store().recordFills(id, [aFill(`9${sentAfter}`, { quantity: decimal(quantity) })]);
}

test("adds up, signed, what orders sent since then have executed in the instrument", () => {
  executed("AAAA", 1, { side: "buy" }, "10");
  executed("BBBB", 2, { side: "buy" }, "3.5");
  executed("CCCC", 3, { side: "sell" }, "1");
  executed("DDDD", 4, { side: "buy", instrument: PAIR }, "1000");
  expect(store().executedSince(SHARE.id, at(2)).toString()).toBe("2.5");
  expect(store().executedSince(SHARE.id, at(1)).toString()).toBe("12.5");
  expect(store().executedSince(SHARE.id, at(5)).toString()).toBe("0");
  expect(store().executedSince(PAIR.id, at(0)).toString()).toBe("1000");
});
