import { isHeld, type AccountIdentity, type NetPosition, type Position } from "../domain/account.ts";
import { commonPart, sumDecimals, ZERO, type Decimal } from "../domain/decimal.ts";
import type { ExternalReference, OrderId, PositionId } from "../domain/ids.ts";
import type { Instrument } from "../domain/instrument.ts";
import { instrumentFromId } from "../domain/instrument.ts";
import type { Timestamp } from "../domain/time.ts";
import { closeOutReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";
import { closableLots, closesByLot, isOwnLot, splitByLot, splitForceOpen } from "./split-exit.ts";

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
    .filter((lot) => lot.instrumentId === instrumentId && isHeld(lot))
    .filter((lot) => isOwnLot(lot, isOwnOrder) && lot.quantity.gt(ZERO) === netted.gt(ZERO));
  return commonPart(netted, sumDecimals(openings.map(({ quantity }) => quantity)));
}

/** Whose decision it is, and when it was taken. */
export interface CloseOutDecision {
  /** `name@version` */
  readonly label: string;
  readonly decidedAt: Timestamp;
  /** Whether an order under the reference has reached the broker: what is left after it needs another one. */
  readonly hasArrived: (reference: ExternalReference) => boolean;
}

/**
 * The orders that close a holding: one, or one for each opening that is closed by its id. Approved by the person who
 * asked for the close-out, and by their size: together they are for no more than there is. Two machines that close the
 * same at once name their orders alike.
 *
 * @returns none for what cannot be ordered, and for less than the holding where openings cannot be closed now
 */
export function closingOrders(
  { instrument, quantity }: Holding,
  { label, decidedAt, hasArrived }: CloseOutDecision,
  view: HeldView,
): readonly ApprovedOrder[] {
  if (instrument === undefined || quantity.eq(ZERO)) return [];
  const { accountKey } = view.account;
  const side = quantity.gt(ZERO) ? "sell" : "buy";
  const newest = closableLots({ instrument, side }, view.lots).at(-1);
  const referenceFor = (positionId: PositionId | undefined): ExternalReference => {
    const closed = { accountKey, instrumentId: instrument.id, side, positionId } as const;
    const opening = { newest: newest?.positionId, openedBy: newest?.sourceOrderId };
    return firstUnused((attempt) => closeOutReferenceFor({ ...closed, ...opening, attempt }), hasArrived);
  };
  const whole: ProposedOrder = {
    accountKey,
    strategy: label,
    side,
    purpose: "exit",
    decisionBarCloseAt: decidedAt,
    instrument,
    quantity: quantity.abs(),
    externalReference: referenceFor(undefined),
  };
  return partsOf(whole as ApprovedOrder, view).map((order) => ({
    ...order,
    externalReference: referenceFor(order.positionId),
  }));
}

function firstUnused(
  nameOf: (attempt: number) => ExternalReference,
  hasArrived: CloseOutDecision["hasArrived"],
): ExternalReference {
  let attempt = 0;
  while (hasArrived(nameOf(attempt))) attempt += 1;
  return nameOf(attempt);
}

/**
 * Whether what an order is to close is still there as it was when the order was sized. Of an opening that is closed by
 * its id the list of openings tells, of the others the sum: whoever has traded meanwhile may have closed it already.
 */
export function isStillThere(
  { instrument, positionId }: Pick<ApprovedOrder, "instrument" | "positionId">,
  before: Pick<HeldView, "net" | "lots">,
  now: { readonly net?: readonly NetPosition[]; readonly lots?: readonly Position[] },
): boolean {
  if (positionId === undefined) return netOf(before.net, instrument).eq(netOf(now.net ?? [], instrument));
  const lotIn = (lots: readonly Position[] = []): Position | undefined =>
    lots.find((lot) => lot.positionId === positionId);
  const [then, left] = [lotIn(before.lots), lotIn(now.lots)];
  return then !== undefined && left !== undefined && isHeld(left) && left.quantity.eq(then.quantity);
}

const netOf = (net: readonly NetPosition[], { id }: Instrument): Decimal =>
  net.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;

function partsOf(order: ApprovedOrder, view: HeldView): readonly ApprovedOrder[] {
  const { account, scope, lots, net, isOwnOrder } = view;
  const closable = scope === "all" ? lots : lots.filter((lot) => isOwnLot(lot, isOwnOrder));
  if (closesByLot(account)) return splitByLot(order, closable);
  const hasForceOpen = net.some(
    (position) => position.instrumentId === order.instrument.id && position.hasForceOpen === true,
  );
  return hasForceOpen ? splitForceOpen(order, closable, lots) : [order];
}
