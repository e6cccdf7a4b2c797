import { TradebotError } from "../core/domain/errors.ts";
import type { ExternalReference } from "../core/domain/ids.ts";
import { present } from "../core/domain/present.ts";
import { durationMs } from "../core/domain/time.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isInDoubt, mayBeLive } from "../core/execution/lifecycle.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { closingOrders, isStillThere, type CloseOutScope } from "../core/risk/close-out.ts";
import { writeDown } from "./bundle.ts";
import { cancelForCloseOut, ENDS_ALL } from "./cancel-for-close-out.ts";
import { isBusy, lookAtHoldings, type CloseOutLook } from "./close-out-look.ts";
import type { ConnectedContext } from "./context.ts";
import { executeOrder } from "./execute-order.ts";
import { waitForLog } from "./known-orders.ts";
import type { Refusals } from "./refusals.ts";
import { settleOrders } from "./settle-orders.ts";

/** What a person wants to have closed. */
export interface CloseOutWish {
  /** `name@version` of the command, which stands for the strategy in the references of its orders. */
  readonly label: string;
  readonly scope: CloseOutScope;
  readonly disclaimerPolicy: DisclaimerPolicy;
}

/** What the rounds of a close-out share. */
export interface CloseOut extends CloseOutWish {
  readonly context: ConnectedContext;
  /** Brings our records up to what the broker knows of ours. @returns why that could not be done to the end */
  readonly learn: () => Promise<TradebotError | undefined>;
  /** What `context.ports.events` passes by. */
  readonly refusals: Refusals;
}

/** How it stands after the last look. */
export interface CloseOutResult {
  /** Before anything was done; absent where the broker could not be asked. */
  readonly first?: CloseOutLook;
  readonly last?: CloseOutLook;
  /** The newest thing that went wrong; absent when the last round went through. */
  readonly failure?: TradebotError;
}

/** A refusal may be the broker's being busy with what was cancelled a moment ago: what remains is tried again. */
const WAITS_MS = [2_000, 5_000] as const;
/** A refusal that no second try changes. */
const UNTIL_IT_OPENS: ReadonlySet<string> = new Set(["MarketClosed", "NotTradableAtPresent"]);

/**
 * Cancels what works and closes what is held, in rounds, until the broker's own lists show neither. Nothing is closed in
 * an instrument in which an order of ours may still be executed: together they could close more than there is. Where our
 * records could not be brought up to the broker's, what they know of is closed all the same, and nothing is called flat.
 */
export async function closeOut(closing: CloseOut): Promise<CloseOutResult> {
  const { clock, stop } = closing.context.ports;
  let result: CloseOutResult = {};
  let unlearnt = await closing.learn();
  for (let round = 0; ; round += 1) {
    result = await oneRound(closing, result);
    const wait = WAITS_MS[round];
    const isLast = unlearnt === undefined && isOver(closing, result);
    if (wait === undefined || stop.reason !== undefined || isLast)
      return { ...result, ...present({ failure: result.failure ?? unlearnt }) };
    await clock.sleep(durationMs(wait));
    if (unlearnt !== undefined) unlearnt = await closing.learn();
  }
}

/** What the round learns is kept also where it fails; the next one begins with a new look. */
async function oneRound(closing: CloseOut, before: CloseOutResult): Promise<CloseOutResult> {
  let { first, last } = before;
  const known = (): CloseOutResult => present({ first, last });
  try {
    last = await lookAtHoldings(closing);
    first ??= last;
    if (isFlat(last)) return known();
    await waitForLog(closing.context.ports);
    const unconfirmed = await cancelForCloseOut(closing, last, first);
    last = await lookAtHoldings(closing);
    await closeEach(closing, last, first);
    last = await lookAtHoldings(closing);
    return { ...known(), ...present({ failure: unconfirmed }) };
  } catch (failure) {
    if (!(failure instanceof TradebotError)) throw failure;
    return { ...known(), failure };
  }
}

/** Whether neither a position nor an order in the scope is left, no outcome in doubt, and nothing unexplained. */
export const isFlat = ({ holdings, orders, unsettled, unexplained }: CloseOutLook): boolean =>
  holdings.every(({ quantity }) => quantity.eq("0")) &&
  orders.length === 0 &&
  unsettled.length === 0 &&
  unexplained.length === 0;

/** Whether another round would change nothing. */
function isOver({ refusals }: CloseOut, { last, failure }: CloseOutResult): boolean {
  if (failure !== undefined) return failure.exit === "lock_held" || failure.exit === "storage_unwritable";
  if (last === undefined || isFlat(last)) return true;
  if (last.orders.length > 0 || last.unsettled.some(isInDoubt)) return false;
  return last.holdings
    .filter(({ quantity }) => !quantity.eq("0"))
    .every(({ instrumentId }) => UNTIL_IT_OPENS.has(refusals.of(instrumentId)?.code ?? ""));
}

async function closeEach(closing: CloseOut, look: CloseOutLook, first: CloseOutLook): Promise<void> {
  const { context, label } = closing;
  const { store, clock } = context.ports;
  if (look.view.account.nettingProfile === "Unknown") throw nettingUnknown();
  const hasArrived = (reference: ExternalReference): boolean => store.arrivedIntent(reference) !== undefined;
  const decision = { label, decidedAt: clock.now(), hasArrived };
  const orders = look.holdings
    .filter((holding) => !isBusy(look, holding, first))
    .flatMap((holding) => closingOrders(holding, decision, look.view));
  const failure = await sendEach(closing, orders, look);
  await settleOrders(context, liveIntents(context), "read_back");
  if (failure !== undefined) throw failure;
}

const liveIntents = ({ ports }: ConnectedContext) =>
  ports.store.unsettledIntents().filter(({ state }) => mayBeLive(state));

/** Each whatever becomes of the others, except where no order can be sent any more. */
async function sendEach(
  { context, disclaimerPolicy }: CloseOut,
  orders: readonly ApprovedOrder[],
  look: CloseOutLook,
): Promise<TradebotError | undefined> {
  let first: TradebotError | undefined;
  for (const order of orders) {
    if (context.ports.stop.reason !== undefined) break;
    const bundle = writeDown(context, [order], undefined);
    context.tally.approved += 1;
    const lastLook = () => findTraded(context, order, look);
    try {
      await executeOrder(context, bundle, { dryRun: false, disclaimerPolicy, lastLook });
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error; // a bug: everything stays as a crash would leave it
      first ??= error;
      if (ENDS_ALL.has(error.exit)) break;
    }
  }
  return first;
}

/** Another machine may close the same, or a person: what has moved since it was looked at is looked at once more. */
async function findTraded(
  { broker, account }: ConnectedContext,
  order: ApprovedOrder,
  { view }: CloseOutLook,
) {
  const now =
    order.positionId === undefined
      ? { net: await broker.readNetPositions(account) }
      : { lots: await broker.readPositions(account) };
  return isStillThere(order, view, now) ? undefined : { reason: "POSITION_HAS_MOVED" };
}

const nettingUnknown = (): TradebotError =>
  new TradebotError({
    code: "NETTING_PROFILE_UNKNOWN",
    message:
      "the broker does not say in words we know how opposite trades cancel out: nothing can be closed safely",
    exit: "broker_contract_broken",
    hint: "close the positions in the broker's own platform",
  });
