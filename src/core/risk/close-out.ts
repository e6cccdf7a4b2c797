import type { AccountIdentity, NetPosition, Position } from "../domain/account.ts";
import { commonPart, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { OrderId } from "../domain/ids.ts";
import type { Instrument } from "../domain/instrument.ts";
import { instrumentFromId } from "../domain/instrument.ts";
import type { Timestamp } from "../domain/time.ts";
import { externalReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";
import { closesByLot, isOwnLot, splitByLot, splitForceOpen } from "./split-exit.ts";

/** `own`: what our orders opened; `all`: whatever the account holds. */
export type CloseOutScope = "own" | "all";

/** What the account holds, read at one moment, beside what our own records say of it. */
export interface HeldView {
  readonly account: Pick<AccountIdentity, "accountKey" | "nettingProfile">;
  readonly scope: CloseOutScope;
  readonly net: readonly NetPosition[];
  readonly lots: readonly Position[];
  /** By our own records, signed. */
  readonly own: ReadonlyMap<string, Decimal>;
  readonly isOwnOrder: (orderId: OrderId) => boolean;
}

/** What a close-out is about in one instrument. */
export interface Holding {
  readonly instrumentId: string;
  /** Absent for one of an asset type that this program does not trade: it can be shown, and not be closed. */
  readonly instrument?: Instrument;
  /** Signed; what is still to be closed. Zero where our records speak of something that the broker does not hold. */
  readonly quantity: Decimal;
  /** By our own records, signed. */
  readonly own: Decimal;
  /** Net, at the broker. */
  readonly atBroker: Decimal;
}

/** Everything in the scope, by instrument: what our records or the broker speak of. */
export function holdingsIn(view: HeldView): readonly Holding[] {
  const { scope, net, own } = view;
  const atBroker = new Map(net.map(({ instrumentId, quantity }) => [instrumentId, quantity]));
  const inScope = scope === "own" ? own.keys() : [...own.keys(), ...atBroker.keys()];
  return [...new Set(inScope)].sort().map((instrumentId) => {
    const instrument = instrumentFromId(instrumentId);
    const ours = own.get(instrumentId) ?? ZERO;
    const theirs = atBroker.get(instrumentId) ?? ZERO;
    const quantity = scope === "all" ? theirs : ownPart(view, instrumentId, { own: ours, atBroker: theirs });
    return { instrumentId, quantity, own: ours, atBroker: theirs, ...(instrument && { instrument }) };
  });
}

/**
 * How much of ours the broker still holds: never more than it has net on that side, so that no order can open what it
 * was to close; and where each opening is closed for itself, no more than our openings that it lists.
 */
function ownPart(
  { account, lots, isOwnOrder }: HeldView,
  instrumentId: string,
  { own, atBroker }: Pick<Holding, "own" | "atBroker">,
): Decimal {
  const netted = commonPart(own, atBroker);
  if (!closesByLot(account)) return netted;
  const openings = lots
    .filter((lot) => lot.instrumentId === instrumentId && IS_OVER[lot.status] !== true)
    .filter((lot) => isOwnLot(lot, isOwnOrder) && lot.quantity.gt(ZERO) === netted.gt(ZERO));
  return commonPart(netted, sumDecimals(openings.map(({ quantity }) => quantity)));
}

const IS_OVER: Readonly<Record<string, true>> = { Closed: true, Square: true };

/** Whose decision it is, and when it was taken: another round is another decision. */
export interface CloseOutDecision {
  /** `name@version` */
  readonly label: string;
  readonly decidedAt: Timestamp;
}

/**
 * The orders that close a holding: one, or one for each opening that is closed by its id. Approved by the person who
 * asked for the close-out, and by their size: together they are for no more than there is.
 *
 * @returns none for what cannot be ordered, and for less than the holding where openings cannot be closed now
 */
export function closingOrders(
  { instrument, quantity }: Holding,
  { label, decidedAt }: CloseOutDecision,
  view: HeldView,
): readonly ApprovedOrder[] {
  if (instrument === undefined || quantity.eq(ZERO)) return [];
  const identity = {
    accountKey: view.account.accountKey,
    strategy: label,
    side: quantity.gt(ZERO) ? "sell" : "buy",
    purpose: "exit",
    decisionBarCloseAt: decidedAt,
  } as const;
  const externalReference = externalReferenceFor({ ...identity, instrumentId: instrument.id });
  const whole: ProposedOrder = { ...identity, instrument, quantity: quantity.abs(), externalReference };
  return partsOf(whole as ApprovedOrder, view);
}

function partsOf(order: ApprovedOrder, view: HeldView): readonly ApprovedOrder[] {
  const { account, scope, lots, net, isOwnOrder } = view;
  const closable = scope === "all" ? lots : lots.filter((lot) => isOwnLot(lot, isOwnOrder));
  if (closesByLot(account)) return splitByLot(order, closable);
  const hasForceOpen = net.some(
    (position) => position.instrumentId === order.instrument.id && position.hasForceOpen === true,
  );
  return hasForceOpen ? splitForceOpen(order, closable, lots) : [order];
}
