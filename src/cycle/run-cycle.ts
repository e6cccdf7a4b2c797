import { TradebotError } from "../core/domain/errors.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { CycleId } from "../core/domain/ids.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { KILL_SWITCH_ON } from "../core/risk/kill-switch.ts";
import type { ApprovedOrder } from "../core/risk/decision.ts";
import { strategyLabel } from "../core/strategy/contract.ts";
import { adoptOwnOrders } from "./adopt-own-orders.ts";
import { refuseWhatCannotTrade } from "./cached-facts.ts";
import { compareAccount } from "./compare-account.ts";
import { connector } from "./connect.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { executeOrders } from "./execute-orders.ts";
import { followProtection } from "./follow-protection.ts";
import { takeOverLateOrders } from "./late-orders.ts";
import { makeDecisions } from "./make-decisions.ts";
import { observe, type Observation } from "./observe.ts";
import type { Ports, StopReason } from "./ports.ts";
import { protectOutsideHours } from "./protect-outside-hours.ts";
import { protectPositions } from "./protect-positions.ts";
import { putRight, readHoldings, type FirstLook } from "./put-right.ts";
import { readOpenings } from "./known-openings.ts";
import { readAccountBack } from "./record-account.ts";
import { resumeUnsettledOrders } from "./resume.ts";
import type { ResolvedWatchlist } from "./resolve-symbols.ts";
import type { CycleSettings } from "./settings.ts";
import { strategyLabelOf } from "./strategy-label.ts";
import { momentOf, type Moment } from "./standstill.ts";
import { takeOverStrangers } from "./take-over-strangers.ts";
import { newTally, type Tally } from "./tally.ts";
import { checkTradingHours, nextOpenField, type HoursVerdict } from "./trading-hours.ts";

/** How a cycle went. The caller turns it into an exit code, a cycle row and the last log line. */
export interface CycleReport {
  readonly cycle: CycleId;
  readonly result: CycleResult;
  readonly tally: Tally;
  /** Whether the outcome of any order is unknown now. */
  readonly hasUnknownOrders: boolean;
}

type CycleResult =
  /** With a reason when it may not have done all that it would have. */
  | { readonly kind: "done"; readonly reason?: typeof KILL_SWITCH_ON }
  | {
      readonly kind: "skipped";
      readonly reason: "OUTSIDE_TRADING_HOURS";
      /** Absent when nobody knows. */
      readonly nextMarketOpenAt?: Timestamp;
    }
  | { readonly kind: "stopped"; readonly reason: StopReason }
  | { readonly kind: "failed"; readonly error: TradebotError };

/**
 * One cycle: resume, check the hours, observe, decide, execute, reconcile. Operating failures are part of the report;
 * a bug is thrown and leaves everything as a crash would, for the next cycle to resume.
 */
export async function runCycle(ports: Ports, settings: CycleSettings, cycle: CycleId): Promise<CycleReport> {
  const instruments = settings.watchlist.length + settings.symbols.length;
  const tally = newTally(instruments);
  const context: CycleContext = { ports, cycle, tally, silences: new Map() };
  ports.events.emit("cycle_begin", {
    instruments,
    hours_mode: settings.tradingHours.mode,
  });
  const result = await conduct(context, settings).catch((error: unknown) => failureOf(error, ports));
  tally.unknown = ports.store.unsettledIntents().filter(isInDoubt).length;
  return { cycle, result, tally, hasUnknownOrders: tally.unknown > 0 };
}

async function conduct(context: CycleContext, settings: CycleSettings): Promise<CycleResult> {
  const { ports } = context;
  const connect = connector(context, settings);
  await resumeUnsettledOrders(context, connect);
  const hours = await checkTradingHours(ports, settings, connect);
  if (hours.kind === "closed") {
    await protectAlone(context, settings, connect);
    const fields = { hours_mode: settings.tradingHours.mode, next_market_open_at: nextOpenField(hours) };
    ports.events.emit("cycle_skip_outside_trading_hours", fields);
    const { nextOpenAt } = hours;
    return {
      kind: "skipped",
      reason: "OUTSIDE_TRADING_HOURS",
      ...(nextOpenAt === undefined ? {} : { nextMarketOpenAt: nextOpenAt }),
    };
  }
  if (!isAskedToStop(ports)) {
    await refuseUnusableStrategy(settings, () => protectAlone(context, settings, connect));
    const connected = await connect();
    await trade(connected, permitted(connected, withSymbols(settings, hours)), hours);
  }
  const { reason } = ports.stop;
  return reason === undefined ? doneUnder(settings, context.tally) : { kind: "stopped", reason };
}

/** Where nothing is decided, what is ours is looked after all the same. */
const protectAlone = (context: CycleContext, settings: CycleSettings, connect: Connect): Promise<void> =>
  protectOutsideHours(context, settings, async () => {
    const connected = await connect();
    return { context: connected, rules: permitted(connected, settings), strategy: strategyLabelOf(settings) };
  });

/** A user's own strategy is opened here. @throws TradebotError when it cannot be used, once the rest is done */
async function refuseUnusableStrategy(settings: CycleSettings, rest: () => Promise<void>): Promise<void> {
  try {
    strategyLabel(settings.decision.strategy);
  } catch (error) {
    if (error instanceof TradebotError) await rest();
    throw error;
  }
}

/** With what the symbols of the watchlist turned out to be. */
function withSymbols(settings: CycleSettings, { watchlist, symbolsOf }: ResolvedWatchlist): CycleSettings {
  if (symbolsOf.size === 0) return { ...settings, watchlist };
  const overrides = settings.overridesWith(symbolsOf);
  return { ...settings, watchlist, decision: { ...settings.decision, overrides } };
}

/** The kill switch may have been on from the beginning, or been found on before an order. */
const doneUnder = ({ decision }: CycleSettings, { held_back }: Tally): CycleResult =>
  decision.killSwitch === undefined && held_back === 0
    ? { kind: "done" }
    : { kind: "done", reason: KILL_SWITCH_ON };

/** Without a person's word for the account that the broker names, the cycle ends at the precheck. */
function permitted({ ports, account }: ConnectedContext, settings: CycleSettings): CycleSettings {
  const objection = settings.permit?.objectionTo(account.accountKey);
  if (objection === undefined || settings.dryRun) return settings;
  ports.events.emit("startup_live_unarmed", { detail: objection });
  return { ...settings, dryRun: true };
}

type Connect = ReturnType<typeof connector>;

const isAskedToStop = ({ stop }: Ports): boolean => stop.reason !== undefined;

async function trade(
  context: ConnectedContext,
  settings: CycleSettings,
  { instruments, unreadable, unresolved }: Extract<HoursVerdict, { kind: "open" }>,
): Promise<void> {
  const { ports } = context;
  refuseWhatCannotTrade(context.account, settings);
  const strategy = strategyLabel(settings.decision.strategy);
  if (!settings.dryRun) await adoptOwnOrders(context, strategy);
  await takeOverLateOrders(context);
  const decided = momentOf(ports.clock);
  const { at: now, ms: beganMs } = decided;
  const observed = await observe(context, instruments, { now, settings });
  await followProtection(context, observed.openOrders);
  const isKnown = settings.dryRun || !(await takeOverStrangers(context, observed, strategy));
  const askedAtMs = isKnown ? beganMs : ports.clock.monotonicMs();
  const observation = isKnown ? observed : await seenAnew(context, observed);
  const comparison = compareAccount(context, observation);
  context.tally.instruments_failed += unreadable.length + unresolved;
  const made = makeDecisions(context, observation, { now, settings, unreadable, comparison });
  const { decisions } = made;
  const orders = decisions.map(({ approved }) => approved).filter((order) => order !== undefined);
  await carryOut(context, settings, {
    observation,
    decided,
    orders,
    firstLook: { differences: comparison.differences, askedAtMs, strategy },
  });
  if (made.failure !== undefined) throw made.failure;
}

/** What bears our name has just been taken over: the account is looked at with our records as they are now. */
async function seenAnew(context: ConnectedContext, observed: Observation): Promise<Observation> {
  const { broker, account } = context;
  const [balance, holdings] = await Promise.all([broker.readBalance(account), readHoldings(context)]);
  return { ...observed, balance, ...holdings };
}

interface Decided {
  readonly observation: Observation;
  readonly decided: Moment;
  readonly orders: readonly ApprovedOrder[];
  readonly firstLook: FirstLook;
}

/** Sends the orders, then puts our records right where the broker does not bear them out, then protects what is ours. */
async function carryOut(
  context: ConnectedContext,
  settings: CycleSettings,
  { observation, decided, orders, firstLook }: Decided,
): Promise<void> {
  const execution = { ...observation, ...settings, decided };
  const failure = observation.failure ?? (await failing(() => executeOrders(context, orders, execution)));
  const mending = await failing(() => putRight(context, firstLook));
  const isUntouched = orders.length === 0 || settings.dryRun || observation.failure !== undefined;
  const isAsSeen = isUntouched && firstLook.differences.length === 0;
  const further = await failing(() =>
    protectPositions(context, settings, isAsSeen ? observation : undefined),
  );
  const first = failure ?? mending ?? further;
  if (first !== undefined) throw first;
  if (orders.length > 0 && !settings.dryRun)
    await Promise.all([readAccountBack(context), readOpenings(context)]);
}

/** What we own is looked after also when the orders came to a bad end; not when the store is somebody else's now. */
async function failing(step: () => Promise<void>): Promise<TradebotError | undefined> {
  try {
    await step();
    return undefined;
  } catch (error) {
    if (error instanceof TradebotError && error.exit !== "lock_held") return error;
    throw error;
  }
}

function failureOf(error: unknown, { stop, events }: Ports): CycleResult {
  if (!(error instanceof TradebotError)) throw error;
  if (error.code === "CYCLE_STOPPED" && stop.reason !== undefined)
    return { kind: "stopped", reason: stop.reason };
  events.emit("cycle_failed", { failure_reason: error.code, error_message: error.message, hint: error.hint });
  return { kind: "failed", error };
}
