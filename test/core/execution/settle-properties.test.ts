import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { present } from "../../../src/core/domain/present.ts";
import { durationMs, timestamp } from "../../../src/core/domain/time.ts";
import type { Evidence, SentOrder } from "../../../src/core/execution/evidence.ts";
import { ACTIVITY_LOOK_BACK } from "../../../src/core/execution/evidence.ts";
import {
  assertTransition,
  INTENT_STATES,
  isFinal,
  type Transition,
} from "../../../src/core/execution/lifecycle.ts";
import { settle, type Settlement } from "../../../src/core/execution/settle.ts";
import { VISIBILITY_GRACE } from "../../../src/core/execution/verdict.ts";
import { logged, openOrder, ORDER_ID, position, SENT, SENT_AT } from "./broker-records.ts";

/** The order once the step is recorded. */
const afterStep = (order: SentOrder, { to: state, ...step }: Transition): SentOrder => ({
  ...order,
  ...present({ orderId: step.orderId, filledQuantity: step.filledQuantity, quantity: step.quantity }),
  state,
});

/** Without the order in which executions are listed, and in which ids stand in a message. */
const outcomeOf = ({ verdict, transitions, fills }: Settlement) => ({
  verdict: verdict.kind,
  steps: transitions.map((step) => [step.to, step.reason, step.orderId, step.filledQuantity, step.quantity]),
  booked: fills.map(({ logId }) => logId).toSorted(),
});

describe("settling any order on any records", () => {
  const pairs = fc.constantFrom(
    ...[
      "Placed",
      "Working",
      "Changed",
      "Cancelled",
      "Fill",
      "FinalFill",
      "Expired",
      "DoneForDay",
      "New",
    ].flatMap((status) =>
      ["Requested", "Confirmed", "Rejected", "Other"].map((subStatus) => `${status}/${subStatus}`),
    ),
  );
  const lines = fc.array(
    fc.record({
      pair: pairs,
      orderId: fc.constantFrom(ORDER_ID, ORDER_ID, ORDER_ID, orderId("5000000002")),
      quantity: fc.constantFrom("10", "10", "6", "12"),
      fill: fc.option(fc.constantFrom("1", "4", "10"), { nil: undefined }),
      cumulative: fc.option(fc.constantFrom("0", "4", "10"), { nil: undefined }),
    }),
    { maxLength: 5 },
  );
  const evidences = fc
    .record({
      lines: fc.oneof(fc.constant([]), fc.option(lines, { nil: undefined })),
      listed: fc.constantFrom(undefined, [], [], [], [openOrder()], [openOrder({ quantity: decimal("6") })]),
      opened: fc.constantFrom(
        undefined,
        [],
        [],
        [],
        [],
        [position()],
        [position({ quantity: decimal("4") })],
      ),
      isShort: fc.constantFrom(false, false, false, true),
      lookBackMs: fc.oneof(fc.constant(600_000), fc.integer({ min: 0, max: 600_000 })),
    })
    .map(({ lines: found, listed, opened, isShort, lookBackMs }): Evidence => {
      const withFills = (found ?? []).map(({ fill, cumulative, quantity, ...line }) => ({
        ...line,
        quantity: decimal(quantity),
        ...(fill === undefined ? {} : { fill: { quantity: decimal(fill), price: decimal("1") } }),
        ...(cumulative === undefined ? {} : { filledQuantity: decimal(cumulative) }),
      }));
      const read = {
        since: timestamp(SENT_AT - lookBackMs),
        lines: logged(...withFills).activities?.lines ?? [],
      };
      return {
        asOf: timestamp(SENT_AT + 60_000),
        ...(found === undefined ? {} : { activities: read }),
        ...(listed === undefined ? {} : { openOrders: listed }),
        ...(opened === undefined ? {} : { positions: opened }),
        ...(isShort ? { unanswered: ["net positions"] } : {}),
      };
    });
  const orders = fc
    .record({
      state: fc.constantFrom(...INTENT_STATES),
      hasId: fc.boolean(),
      quietMs: fc.oneof(fc.constant(60_000), fc.integer({ min: -60_000, max: 60_000 })),
      earlierAttempts: fc.integer({ min: 0, max: 2 }),
      isOtherOrder: fc.constant(() => false),
    })
    .map(({ state, hasId, quietMs, earlierAttempts }): SentOrder => {
      const quietFor = durationMs(quietMs);
      const id = hasId || state === "placed" || state === "cancelling" ? { orderId: ORDER_ID } : {};
      return { ...SENT, state, quietFor, earlierAttempts, ...id };
    });

  it("are always steps of the lifecycle, and none leaves a final state", () => {
    fc.assert(
      fc.property(orders, evidences, (order, evidence) => {
        const { transitions } = settle(order, evidence);
        if (isFinal(order.state)) expect(transitions).toEqual([]);
        transitions.reduce((state, { to }) => {
          assertTransition(state, to);
          return to;
        }, order.state);
      }),
      { numRuns: 2_000 },
    );
  });

  it("never say absent within the grace, without a source, or against any trace", () => {
    let absences = 0;
    fc.assert(
      fc.property(orders, evidences, (order, evidence) => {
        if (settle(order, evidence).verdict.kind !== "absent") return;
        absences += 1;
        expect(order.quietFor).toBeGreaterThanOrEqual(VISIBILITY_GRACE);
        expect([evidence.openOrders, evidence.positions]).toEqual([[], []]);
        expect(evidence.unanswered).toBeUndefined();
        const traces = new Set(evidence.activities?.lines.map((line) => line.orderId));
        expect(traces.size).toBeLessThanOrEqual(order.earlierAttempts); // refusals of those, at most
        expect(order.sentAt - (evidence.activities?.since ?? Infinity)).toBeGreaterThanOrEqual(
          ACTIVITY_LOOK_BACK,
        );
        expect(order.orderId).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
    expect(absences).toBeGreaterThan(5);
  });

  it("say the same of the same records in any order, and of lines told twice", () => {
    fc.assert(
      fc.property(orders, evidences, fc.func(fc.nat()), (order, evidence, placeOf) => {
        const { activities } = evidence;
        if (activities === undefined) return;
        const twice = [...activities.lines, ...activities.lines];
        const mixed = twice.toSorted((a, b) => placeOf(a.logId) - placeOf(b.logId));
        const shuffled = { ...evidence, activities: { ...activities, lines: mixed } };
        expect(outcomeOf(settle(order, shuffled))).toEqual(outcomeOf(settle(order, evidence)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("say nothing more when they are read again", () => {
    fc.assert(
      fc.property(orders, evidences, (order, evidence) => {
        const after = settle(order, evidence).transitions.reduce(afterStep, order);
        expect(settle(after, evidence).transitions).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it("never book more than the order is for in the end", () => {
    fc.assert(
      fc.property(orders, evidences, (order, evidence) => {
        const { transitions } = settle(order, evidence);
        const { quantity, filledQuantity } = transitions.reduce(afterStep, order);
        expect(filledQuantity.lte(quantity)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  it("book exactly what a final verdict says was executed", () => {
    fc.assert(
      fc.property(orders, evidences, (order, evidence) => {
        const { verdict, fills } = settle(order, evidence);
        if (!["filled", "cancelled", "expired"].includes(verdict.kind)) return;
        const booked = fills.reduce((sum, { quantity }) => sum.plus(quantity), ZERO);
        expect(verdict).toMatchObject({ filledQuantity: booked });
      }),
      { numRuns: 2_000 },
    );
  });
});
