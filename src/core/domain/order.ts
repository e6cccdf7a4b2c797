import type { Decimal } from "./decimal.ts";
import type { ExternalReference, IntentId, OrderId, PositionId, RequestId, AccountKey } from "./ids.ts";
import type { Instrument, InstrumentDetails } from "./instrument.ts";
import type { Timestamp } from "./time.ts";

export type Side = "buy" | "sell";
/**
 * Why the order exists: to open or add risk (entry), to close what we own now (exit), or to wait for the price at which
 * what we own is closed: at a loss (stop) or at a gain (target).
 */
export type OrderPurpose = (typeof ORDER_PURPOSES)[number];
export const ORDER_PURPOSES = ["entry", "exit", "stop", "target"] as const;

/** Whether the order waits beside a position, to close it. */
export const isProtective = (purpose: OrderPurpose): purpose is "stop" | "target" =>
  purpose === "stop" || purpose === "target";

export const oppositeSide = (side: Side): Side => (side === "buy" ? "sell" : "buy");

/** What is ordered, complete with the identity that makes the order recognisable for ever. */
export interface OrderIdentity {
  readonly accountKey: AccountKey;
  readonly instrument: Instrument;
  readonly side: Side;
  /** > 0, in shares, contracts or units of the FX base currency. */
  readonly quantity: Decimal;
  readonly externalReference: ExternalReference;
}

/** One order as it will be sent. */
export type OrderRequest = MarketOrder | PricedOrder;

/** Executed at once, at whatever price there is; ends with the day. */
export interface MarketOrder extends OrderIdentity {
  readonly kind: "market";
}

/** Waits for its price: a limit for this price or a better one, a stop for the market to reach it. */
export interface PricedOrder extends OrderIdentity {
  readonly kind: "limit" | "stop";
  readonly price: Decimal;
  readonly duration: OrderDuration;
  /** What the broker says about orders in the instrument: one that breaks these rules is never sent. */
  readonly details: InstrumentDetails;
}

export type OrderDuration =
  | { readonly kind: "day" }
  | { readonly kind: "until_cancelled" }
  /** `yyyy-MM-dd`, a day of the exchange's own calendar; the order is good to the end of it. */
  | { readonly kind: "until_date"; readonly date: string };

/** One write to the broker: an order, or several that depend on each other. */
export type Placement =
  | { readonly kind: "single"; readonly order: OrderRequest }
  /** The children wait until the entry is filled, and end with it; at most one limit and one stop. */
  | { readonly kind: "entry"; readonly entry: OrderRequest; readonly children: readonly PricedOrder[] }
  /** Whichever is executed first cancels the other. */
  | { readonly kind: "pair"; readonly orders: readonly [PricedOrder, PricedOrder] }
  /** Children for an order that works already. */
  | { readonly kind: "on_order"; readonly orderId: OrderId; readonly orders: readonly PricedOrder[] }
  /** Orders that close one opening: at once, or at their prices. */
  | {
      readonly kind: "on_position";
      readonly positionId: PositionId;
      readonly orders: readonly OrderRequest[];
    };

/** What a working order is to become. Every field counts: what is left out is not "as before". */
export interface OrderChange {
  readonly orderId: OrderId;
  readonly order: OrderRequest;
  /** Its children, where they change with it. */
  readonly children?: readonly { readonly orderId: OrderId; readonly order: PricedOrder }[];
}

/** What the store knows about one intended order before any of its transitions. */
export interface Intent extends OrderIdentity {
  readonly id: IntentId;
  readonly purpose: OrderPurpose;
  readonly strategy: string;
  readonly decisionBarCloseAt: Timestamp;
  readonly createdAt: Timestamp;
  /** Sent as `X-Request-ID` with the placement of this intent, and with no other write: intents that share it are sent together. */
  readonly requestId: RequestId;
  /** What a protective order waits for; absent for an order that is executed at any price. */
  readonly price?: Decimal;
  /** The one opening it closes, where the account nets by the end of the day; absent when the broker nets by itself. */
  readonly positionId?: PositionId;
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
  /** `Market`, `Limit`, ... and the price it waits for, where the broker says. */
  readonly orderType?: string;
  readonly price?: Decimal;
  /** What the instrument trades at now, and the currency of that, where the broker says. */
  readonly marketPrice?: Decimal;
  readonly priceCurrency?: string;
  /** `DayOrder`, `GoodTillCancel`, ... */
  readonly durationType?: string;
  /** How it hangs together with others: `Oco`, `IfDoneMaster`, `IfDoneSlave`, ...; absent for one that stands alone. */
  readonly relation?: string;
  /** The entry it waits for, the orders that wait for it, or the one that ends with it. */
  readonly relatedOrderIds?: readonly OrderId[];
}

/** What is left to be executed. */
export const remainingOf = ({
  quantity,
  filledQuantity,
}: Pick<OpenOrder, "quantity" | "filledQuantity">): Decimal => quantity.minus(filledQuantity);

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
  /** `Market`, `Limit`, ... and the price it waits for, where the line says. */
  readonly orderType?: string;
  readonly price?: Decimal;
  /** Whether the order outlives the day; absent where the line does not say. */
  readonly isMultiDay?: boolean;
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
