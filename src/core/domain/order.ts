import type { Decimal } from "./decimal.ts";
import type { ExternalReference, IntentId, OrderId, RequestId, AccountKey } from "./ids.ts";
import type { Instrument } from "./instrument.ts";
import type { Timestamp } from "./time.ts";

export type Side = "buy" | "sell";
/** Why the order exists: to open or add risk, or to close what we own. */
export type OrderPurpose = "entry" | "exit";

export const oppositeSide = (side: Side): Side => (side === "buy" ? "sell" : "buy");

/** A market order as it will be sent, complete with the identity that makes it recognisable for ever. */
export interface OrderRequest {
  readonly accountKey: AccountKey;
  readonly instrument: Instrument;
  readonly side: Side;
  /** > 0, in shares, contracts or units of the FX base currency. */
  readonly quantity: Decimal;
  readonly externalReference: ExternalReference;
}

/** What the store knows about one intended order before any of its transitions. */
export interface Intent extends OrderRequest {
  readonly id: IntentId;
  readonly purpose: OrderPurpose;
  readonly strategy: string;
  readonly decisionBarCloseAt: Timestamp;
  readonly createdAt: Timestamp;
  /** Sent as `X-Request-ID` with the placement of this intent, and with no other write. */
  readonly requestId: RequestId;
}

/** A working order in the broker's own list. */
export interface OpenOrder {
  readonly orderId: OrderId;
  readonly externalReference?: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  readonly status: string;
  /** `Market`, `Limit`, ... and the price it waits for, where the broker says; shown to people, decided by nowhere. */
  readonly orderType?: string;
  readonly price?: Decimal;
}

/** One line of the broker's order log; the only place that says what became of an order. */
export interface OrderActivity {
  /** Digits, ordered in time. */
  readonly logId: string;
  readonly at: Timestamp;
  readonly orderId: OrderId;
  readonly externalReference?: string;
  readonly instrumentId: string;
  readonly side: Side;
  readonly quantity: Decimal;
  /** `Placed`, `Working`, `Fill`, `FinalFill`, `Cancelled`, `Expired`, ...; meaningful only together with subStatus. */
  readonly status: string;
  readonly subStatus: string;
  /** Present when this line reports an execution. */
  readonly fill?: { readonly quantity: Decimal; readonly price: Decimal };
  /** Cumulative. */
  readonly filledQuantity?: Decimal;
}

/** One execution of an order of ours. `logId` identifies it, so that it is booked once. */
export interface Fill {
  readonly logId: string;
  readonly orderId: OrderId;
  readonly quantity: Decimal;
  readonly price: Decimal;
  readonly at: Timestamp;
}
