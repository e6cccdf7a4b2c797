import { TradebotError } from "../core/domain/errors.ts";
import { addDuration, durationMs, type DurationMs } from "../core/domain/time.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isInDoubt, mayBeLive } from "../core/execution/lifecycle.ts";
import { VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { closingOrders, type CloseOutScope } from "../core/risk/close-out.ts";
import { writeDown } from "./bundle.ts";
import { cancelForCloseOut } from "./cancel-for-close-out.ts";
import { isBusy, lookAtHoldings, type CloseOutLook } from "./close-out-look.ts";
import type { ConnectedContext } from "./context.ts";
import { executeOrder } from "./execute-order.ts";
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
 * an instrument in which an order of ours may still be executed: together they could close more than there is.
 */
export async function closeOut(closing: CloseOut): Promise<CloseOutResult> {
  const { clock, stop } = closing.context.ports;
  let result: CloseOutResult = {};
  for (let round = 0; ; round += 1) {
    result = await oneRound(closing, result);
    const wait = WAITS_MS[round];
    if (wait === undefined || stop.reason !== undefined || isOver(closing, result)) return result;
    await clock.sleep(durationMs(wait));
  }
}

/** What the round learns is kept also where it fails; the next one begins with a new look. */
async function oneRound(closing: CloseOut, before: CloseOutResult): Promise<CloseOutResult> {
  let { first, last } = before;
  const known = (): CloseOutResult => ({ ...(first && { first }), ...(last && { last }) });
  try {
    last = await lookAtHoldings(closing);
    first ??= last;
    if (isFlat(last)) return known();
    await waitUntilKnowable(closing.context);
    await cancelForCloseOut(closing, last);
    last = await lookAtHoldings(closing);
    await closeEach(closing, last);
    last = await lookAtHoldings(closing);
    return known();
  } catch (failure) {
    if (!(failure instanceof TradebotError)) throw failure;
    return { ...known(), failure };
  }
}

/** Whether neither a position nor an order in the scope is left, and no outcome in doubt. */
export const isFlat = ({ holdings, orders, unsettled }: CloseOutLook): boolean =>
  holdings.every(({ quantity }) => quantity.eq("0")) && orders.length === 0 && unsettled.length === 0;

/** Whether another round would change nothing. */
function isOver({ refusals }: CloseOut, { last, failure }: CloseOutResult): boolean {
  if (failure !== undefined) return failure.exit === "lock_held" || failure.exit === "storage_unwritable";
  if (last === undefined || isFlat(last)) return true;
  if (last.orders.length > 0 || last.unsettled.some(isInDoubt)) return false;
  return last.holdings
    .filter(({ quantity }) => !quantity.eq("0"))
    .every(({ instrumentId }) => UNTIL_IT_OPENS.has(refusals.of(instrumentId)?.code ?? ""));
}

async function closeEach(closing: CloseOut, look: CloseOutLook): Promise<void> {
  const { context, disclaimerPolicy, label } = closing;
  const { ports } = context;
  if (look.view.account.nettingProfile === "Unknown") throw nettingUnknown();
  const decision = { label, decidedAt: ports.clock.now() };
  const orders = look.holdings
    .filter((holding) => !isBusy(look, holding))
    .flatMap((holding) => closingOrders(holding, decision, look.view));
  const failure = await sendEach(context, orders, disclaimerPolicy);
  await settleOrders(context, liveIntents(context), "read_back");
  if (failure !== undefined) throw failure;
}

const liveIntents = ({ ports }: ConnectedContext) =>
  ports.store.unsettledIntents().filter(({ state }) => mayBeLive(state));

/** Each whatever becomes of the others, except where no order can be sent any more. */
async function sendEach(
  context: ConnectedContext,
  orders: readonly ApprovedOrder[],
  disclaimerPolicy: DisclaimerPolicy,
): Promise<TradebotError | undefined> {
  let first: TradebotError | undefined;
  for (const order of orders) {
    if (context.ports.stop.reason !== undefined) break;
    const bundle = writeDown(context, [order], undefined);
    context.tally.approved += 1;
    try {
      await executeOrder(context, bundle, { dryRun: false, disclaimerPolicy });
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error; // a bug: everything stays as a crash would leave it
      first ??= error;
      if (ENDS_ALL.has(error.exit)) break;
    }
  }
  return first;
}

const ENDS_ALL: ReadonlySet<TradebotError["exit"]> = new Set([
  "lock_held",
  "storage_unwritable",
  "login_needed",
]);

/** A store as new as this may not know of an order that the one before it sent: the broker's log must catch up first. */
async function waitUntilKnowable({ ports }: ConnectedContext): Promise<void> {
  const { store, clock, events } = ports;
  const untilMs = addDuration(store.beganAt(), VISIBILITY_GRACE) - clock.now();
  const wait: DurationMs = durationMs(Math.min(untilMs, VISIBILITY_GRACE)); // the clock may have been set back since
  if (wait <= 0) return;
  events.emit("execution_known_orders_awaited", { wait_ms: wait });
  await clock.sleep(wait);
}

const nettingUnknown = (): TradebotError =>
  new TradebotError({
    code: "NETTING_PROFILE_UNKNOWN",
    message:
      "the broker does not say in words we know how opposite trades cancel out: nothing can be closed safely",
    exit: "broker_contract_broken",
    hint: "close the positions in the broker's own platform",
  });
