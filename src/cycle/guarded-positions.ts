import type { NetPosition, Position } from "../core/domain/account.ts";
import { maxDecimal, minDecimal, sumDecimals, ZERO, type Decimal } from "../core/domain/decimal.ts";
import { isOwnReference } from "../core/domain/ids.ts";
import type { Instrument, InstrumentDetails } from "../core/domain/instrument.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { isProtective, remainingOf, type OpenOrder } from "../core/domain/order.ts";
import { isInDoubt, type IntentState } from "../core/execution/lifecycle.ts";
import { elapsed, durationMs, timestamp } from "../core/domain/time.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import { mayBeOurs } from "../core/risk/may-be-ours.ts";
import { claimedByOthers, waitsForEntry } from "../core/risk/claimed-by-others.ts";
import type { ProtectionPlan, WaitingOrder } from "../core/risk/plan-protection.ts";
import { durationOf, wantedPurposes, type ProtectionSettings } from "../core/risk/protection.ts";
import type { ProtectivePurpose } from "../core/risk/protection.ts";
import type { ConnectedContext } from "./context.ts";
import type { Execution } from "./ports/ledger-store.ts";
import type { IntentStanding } from "./ports/order-store.ts";

/** The account's orders and positions, read at one moment. */
export interface Seen {
  readonly openOrders: readonly OpenOrder[];
  readonly positions: readonly NetPosition[];
  /** Absent where nobody has needed them yet. */
  readonly lots?: readonly Position[];
}

/** What we own in an instrument, or have waiting there. */
export interface GuardedPosition {
  readonly instrument: Instrument;
  readonly owned: Decimal;
  /** What may be ours by any of the records: nothing that protects it is taken away. */
  readonly atMost: Decimal;
  /** Of what we own, what orders would close that work now and bound a loss; or earn, where nothing else is wanted. */
  readonly covered: Decimal;
  /** Of that, what somebody else's orders would close: ours beside them would sell it twice. */
  readonly claimed: Decimal;
  readonly waiting: readonly WaitingOrder[];
  readonly wanted: readonly ProtectivePurpose[];
  readonly details: InstrumentDetails | undefined;
  readonly averageOpenPrice: Decimal | undefined;
  /** Entries that were executed in part: what goes with them protects nothing before they are over. */
  readonly partlyFilled: readonly IntentStanding[];
  /** Why nothing may be done about it now. */
  readonly obstacle: Obstacle | undefined;
}

/** A position, and what is to be done about it; absent where nothing may be done now. */
export interface Planned {
  readonly position: GuardedPosition;
  readonly plan: ProtectionPlan | undefined;
}

type Obstacle =
  "UNKNOWN_ORDER_PENDING" | "ORDER_UNDER_WAY" | "ORDER_NOT_SEEN" | "ORDER_NOT_KNOWN" | "DETAILS_MISSING";

/** Of one that was asked to end the request may never have arrived. */
const ACCEPTED: ReadonlySet<IntentState> = new Set(["placed", "cancelling"]);

/** The cycle in which it was found, and as long as the log may lag besides. */
const JUST_FOUND = durationMs(2 * VISIBILITY_GRACE);

/** The instruments in which we own something by our books, or have orders that wait. */
export function guardedInstruments({
  ports: { store },
}: Pick<ConnectedContext, "ports">): readonly Instrument[] {
  const waiting = store.unsettledIntents().filter(({ intent }) => isProtective(intent.purpose));
  const ids = new Set([...store.ownPositions().keys(), ...waiting.map(({ intent }) => intent.instrument.id)]);
  return [...ids]
    .sort()
    .map(instrumentFromId)
    .filter((instrument) => instrument !== undefined);
}

/** How a position stands by our books and by what was just seen of the account. */
export function guardedPosition(
  context: ConnectedContext,
  instrument: Instrument,
  {
    seen,
    details,
    protection,
  }: {
    readonly seen: Seen;
    readonly details: InstrumentDetails | undefined;
    readonly protection: ProtectionSettings;
  },
): GuardedPosition {
  const { store } = context.ports;
  const unsettled = store.unsettledIntents().filter(({ intent }) => intent.instrument.id === instrument.id);
  const net = seen.positions.find(({ instrumentId }) => instrumentId === instrument.id);
  const held = net?.quantity ?? ZERO;
  const own = store.ownPositions().get(instrument.id) ?? ZERO;
  const owned = maxDecimal(minDecimal(own, held), ZERO);
  const listed = new Map(seen.openOrders.map((order) => [order.orderId, order]));
  const waiting = unsettled.flatMap((standing) => waitingOrder(standing, listed));
  const strangers = seen.openOrders.filter(
    ({ orderId, instrumentId }) => instrumentId === instrument.id && !store.hasOrder(orderId),
  );
  const { byStops, byOthers } = claimedByOthers(owned, held, strangers);
  const [first] = wantedPurposes(protection);
  const claimed = first === "stop" ? byStops : maxDecimal(byStops, byOthers);
  const wanted = wantedPurposes(protection).filter(
    (purpose) =>
      (details === undefined || durationOf(purpose, details) !== undefined) &&
      (purpose === first || byOthers.lte(ZERO)), // a target beside somebody's limit would sell it twice
  );
  return {
    instrument,
    owned,
    atMost: isEntryAwaited(context, instrument, unsettled)
      ? sumDecimals(waiting.map(remainingOf))
      : mayBeOurs({
          own,
          net: held,
          lots: (seen.lots ?? []).filter(({ instrumentId }) => instrumentId === instrument.id),
          nettingProfile: context.account.nettingProfile,
          isOwnOrder: (orderId) => store.hasOrder(orderId),
        }),
    covered: coverIn(waiting, listed, protection).plus(claimed),
    claimed,
    waiting,
    wanted,
    details,
    averageOpenPrice: net?.averageOpenPrice,
    partlyFilled: unsettled.filter(
      ({ intent, state, filledQuantity }) =>
        intent.purpose === "entry" && ACCEPTED.has(state) && filledQuantity.gt(ZERO),
    ),
    obstacle: obstacleIn(context, { instrument, unsettled, listed, details }),
  };
}

/**
 * Whether orders that were just found waiting belong to an entry that no record shows yet: one that was executed at
 * once is in no list of open orders, and in the log only a while later.
 */
function isEntryAwaited(
  { ports: { store, clock } }: ConnectedContext,
  { id }: Instrument,
  unsettled: readonly IntentStanding[],
): boolean {
  const isJustFound = ({ intent, placingAt }: IntentStanding): boolean =>
    placingAt === undefined && elapsed(intent.createdAt, clock.now()) <= JUST_FOUND;
  return unsettled.some(isJustFound) && boughtIn(store.executionsSince(timestamp(0)), id).lte(ZERO);
}

const boughtIn = (executions: readonly Execution[], id: string): Decimal =>
  sumDecimals(
    executions
      .filter(({ instrument }) => instrument.id === id)
      .map(({ side, quantity }) => (side === "buy" ? quantity : quantity.neg())),
  );

function waitingOrder(
  { intent, state, orderId }: IntentStanding,
  listed: ReadonlyMap<string, OpenOrder>,
): readonly WaitingOrder[] {
  const order = orderId === undefined ? undefined : listed.get(orderId);
  if (order === undefined || !isProtective(intent.purpose) || isInDoubt({ state })) return [];
  const partnerId = order.relatedOrderIds?.find((id) => listed.get(id)?.side === order.side);
  return [
    {
      id: intent.id,
      orderId: order.orderId,
      purpose: intent.purpose,
      quantity: order.quantity,
      filledQuantity: order.filledQuantity,
      isEnding: state === "cancelling",
      ...(partnerId === undefined ? {} : { partnerId }),
    },
  ];
}

/** Children that wait for their entry protect nothing yet. */
function coverIn(
  waiting: readonly WaitingOrder[],
  listed: ReadonlyMap<string, OpenOrder>,
  protection: ProtectionSettings,
): Decimal {
  const [first = "stop"] = wantedPurposes(protection);
  const awake = waiting.filter(
    ({ orderId, purpose, isEnding }) =>
      purpose === first && !isEnding && !waitsForEntry(listed.get(orderId) ?? {}),
  );
  return sumDecimals(awake.map(remainingOf));
}

/** What is not settled, or not ours to explain, leaves open how much there is to protect. */
function obstacleIn(
  { ports: { store } }: ConnectedContext,
  {
    instrument,
    unsettled,
    listed,
    details,
  }: {
    readonly instrument: Instrument;
    readonly unsettled: readonly IntentStanding[];
    readonly listed: ReadonlyMap<string, OpenOrder>;
    readonly details: InstrumentDetails | undefined;
  },
): Obstacle | undefined {
  const isStray = ({ instrumentId, externalReference, orderId }: OpenOrder): boolean =>
    instrumentId === instrument.id && isOwnReference(externalReference) && !store.hasOrder(orderId);
  if (unsettled.some(isInDoubt)) return "UNKNOWN_ORDER_PENDING";
  if (unsettled.some(({ intent }) => !isProtective(intent.purpose))) return "ORDER_UNDER_WAY";
  if (unsettled.some(({ orderId = "" }) => !listed.has(orderId))) return "ORDER_NOT_SEEN";
  if ([...listed.values()].some(isStray)) return "ORDER_NOT_KNOWN";
  return details === undefined ? "DETAILS_MISSING" : undefined;
}

/** Whether the openings have to be read, because more waits than our books say is ours and the account holds more. */
export function areLotsNeeded({ ports: { store } }: ConnectedContext, seen: Seen): boolean {
  const told = new Set(seen.lots?.map(({ instrumentId }) => instrumentId));
  const own: ReadonlyMap<string, Decimal> = store.ownPositions();
  const listed = new Map(seen.openOrders.map((order) => [order.orderId, order]));
  const unsettled = store.unsettledIntents();
  return seen.positions.some(({ instrumentId, quantity }) => {
    const ours = own.get(instrumentId) ?? ZERO;
    const here = unsettled.filter(({ intent }) => intent.instrument.id === instrumentId);
    const waiting = here.flatMap((standing) => waitingOrder(standing, listed));
    return (
      !told.has(instrumentId) && quantity.gt(ours) && waiting.some((order) => remainingOf(order).gt(ours))
    );
  });
}
