import { sumDecimals, ZERO } from "../core/domain/decimal.ts";
import type { Instrument, InstrumentId } from "../core/domain/instrument.ts";
import type { QuoteReading } from "../core/domain/market-data.ts";
import { addDuration, minutes, timestamp, type Timestamp } from "../core/domain/time.ts";
import { isProtective, remainingOf, type OrderPurpose } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { WaitingOrder } from "../core/risk/plan-protection.ts";
import { protectiveTerms, type ProtectionSettings, type ProtectivePurpose } from "../core/risk/protection.ts";
import { repairOrders, type RepairBasis } from "../core/risk/repair-orders.ts";
import { closesByLot } from "../core/risk/split-exit.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { GuardedPosition, Seen } from "./guarded-positions.ts";
import { sentAtOf } from "./gather-evidence.ts";
import { readKnownOrders } from "./known-orders.ts";
import type { KnownOrders } from "./last-look.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { partsOf, readOwnLots, targetParts, type Part, type Repair } from "./repair-parts.ts";
import { sendOnce } from "./send-once.ts";
import { settleOrders } from "./settle-orders.ts";

interface Rules {
  readonly protection: ProtectionSettings;
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
  readonly seen: Seen;
}

/** What a refused order is tried again after, and a missing target told of again. */
const REFUSED_FOR = minutes(15);
const TOLD_FOR = minutes(365 * 24 * 60);

/**
 * Places what lacks beside positions: a pair for each, or one for each opening where the account closes each for
 * itself.
 *
 * @returns whether anything was sent
 * @throws TradebotError when the records cannot be read, or orders not be sent any more
 */
export async function placeRepairs(
  context: ConnectedContext,
  repairs: readonly Repair[],
  rules: Rules,
): Promise<boolean> {
  const joins = closesByLot(context.account);
  const targets = repairs
    .filter((repair) => !joins || acceptable(context, repair.position).includes("target"))
    .filter((repair) => isTargetOpen(context, repair));
  const wanted = repairs.filter((repair) => repair.quantity.gt(ZERO) && mayProtect(context, repair));
  if (wanted.length + targets.length === 0) return false;
  const lots = joins ? await readOwnLots(context) : undefined;
  const joining = targets.map((repair) => ({ repair, parts: targetParts(context, repair, lots ?? []) }));
  for (const { repair, parts } of joining) if (parts.length === 0) tellTargetMissing(context, repair);
  const parts = [
    ...wanted.flatMap((repair) => partsOf(context, repair, lots)),
    ...joining.flatMap((one) => one.parts),
  ];
  if (parts.length === 0) return false;
  await send(context, parts, rules);
  await settleOrders(context, doubtful(context), "read_back");
  return true;
}

const doubtful = ({ ports }: ConnectedContext): readonly IntentStanding[] =>
  ports.store.unsettledIntents().filter((one) => isInDoubt(one) && isProtective(one.intent.purpose));

interface Sending extends Rules, KnownOrders {
  readonly quotes: ReadonlyMap<InstrumentId, QuoteReading>;
}

async function send(context: ConnectedContext, parts: readonly Part[], rules: Rules): Promise<void> {
  const { broker, account, ports } = context;
  const instruments = [...new Set(parts.map(({ repair }) => repair.position.instrument))];
  const began = instruments.map((instrument) => sinceOf(ports.store.openingOf(instrument.id)));
  const decidedFrom = began.reduce((a, b) => (b < a ? b : a), ports.clock.now());
  const { openOrders } = rules.seen;
  const lookedAtMs = ports.clock.monotonicMs();
  const [quotes, known] = await Promise.all([
    broker.readQuotes(account, instruments),
    readKnownOrders(context, { openOrders, decidedFrom }),
  ]);
  for (const part of parts) {
    if (ports.stop.reason !== undefined) return;
    await sendPart(context, part, { ...rules, known, lookedAtMs, openOrders, quotes });
  }
}

/** None of its repairs can have been sent before the position was opened. */
const sinceOf = (opening: IntentStanding | undefined): Timestamp =>
  opening === undefined ? timestamp(0) : sentAtOf(opening);

async function sendPart(context: ConnectedContext, part: Part, sending: Sending): Promise<void> {
  const { repair, quantity, openPrice, positionId, only } = part;
  const { details, position } = repair;
  const reading = sending.quotes.get(position.instrument.id);
  const market = reading?.kind === "quote" ? reading.quote : undefined;
  const price = openPrice ?? market?.bid;
  if (price === undefined) return;
  const purposes = only === undefined ? acceptable(context, position) : [only];
  const terms = protectiveTerms(sending.protection, price, { market, details }).filter(({ purpose }) =>
    purposes.includes(purpose),
  );
  if (terms.length === 0) return;
  const lot = positionId === undefined ? {} : { positionId };
  const orders = repairOrders(basisOf(context, position.instrument), quantity, { terms, ...lot });
  await sendOnce(context, orders, { ...sending, details });
  for (const order of orders) noteRefusal(context, order);
}

function basisOf({ account, ports }: ConnectedContext, instrument: Instrument): RepairBasis {
  const { store, clock } = ports;
  const opening = store.openingOf(instrument.id);
  const after = opening?.intent.id;
  return {
    accountKey: account.accountKey,
    instrument,
    openedBy: opening?.orderId,
    strategy: opening?.intent.strategy ?? "none",
    decisionBarCloseAt: opening?.intent.decisionBarCloseAt ?? clock.now(),
    attempts: {
      stop: store.countArrived(instrument.id, "stop", after),
      target: store.countArrived(instrument.id, "target", after),
    },
  };
}

const refusedName = (instrument: Instrument, purpose: OrderPurpose): string =>
  `protection-refused/${instrument.id}/${purpose}`;
const targetName = (stop: WaitingOrder): string => `protection-target/${stop.orderId}`;

/** An order that the broker refuses now it refuses a minute later as well. */
function noteRefusal(
  { ports: { store, clock } }: ConnectedContext,
  { instrument, purpose, externalReference }: ApprovedOrder,
): void {
  if (store.arrivedIntent(externalReference)?.state !== "rejected") return;
  store.cache.write(refusedName(instrument, purpose), true, addDuration(clock.now(), REFUSED_FOR));
}

/** Of the orders that are wanted beside the position, those that were not refused a moment ago. */
export const acceptable = (
  { ports: { store, clock } }: ConnectedContext,
  { instrument, wanted }: Pick<GuardedPosition, "instrument" | "wanted">,
): readonly ProtectivePurpose[] =>
  wanted.filter((purpose) => store.cache.read(refusedName(instrument, purpose), clock.now()) !== true);

/** A target alone bounds no loss: without the order that counts first nothing is placed. */
function mayProtect(context: ConnectedContext, { position }: Repair): boolean {
  const [first] = position.wanted;
  return first !== undefined && acceptable(context, position).includes(first);
}

/** Whether something is still to be done, or told, about a missing target: once for each stop. */
function isTargetOpen({ ports }: ConnectedContext, { withoutTarget }: Repair): boolean {
  const { store, clock } = ports;
  const now = clock.now();
  const open = withoutTarget.filter((stop) => store.cache.read(targetName(stop), now) === undefined);
  for (const stop of open) store.cache.write(targetName(stop), true, addDuration(now, TOLD_FOR));
  return open.length > 0;
}

/** To place both anew would leave the position without a stop for a while: the target is worth less than that. */
function tellTargetMissing({ ports }: ConnectedContext, { position, withoutTarget }: Repair): void {
  ports.events.emit("execution_target_missing", {
    ...instrumentFields(ports, position.instrument),
    quantity: sumDecimals(withoutTarget.map(remainingOf)).toString(),
  });
}
