import type { OrderDraft, Refusal } from "./order-draft.ts";
import { refusal } from "./order-draft.ts";

/** What one request places. */
export type OrderRequest =
  /** An order, and up to two that follow when it is filled. */
  | { readonly kind: "entry"; readonly entry: OrderDraft; readonly children: readonly OrderDraft[] }
  /** Two orders of which one ends the other. */
  | { readonly kind: "pair"; readonly legs: readonly [OrderDraft, OrderDraft] }
  /** Children for an order that works already; of those there, one may be named beside a new one. */
  | { readonly kind: "attach"; readonly orderId: string; readonly children: readonly OrderDraft[] }
  /** Orders that close a position: at once, or a target and a stop. */
  | { readonly kind: "close"; readonly positionId: string; readonly legs: readonly OrderDraft[] };

/** What became of one order of the request. */
export type LegResult =
  | { readonly kind: "accepted"; readonly orderId: string; readonly externalReference: string | undefined }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly externalReference: string | undefined };

/** In the order of the request. */
export interface RequestResult {
  /** Of the entry; absent where the request has none. */
  readonly root: LegResult | undefined;
  readonly legs: readonly LegResult[];
}

/** An order that is not taken: for a reason of its own, or only because another one is not. */
export interface NotTaken {
  readonly reason: Refusal | undefined;
  readonly externalReference: string | undefined;
}

const DRAGGED_DOWN = refusal("OrderNotPlaced", "Order not placed as other order in request was rejected.");
/** Of a child that is too far away the entry repeats the reason, where else it only says that it was not placed. */
const REPEATED_BY_ENTRY = "TooFarFromEntryOrder";

/** All or none: what each order of a refused request is told. */
export function refusedTogether(root: NotTaken | undefined, legs: readonly NotTaken[]): RequestResult {
  const repeated = legs.find(({ reason }) => reason?.code === REPEATED_BY_ENTRY)?.reason;
  const told = ({ reason, externalReference }: NotTaken): LegResult => ({
    kind: "refused",
    refusal: reason ?? DRAGGED_DOWN,
    externalReference,
  });
  return {
    root: root && told({ ...root, reason: root.reason ?? repeated }),
    legs: legs.map(told),
  };
}
