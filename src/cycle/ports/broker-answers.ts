import type { Decimal } from "../../core/domain/decimal.ts";
import type { TradebotError } from "../../core/domain/errors.ts";
import type { OrderId } from "../../core/domain/ids.ts";

export type PrecheckOutcome =
  | {
      readonly kind: "accepted";
      /** When the broker says; and of which currency. */
      readonly estimatedCashRequired?: Decimal;
      readonly cashCurrency?: string;
      /** How much of that are costs, in the account's currency, when the broker says. */
      readonly costs?: Decimal;
      /** What a unit of the instrument's money is worth in the account's, when the broker says. */
      readonly conversionRate?: Decimal;
      readonly disclaimers?: PendingDisclaimers;
    }
  | ({ readonly kind: "refused" } & Refusal);

/** The broker's no, in words. */
interface Refusal {
  readonly code: string;
  readonly reason: string;
  /** When it wants these answered first, or they stand beside its no. */
  readonly disclaimers?: PendingDisclaimers;
}

/** At least one token. */
export interface PendingDisclaimers {
  readonly context: string;
  readonly tokens: readonly string[];
}

export interface DisclaimerAnswer {
  readonly context: string;
  readonly token: string;
  readonly response: "Accepted" | "Dismissed";
}

/** Where several orders went in one write, `legs` says what became of each, in the order in which they were asked for. */
export type PlacementOutcome =
  | { readonly kind: "placed"; readonly orderId: OrderId; readonly legs?: readonly LegOutcome[] }
  | ({ readonly kind: "rejected"; readonly legs?: readonly LegOutcome[] } & Refusal)
  | { readonly kind: "not_sent"; readonly cause: TradebotError } // refused before it could be booked: 401, 403, 429
  | {
      readonly kind: "unknown"; // reconcile first
      readonly cause: TradebotError;
      readonly orderId?: OrderId;
      readonly legs?: readonly LegOutcome[];
    };

export type LegOutcome =
  | {
      readonly kind: "placed";
      readonly orderId: OrderId;
      /** When it was cancelled again, because the others were not accepted with it. */
      readonly cancellation?: CancelOutcome;
    }
  | { readonly kind: "rejected"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown" };

export type CancelOutcome =
  | { readonly kind: "requested" } // the final word is in the order activities
  | { readonly kind: "refused"; readonly code: string; readonly reason: string }
  | { readonly kind: "unknown"; readonly cause: TradebotError };

export type ChangeOutcome = CancelOutcome;
