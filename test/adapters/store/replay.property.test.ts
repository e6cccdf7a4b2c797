import fc from "fast-check";
import { expect, test } from "vitest";
import { openStore, openStoreForReading } from "../../../src/adapters/store/open-store.ts";
import { AssertionError } from "../../../src/core/domain/assert.ts";
import { decimal, sumDecimals, ZERO } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId } from "../../../src/core/domain/ids.ts";
import { assertTransition, INTENT_STATES, isFinal } from "../../../src/core/execution/lifecycle.ts";
import type { IntentState, Transition } from "../../../src/core/execution/lifecycle.ts";
import type { IntentStanding } from "../../../src/cycle/ports/order-store.ts";
import { aFill, anIntent, at, beginCycle, SHARE, START } from "./support-values.ts";
import { temporaryDirectory, temporaryStore } from "./temporary-store.ts";

const directory = temporaryDirectory();
const { store: sharedStore } = temporaryStore();

function isLegal(from: IntentState, to: IntentState): boolean {
  try {
    assertTransition(from, to);
    return true;
  } catch {
    return false;
  }
}

const amount = fc
  .integer({ min: 0, max: 1_000_000 })
  .map((thousandths) => decimal(String(thousandths / 1000)));
const step: fc.Arbitrary<Transition> = fc.record(
  {
    to: fc.constantFrom(...INTENT_STATES),
    reason: fc.constantFrom("SENT", "TIMEOUT", "ACTIVITY"),
    detail: fc.string(),
    orderId: fc.integer({ min: 1, max: 9_999_999 }).map((digits) => orderId(String(digits))),
    filledQuantity: amount,
  },
  { requiredKeys: ["to", "reason"] },
);

/** Where the intent stands by what was written, told without any store. */
function after(standing: IntentStanding, taken: Transition, stepNumber: number): IntentStanding {
  return {
    ...standing,
    state: taken.to,
    ...(taken.orderId === undefined ? {} : { orderId: taken.orderId }),
    filledQuantity: taken.filledQuantity ?? standing.filledQuantity,
    ...(taken.to === "placing" ? { placingAt: at(stepNumber) } : {}),
    ...(standing.state === "placing" && taken.to === "unknown" ? { answerGivenUpAt: at(stepNumber) } : {}),
  };
}

let opened = 0;

test("any steps, legal or not, leave the standing that the legal ones lead to, also for a later process", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      opened += 1;
      const reference = externalReference(`ATB-${opened}`);
      const { store } = openStore({ directory: directory(), now: START });
      const cycle = beginCycle(store);
      const intent = store.createIntent(cycle, anIntent({ externalReference: reference }));
      const taken: Transition[] = [];
      let standing: IntentStanding = { intent, state: "created", filledQuantity: ZERO, earlierAttempts: 0 };
      for (const [index, transition] of steps.entries()) {
        const write = (): void => {
          store.recordTransition(cycle, intent.id, transition, at(index));
        };
        if (!isLegal(standing.state, transition.to)) {
          expect(write).toThrow(AssertionError);
          continue;
        }
        write();
        taken.push(transition);
        standing = after(standing, transition, index);
      }
      store.close();

      const reader = openStoreForReading(directory());
      const [history] = reader?.historyOf(reference) ?? [];
      const unsettled = reader?.unsettledIntents().some(({ intent: { id } }) => id === intent.id);
      reader?.close();
      expect(history?.standing).toEqual(standing);
      expect(history?.transitions).toMatchObject(taken);
      expect(unsettled).toBe(!isFinal(standing.state));
    }),
    { numRuns: 60 },
  );
});

let traded = 0;

test("fills booked in any grouping, with any repeats, give the same position", () => {
  const groups = fc.array(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 6 }), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(amount, { minLength: 20, maxLength: 20 }), groups, (quantities, booked) => {
      traded += 1;
      const before = sharedStore().ownPositions().get(SHARE.id) ?? ZERO;
      const cycle = beginCycle(sharedStore());
      const intent = sharedStore().createIntent(
        cycle,
        anIntent({
          externalReference: externalReference(`ATB-${traded}`),
          side: traded % 2 === 0 ? "sell" : "buy",
        }),
      );
      const fills = quantities.map((quantity, index) => aFill(`${traded}-${index}`, { quantity }));
      const news = booked.flatMap((group) =>
        sharedStore().recordFills(
          intent.id,
          group.flatMap((index) => fills[index] ?? []),
        ),
      );
      const distinct = [...new Set(booked.flat())].map((index) => fills[index]?.quantity ?? ZERO);
      const moved = sumDecimals(distinct);
      const expected = traded % 2 === 0 ? before.minus(moved) : before.plus(moved);
      expect(sumDecimals(news.map(({ quantity }) => quantity))).toEqual(moved);
      expect((sharedStore().ownPositions().get(SHARE.id) ?? ZERO).toString()).toBe(expected.toString());
    }),
    { numRuns: 40 },
  );
});
