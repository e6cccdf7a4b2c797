import type { SqliteStore } from "../../../src/adapters/store/sqlite-store.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { accountKey, externalReference, orderId, requestId, runId } from "../../../src/core/domain/ids.ts";
import type { CycleId } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Fill, Intent } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";

export const START = timestamp(Date.UTC(2026, 2, 4, 9, 15));
export const at = (secondsLater: number): Timestamp => timestamp(START + secondsLater * 1000);
export const SHARE = instrument("Stock", 211);
export const PAIR = instrument("FxSpot", 21);

export const beginCycle = (store: SqliteStore, startedAt = START): CycleId =>
  store.beginCycle({ runId: runId("run-1"), startedAt, dryRun: false });

let requests = 0;

export function anIntent(changes: Partial<Omit<Intent, "id">> = {}): Omit<Intent, "id"> {
  requests += 1;
  return {
    accountKey: accountKey("account-1"),
    instrument: SHARE,
    side: "buy",
    quantity: decimal("10"),
    externalReference: externalReference("ATB-AAAA"),
    purpose: "entry",
    strategy: "moving_average@1",
    decisionBarCloseAt: at(-60),
    createdAt: START,
    requestId: requestId(`request-${requests}`),
    ...changes,
  };
}

export function aFill(logId: string, changes: Partial<Fill> = {}): Fill {
  return {
    logId,
    orderId: orderId("5001"),
    quantity: decimal("10"),
    price: decimal("101.25"),
    at: at(5),
    ...changes,
  };
}
