import type { Position } from "../../../src/core/domain/account.ts";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId, positionId } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { OpenOrder, OrderActivity } from "../../../src/core/domain/order.ts";
import { seconds, subtractDuration, timestamp } from "../../../src/core/domain/time.ts";
import type { Evidence, SentOrder } from "../../../src/core/execution/evidence.ts";
import { ACTIVITY_LOOK_BACK } from "../../../src/core/execution/evidence.ts";

export const SENT_AT = timestamp(Date.UTC(2026, 10, 20, 12));
const REFERENCE = externalReference("ATB-CSAPXVTW7V6XIRFCWICP45SNIM");
export const ORDER_ID = orderId("5000000001");
const STOCK = instrument("Stock", 211);

/** A buy of ten shares that was sent and has not been heard of. */
export const SENT: SentOrder = {
  reference: REFERENCE,
  instrument: STOCK,
  side: "buy",
  quantity: decimal("10"),
  state: "unknown",
  sentAt: SENT_AT,
  loggedFrom: SENT_AT,
  quietFor: seconds(60),
  earlierAttempts: 0,
  isOtherOrder: () => false,
  filledQuantity: ZERO,
};

/** Every source answered, a minute after the sending, and showed nothing. */
export const SILENCE = {
  asOf: timestamp(SENT_AT + 60_000),
  openOrders: [],
  activities: { since: subtractDuration(SENT_AT, ACTIVITY_LOOK_BACK), lines: [] },
  positions: [],
  positionShift: ZERO,
} satisfies Evidence;

export interface Line extends Partial<OrderActivity> {
  /** `Status/SubStatus` */
  readonly pair: string;
  readonly isAnonymous?: boolean;
}

/** Evidence with these lines in the log, one log id after the other from 100 on. */
export const logged = (...lines: readonly Line[]): Evidence => ({
  ...SILENCE,
  activities: {
    ...SILENCE.activities,
    lines: lines.map((line, index) => activity(line, index + 100)),
  },
});

function activity({ pair, isAnonymous = false, ...rest }: Line, logId: number): OrderActivity {
  const [status = "", subStatus = ""] = pair.split("/");
  return {
    logId: String(logId),
    at: timestamp(SENT_AT + logId),
    orderId: ORDER_ID,
    ...(isAnonymous ? {} : { externalReference: REFERENCE }),
    instrumentId: STOCK.id,
    side: "buy",
    quantity: decimal("10"),
    status,
    subStatus,
    ...rest,
  };
}

/** The parts of a line that reports an execution. */
export const execution = (quantity: string, filledQuantity: string) => ({
  fill: { quantity: decimal(quantity), price: decimal("101.5") },
  filledQuantity: decimal(filledQuantity),
});

/** An opening that the order has made. */
export const position = (rest: Partial<Position> = {}): Position => ({
  positionId: positionId("5000000901"),
  instrumentId: STOCK.id,
  quantity: decimal("10"),
  status: "Open",
  canBeClosed: true,
  isForceOpen: false,
  sourceOrderId: ORDER_ID,
  externalReference: REFERENCE,
  relatedOrderIds: [],
  ...rest,
});

export const openOrder = (rest: Partial<OpenOrder> = {}): OpenOrder => ({
  orderId: ORDER_ID,
  externalReference: REFERENCE,
  instrumentId: STOCK.id,
  side: "buy",
  quantity: decimal("10"),
  filledQuantity: ZERO,
  status: "Working",
  ...rest,
});

export const without = <Whole extends object, Name extends keyof Whole & string>(
  whole: Whole,
  name: Name,
): Omit<Whole, Name> =>
  Object.fromEntries(Object.entries(whole).filter(([key]) => key !== name)) as Omit<Whole, Name>;
