import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { orderId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Evidence, SentOrder } from "../../../src/core/execution/evidence.ts";
import { ACTIVITY_LOOK_BACK } from "../../../src/core/execution/evidence.ts";
import { assertTransition, INTENT_STATES, isFinal } from "../../../src/core/execution/lifecycle.ts";
import { settle } from "../../../src/core/execution/settle.ts";
import { VISIBILITY_GRACE } from "../../../src/core/execution/verdict.ts";
import { logged, openOrder, ORDER_ID, SENT, SENT_AT } from "./broker-records.ts";

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
      fill: fc.option(fc.constantFrom("1", "4", "10"), { nil: undefined }),
      cumulative: fc.option(fc.constantFrom("0", "4", "10"), { nil: undefined }),
    }),
    { maxLength: 5 },
  );
  const evidences = fc
    .record({
      lines: fc.option(lines, { nil: undefined }),
      listed: fc.option(fc.boolean(), { nil: undefined }),
      waitedMs: fc.integer({ min: -60_000, max: 60_000 }),
      lookBackMs: fc.integer({ min: 0, max: 600_000 }),
    })
    .map(({ lines: found, listed, waitedMs, lookBackMs }): Evidence => {
      const withFills = (found ?? []).map(({ fill, cumulative, ...line }) => ({
        ...line,
        ...(fill === undefined ? {} : { fill: { quantity: decimal(fill), price: decimal("1") } }),
        ...(cumulative === undefined ? {} : { filledQuantity: decimal(cumulative) }),
      }));
      const read = {
        since: timestamp(SENT_AT - lookBackMs),
        lines: logged(...withFills).activities?.lines ?? [],
      };
      return {
        asOf: timestamp(SENT_AT + waitedMs),
        ...(found === undefined ? {} : { activities: read }),
        ...(listed === undefined ? {} : { openOrders: listed ? [openOrder()] : [] }),
      };
    });
  const orders = fc
    .record({
      state: fc.constantFrom(...INTENT_STATES),
      hasId: fc.boolean(),
      underWayMs: fc.integer({ min: 0, max: 60_000 }),
      earlierAttempts: fc.integer({ min: 0, max: 2 }),
    })
    .map(({ state, hasId, underWayMs, earlierAttempts }): SentOrder => {
      const underWayUntil = timestamp(SENT_AT + underWayMs);
      return { ...SENT, state, underWayUntil, earlierAttempts, ...(hasId ? { orderId: ORDER_ID } : {}) };
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
        expect(evidence.asOf - order.underWayUntil).toBeGreaterThanOrEqual(VISIBILITY_GRACE);
        expect(evidence.openOrders).toEqual([]);
        const traces = new Set(evidence.activities?.lines.map((line) => line.orderId));
        expect(traces.size).toBeLessThanOrEqual(order.earlierAttempts); // refusals of those, at most
        expect(order.sentAt - (evidence.activities?.since ?? Infinity)).toBeGreaterThanOrEqual(
          ACTIVITY_LOOK_BACK,
        );
        expect(order.orderId).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
    expect(absences).toBeGreaterThan(0);
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
