import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { intentId } from "../../src/core/domain/ids.ts";
import { minutes, seconds, subtractDuration, type Timestamp } from "../../src/core/domain/time.ts";
import { VISIBILITY_GRACE } from "../../src/core/execution/verdict.ts";
import { loggedFrom, logNeededFrom } from "../../src/cycle/gather-evidence.ts";
import type { IntentStanding } from "../../src/cycle/ports/order-store.ts";
import { quietSinceMs } from "../../src/cycle/silence.ts";
import { anIntent, at } from "../adapters/store/support-values.ts";
import { connectedIn } from "../support/connected.ts";
import { world } from "../scenarios/order-stories.ts";

const NOW = at(0);
const BAR_CLOSE = subtractDuration(NOW, minutes(10));

const standing = (changes: Partial<IntentStanding>): IntentStanding => ({
  intent: { ...anIntent({ decisionBarCloseAt: BAR_CLOSE }), id: intentId(1) },
  state: "placed",
  filledQuantity: decimal("0"),
  earlierAttempts: 0,
  ...changes,
});

/** Beside what is known to be the beginning. */
const LOOK_BACK = minutes(5);
const DAY = minutes(24 * 60);

describe("the log is searched for an order", () => {
  it("from its bar on, where our clock says that it was sent later: that clock may have been ahead", () => {
    expect(loggedFrom(standing({ placingAt: subtractDuration(NOW, minutes(2)) }))).toBe(BAR_CLOSE);
  });

  it("from its sending on, where our clock says that this was before its bar", () => {
    const sent = subtractDuration(BAR_CLOSE, minutes(30));
    expect(loggedFrom(standing({ placingAt: sent }))).toBe(sent);
  });

  it.each<[string, Partial<IntentStanding>, Timestamp]>([
    ["a little further back when it is not in doubt", {}, subtractDuration(BAR_CLOSE, LOOK_BACK)],
    [
      "a day further back when it is in doubt",
      { state: "unknown" },
      subtractDuration(subtractDuration(BAR_CLOSE, DAY), LOOK_BACK),
    ],
  ])("%s", (_, changes, from) => {
    expect(logNeededFrom([standing(changes)], NOW)).toBe(from);
  });

  it("a day further back than now when it seems to come from the future", () => {
    const ahead = anIntent({ decisionBarCloseAt: at(3600) });
    const fromFuture = standing({ intent: { ...ahead, id: intentId(1) }, placingAt: at(3600) });
    const from = subtractDuration(subtractDuration(NOW, DAY), LOOK_BACK);
    expect(logNeededFrom([fromFuture], NOW)).toBe(from);
  });

  it("far enough for all of them", () => {
    const old = { ...anIntent({ decisionBarCloseAt: at(-7200) }), id: intentId(2) };
    const orders = [standing({}), standing({ intent: old })];
    expect(logNeededFrom(orders, NOW)).toBe(subtractDuration(at(-7200), LOOK_BACK));
  });
});

describe("silence about an order", () => {
  it("begins with its sending, as long as that can take, however long ago its bar has closed", async () => {
    const quietFor = await connectedIn(await world(), (context) => {
      const { clock } = context.ports;
      const placingAt = subtractDuration(clock.now(), seconds(1));
      const sent = standing({
        state: "placing",
        placingAt,
        clockAheadMs: context.broker.clockAheadMs() ?? 0,
      });
      return Promise.resolve(clock.monotonicMs() - quietSinceMs(context, sent));
    });
    expect(quietFor).toBeLessThan(0); // the request may still be under way
    expect(quietFor).toBeLessThan(VISIBILITY_GRACE);
  });

  it("counts from the moment in which the answer was given up, where a process lived to see that", async () => {
    const quietFor = await connectedIn(await world(), (context) => {
      const { clock } = context.ports;
      const sent = standing({
        state: "unknown",
        placingAt: subtractDuration(clock.now(), minutes(3)),
        answerGivenUpAt: subtractDuration(clock.now(), minutes(2)),
        clockAheadMs: context.broker.clockAheadMs() ?? 0,
      });
      return Promise.resolve(clock.monotonicMs() - quietSinceMs(context, sent));
    });
    expect(Math.round(quietFor)).toBe(minutes(2));
  });
});
