import type { Decimal } from "../../core/domain/decimal.ts";
import type { TransientSubStatus } from "./activity.ts";

/** What a test lets the exchange do with the order write at hand; plain data, so that a script can name it. */
export type OrderScenario =
  /** The order gets an id, and is then refused by the venue: only the order log tells. Until then it is at work. */
  | { readonly kind: "late_rejection"; readonly afterMs: number }
  /** The order is on its way to the venue for so long, and is confirmed then. */
  | { readonly kind: "slow_venue"; readonly subStatus: TransientSubStatus; readonly afterMs: number }
  /** The order is filled in parts, fractions of its amount, the first one as soon as its price is there. */
  | { readonly kind: "partial_fills"; readonly parts: readonly Decimal[]; readonly everySeconds: number }
  /** The child of this number, from 0, is refused with the code; entry and siblings live. */
  | { readonly kind: "partial_acceptance"; readonly child: number; readonly code: string }
  /** A change is answered as done and then refused: the order lives on as it was. */
  | { readonly kind: "late_change_rejection" }
  /** A cancellation is answered as done, but the market was faster. */
  | { readonly kind: "fill_wins_over_cancel" };
