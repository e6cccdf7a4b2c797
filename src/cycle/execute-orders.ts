import type { NetPosition } from "../core/domain/account.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { OpenOrder } from "../core/domain/order.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isResting } from "../core/execution/lifecycle.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import type { MarketView } from "../core/risk/decision-input.ts";
import { childrenOf } from "../core/risk/protect-entry.ts";
import type { ProtectionSettings } from "../core/risk/protection.ts";
import type { ConnectedContext } from "./context.ts";
import { knownIn, readOwnRecords, waitUntilKnowable, readKnownOrders } from "./known-orders.ts";
import type { Overruns } from "./execute-order.ts";
import { isOld, type KnownOrders } from "./last-look.ts";
import { leavePosition } from "./leave-position.ts";
import { sendOnce } from "./send-once.ts";
import { settleOrders } from "./settle-orders.ts";
import type { Moment } from "./standstill.ts";
import { takeOverFound } from "./take-over-found.ts";

export interface Execution {
  readonly openOrders: readonly OpenOrder[];
  readonly positions: readonly NetPosition[];
  /** What was seen of the instruments. */
  readonly markets: readonly MarketView[];
  readonly protection: ProtectionSettings;
  readonly decided: Moment;
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
}

/**
 * Executes the approved orders one after another, then waits for evidence of what became of them. Ends early, before
 * the next order, when the process is asked to stop.
 *
 * @throws TradebotError when going on makes no sense; orders already sent are settled first as far as possible
 */
export async function executeOrders(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  execution: Execution,
): Promise<void> {
  if (orders.length === 0) return;
  const records = execution.dryRun ? undefined : await lookUp(context, orders, execution);
  const ready = records === undefined ? orders : takeOverFound(context, orders, records);
  const lookedAtMs = records?.askedAtMs ?? 0;
  const known = records === undefined ? undefined : knownIn(records);
  const overruns: Overruns = [];
  const failure = await executeInTurn(context, ready, { ...execution, known, lookedAtMs, overruns });
  await settleAfter(context, failure);
  if (failure !== undefined) throw failure;
}

type Turn = Execution & KnownOrders & { readonly overruns: Overruns };

async function lookAgainIfOld(context: ConnectedContext, order: ApprovedOrder, turn: Turn): Promise<Turn> {
  if (turn.known === undefined || !isOld(context, turn)) return turn;
  const lookedAtMs = context.ports.clock.monotonicMs();
  const { openOrders } = turn;
  const known = await readKnownOrders(context, { openOrders, decidedFrom: order.decisionBarCloseAt });
  return { ...turn, known, lookedAtMs };
}

/** @returns the first failure; one that concerns a single order lets the others go on */
async function executeInTurn(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  begin: Turn,
): Promise<TradebotError | undefined> {
  let first: TradebotError | undefined;
  let turn = begin;
  for (const order of orders) {
    if (context.ports.stop.reason !== undefined) break;
    try {
      turn = await lookAgainIfOld(context, order, turn);
      for (const part of await partsOf(context, order, turn)) await executeOne(context, part, turn);
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error; // a bug: everything stays as a crash would leave it
      first ??= error;
      if (!concernsOneOrder(error)) break;
    }
  }
  return first;
}

/** An exit goes once nothing else waits to close the position, and opening by opening where each is closed by its id. */
const partsOf = (
  context: ConnectedContext,
  order: ApprovedOrder,
  { known, ...execution }: Turn,
): Promise<readonly ApprovedOrder[]> =>
  order.purpose !== "exit" || known?.has(order.externalReference) === true
    ? Promise.resolve([order])
    : leavePosition(context, order, execution);

async function executeOne(context: ConnectedContext, order: ApprovedOrder, turn: Turn): Promise<void> {
  const view = turn.markets.find(({ instrument }) => instrument.id === order.instrument.id);
  context.tally.approved += 1;
  const children = childrenFor(order, view, turn.protection).filter(({ externalReference: reference }) => {
    return context.ports.store.arrivedIntent(reference) === undefined; // refused already, while the entry was not
  });
  const orders = [order, ...children];
  await sendOnce(context, orders, { ...turn, details: view?.details });
}

function childrenFor(
  order: ApprovedOrder,
  view: MarketView | undefined,
  protection: ProtectionSettings,
): readonly ApprovedOrder[] {
  const { details, quote } = view ?? {};
  if (order.purpose !== "entry" || details === undefined || quote?.kind !== "quote") return [];
  return childrenOf(order, protection, { market: quote.quote, details });
}

/** An answer that makes no sense for one order says nothing about the next; everything else does. */
const concernsOneOrder = ({ exit }: TradebotError): boolean =>
  exit === "broker_contract_broken" || exit === "configuration";

/** What was sent is looked for even after a failure, which then remains the one that is reported. */
async function settleAfter(context: ConnectedContext, failure: TradebotError | undefined): Promise<void> {
  if (failure?.exit === "lock_held") return; // the store is somebody else's now
  try {
    await settleOrders(context, sentOrders(context), "read_back");
  } catch (error) {
    if (failure === undefined || !(error instanceof TradebotError)) throw error;
    const fields = { failure_reason: error.code, error_message: error.message, hint: error.hint };
    context.ports.events.emit("cycle_failed", fields);
  }
}

async function lookUp(context: ConnectedContext, orders: readonly ApprovedOrder[], execution: Execution) {
  const { openOrders, positions } = execution;
  await waitUntilKnowable(context, orders, positions);
  const decidedFrom = orders.map((order) => order.decisionBarCloseAt).reduce((a, b) => (b < a ? b : a));
  return readOwnRecords(context, { openOrders, decidedFrom });
}

/** A stop that was accepted waits, perhaps for months: nothing about it is open. */
const sentOrders = ({ ports }: ConnectedContext) =>
  ports.store
    .unsettledIntents()
    .filter(({ state, intent: { purpose } }) => state !== "created" && !isResting({ state, purpose }));
