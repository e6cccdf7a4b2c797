import type { Decimal } from "../../core/domain/decimal.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Side } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";

export const ORDER_TYPES = [
  "Market",
  "Limit",
  "Stop",
  "StopIfTraded",
  "StopLimit",
  "TrailingStop",
  "TrailingStopIfTraded",
] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const isOrderType = (text: string): text is OrderType => ORDER_TYPES.some((known) => known === text);

export type DurationType = "DayOrder" | "GoodTillCancel" | "GoodTillDate";

/** How a stop follows the market; both in price units. */
export interface TrailingTerms {
  readonly distance: Decimal;
  readonly step: Decimal;
}

/** What an order has to do with others. An entry's children wait for its fill; of a pair, one fill ends the other. */
export type OrderRelation =
  | { readonly kind: "StandAlone" }
  | { readonly kind: "Oco"; readonly otherId: string }
  | { readonly kind: "IfDoneMaster"; readonly childIds: readonly string[] }
  | { readonly kind: "IfDoneSlave"; readonly entryId: string }
  | { readonly kind: "IfDoneSlaveOco"; readonly entryId: string; readonly otherId: string };

export const STAND_ALONE: OrderRelation = { kind: "StandAlone" };

/** What was ordered, as it stands now: only a change by the client, or a trailing stop's own, alters it. */
export interface OrderTerms {
  readonly orderId: string;
  /** The number of the account that it trades for. */
  readonly account: number;
  readonly instrument: Instrument;
  readonly side: Side;
  /** In all, what was filled of it included. */
  readonly amount: Decimal;
  /** As the client named it; orders of a type that does not exist here only appear refused. */
  readonly type: string;
  /** Of every type but `Market`: the limit, or what triggers a stop. */
  readonly price?: Decimal;
  /** Of `StopLimit`: the limit that holds once it is triggered. */
  readonly stopLimitPrice?: Decimal;
  /** Of the trailing types. */
  readonly trailing?: TrailingTerms;
  /** As the client named it. */
  readonly duration: string;
  /** As the client wrote it, of a good-till-date order. */
  readonly expirationText?: string;
  readonly relation: OrderRelation;
  /** The position that it closes. */
  readonly relatedPositionId?: string;
  /** Whether what it opens nets only when closed by its id. */
  readonly isForceOpen: boolean;
  /** Whether it also executes outside the normal session. */
  readonly tradesExtendedHours: boolean;
  readonly placedAt: Timestamp;
  readonly correlationKey: string;
  readonly externalReference?: string;
}

/** What became of an order so far. */
export interface OrderProgress {
  readonly filledAmount: Decimal;
  /** Of everything filled; absent before the first fill. */
  readonly averagePrice?: Decimal;
}

export interface WorkingOrder extends OrderTerms, OrderProgress {
  /** `NotWorking` is a child that waits for its entry. */
  readonly status: "Working" | "NotWorking";
  /** When it leaves the market unfilled; absent when it stays until cancelled. */
  readonly expiresAt?: Timestamp;
  /** Executes at this very instant or later: set when it wakes up between two looks at the market. */
  readonly notBefore?: Timestamp;
  /** Of `StopLimit`: it is a plain limit order by now. */
  readonly isTriggered: boolean;
  /** What the venue has yet to say of it; until then nothing happens to it. */
  readonly venue?: VenueAnswer;
  /** The executions it is split into, when it is not filled at once; the rest of its amount is then never filled. */
  readonly split?: FillSplit;
}

/** The answer of a venue that takes its time. */
export interface VenueAnswer {
  readonly at: Timestamp;
  readonly isAccepted: boolean;
}

/** An order filled bit by bit. */
export interface FillSplit {
  /** Amounts still to come, in this order. */
  readonly amounts: readonly Decimal[];
  readonly everyMs: number;
}

/** The orders a relation names: an entry its children, a child its entry first. */
export function relatedOrderIds(relation: OrderRelation): readonly string[] {
  switch (relation.kind) {
    case "StandAlone":
      return [];
    case "Oco":
      return [relation.otherId];
    case "IfDoneMaster":
      return relation.childIds;
    case "IfDoneSlave":
      return [relation.entryId];
    case "IfDoneSlaveOco":
      return [relation.entryId, relation.otherId];
  }
}
