import type { RecordedDecision } from "../../src/adapters/store/decisions.ts";
import type { Explained } from "../../src/cli/explain/decision-text.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import {
  accountKey,
  cycleId,
  externalReference,
  intentId,
  orderId,
  requestId,
} from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import type { Intent } from "../../src/core/domain/order.ts";
import { timestampFromIso, type Timestamp } from "../../src/core/domain/time.ts";

export function instant(isoText: string): Timestamp {
  const at = timestampFromIso(isoText);
  assert(at !== undefined, `"${isoText}" is no instant`);
  return at;
}

const AT = instant("2026-03-04T09:15:11Z");
const REFERENCE = externalReference("ATB-ABCDEFGH234567");
const ORDER_ID = orderId("5000000001");

export const held: RecordedDecision = {
  cycleId: cycleId(7),
  instrumentId: instrument("Stock", 211).id,
  decidedAt: AT,
  action: "hold",
  reason: "SIG_NO_CROSSING",
  facts: {
    bars: {
      minutes: 5,
      required: 21,
      available: 21,
      newest_close_at: "2026-03-04T09:15:00.000Z",
      newest_close: 160.37,
    },
    quote: { bid: "160.36", ask: "160.38", market_state: "Open" },
    signal: {
      action: "hold",
      reason: "SIG_NO_CROSSING",
      indicators: { short_average: 160.1, gap_bps: -3.5 },
    },
    gates: [
      { gate: "NO_QUOTE", passed: true },
      { gate: "MARKET_NOT_OPEN", passed: true, value: "Open", limit: "Open" },
      { gate: "QUOTE_STALE", passed: true, value: 0.666, limit: 300 },
    ],
  },
};

const crossedAbove = { action: "buy", reason: "SIG_CROSSED_ABOVE", indicators: { gap_bps: 20.3 } };

export const denied: RecordedDecision = {
  ...held,
  instrumentId: instrument("FxSpot", 21).id,
  reason: "DUPLICATE_BUY",
  facts: {
    signal: crossedAbove,
    position: { own_quantity: "1000", broker_quantity: "1000" },
    gates: [
      { gate: "NO_QUOTE", passed: true },
      { gate: "DUPLICATE_BUY", passed: false, value: "position", limit: "block" },
    ],
  },
};

const INTENT: Intent = {
  id: intentId(1),
  accountKey: accountKey("Ac-Example|Key0123456789=="),
  instrument: instrument("CfdOnIndex", 4913),
  side: "buy",
  quantity: decimal("1"),
  externalReference: REFERENCE,
  purpose: "entry",
  strategy: "moving_average@1",
  decisionBarCloseAt: instant("2026-03-04T09:15:00Z"),
  createdAt: instant("2026-03-04T09:15:11.500Z"),
  requestId: requestId("f9d8994b-833c-43c4-aa69-38c4a4faa0e4"),
};

export const bought: Explained = {
  decision: {
    ...held,
    instrumentId: INTENT.instrument.id,
    action: "buy",
    reason: "SIG_CROSSED_ABOVE",
    externalReference: REFERENCE,
    facts: {
      signal: crossedAbove,
      order: { side: "buy", purpose: "entry", quantity: "1", external_reference: REFERENCE },
      gates: [{ gate: "MAX_POSITIONS", passed: true, value: 0, limit: 5 }],
    },
  },
  order: {
    cycleId: cycleId(7),
    standing: {
      intent: INTENT,
      state: "filled",
      orderId: ORDER_ID,
      filledQuantity: decimal("1"),
      earlierAttempts: 0,
    },
    transitions: [
      {
        cycleId: cycleId(7),
        from: "created",
        to: "placing",
        reason: "ABOUT_TO_SEND",
        at: instant("2026-03-04T09:15:12Z"),
      },
      {
        cycleId: cycleId(7),
        from: "placing",
        to: "placed",
        reason: "ACCEPTED",
        at: instant("2026-03-04T09:15:12.100Z"),
        orderId: ORDER_ID,
      },
      {
        cycleId: cycleId(7),
        from: "placed",
        to: "filled",
        reason: "FILLED",
        at: instant("2026-03-04T09:15:15Z"),
        orderId: ORDER_ID,
        filledQuantity: decimal("1"),
      },
    ],
    fills: [
      {
        logId: "1",
        orderId: ORDER_ID,
        quantity: decimal("1"),
        price: decimal("1477.34"),
        at: instant("2026-03-04T09:15:12.050Z"),
      },
    ],
  },
};
