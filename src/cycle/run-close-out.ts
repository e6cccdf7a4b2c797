import { TradebotError } from "../core/domain/errors.ts";
import type { CycleId } from "../core/domain/ids.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { isInSession, nextSessionOpening } from "../core/hours/sessions.ts";
import { adoptOwnOrders } from "./adopt-own-orders.ts";
import { readSessions } from "./cached-facts.ts";
import { ENDS_ALL, unlessAllEnds } from "./cancel-for-close-out.ts";
import { closeOut, isFlat, type CloseOut, type CloseOutResult, type CloseOutWish } from "./close-out.ts";
import { lookAtHoldings, type CloseOutLook } from "./close-out-look.ts";
import { connector } from "./connect.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { takeOverLateOrders } from "./late-orders.ts";
import type { Ports } from "./ports.ts";
import { protectPositions } from "./protect-positions.ts";
import { readAccountBack } from "./record-account.ts";
import { Refusals, type Refusal } from "./refusals.ts";
import { resumeUnsettledOrders } from "./resume.ts";
import type { CycleSettings } from "./settings.ts";
import { strategyLabelOf } from "./strategy-label.ts";
import { takeOverOwn } from "./take-over-own.ts";
import { newTally, type Tally } from "./tally.ts";

/** What became of a wish to be flat. */
export interface CloseOutReport extends CloseOutResult {
  readonly isFlat: boolean;
  readonly tally: Tally;
  /** Of an instrument in which something is left: why its newest order came to nothing. */
  readonly refusalOf: (instrumentId: string) => Refusal | undefined;
  /** Markets that are closed now, and when each opens, where the broker says. */
  readonly closedUntil: ReadonlyMap<string, Timestamp | undefined>;
}

/**
 * Brings what is ours to an end: what earlier processes left open is settled first, as in every cycle, and orders that
 * a lost store has forgotten are taken over, so that they are recognised. Operating failures are part of the report.
 */
export async function runCloseOut(
  ports: Ports,
  settings: CycleSettings,
  { cycle, wish }: { readonly cycle: CycleId; readonly wish: CloseOutWish },
): Promise<CloseOutReport> {
  const refusals = new Refusals(ports.events);
  const tally = newTally(0);
  const context: CycleContext = {
    ports: { ...ports, events: refusals },
    cycle,
    tally,
    silences: new Map(),
  };
  const connect = connector(context, settings);
  const result = await conduct(connect, { settings, wish, refusals }).catch(failed);
  const { last } = result;
  const closedUntil =
    last === undefined ? new Map<string, never>() : await closedMarkets(context, connect, last);
  return {
    ...result,
    isFlat: result.failure === undefined && last !== undefined && isFlat(last),
    tally,
    refusalOf: (instrumentId) => refusals.of(instrumentId),
    closedUntil,
  };
}

interface Conduct {
  readonly settings: CycleSettings;
  readonly wish: CloseOutWish;
  readonly refusals: Refusals;
}

async function conduct(
  connect: () => Promise<ConnectedContext>,
  { settings, wish, refusals }: Conduct,
): Promise<CloseOutResult> {
  const connected = await connect();
  const strategy = strategyLabelOf(settings);
  const learn = () => learnOwn(connected, strategy);
  const closing: CloseOut = { ...wish, context: connected, learn, refusals };
  const result = await guardWhatIsLeft(closing, settings, await closeOut(closing));
  if (result.last === undefined) return result;
  return { ...result, ...(await readAccountBack(connected).then(() => ({}), failed)) };
}

/** What could not be closed, as while its market is closed, is not left without the orders that were in the way. */
async function guardWhatIsLeft(
  closing: CloseOut,
  { protection }: CycleSettings,
  result: CloseOutResult,
): Promise<CloseOutResult> {
  const { last, failure } = result;
  const isOver = last === undefined || isFlat(last) || (failure !== undefined && ENDS_ALL.has(failure.exit));
  if (isOver) return result;
  const { context, disclaimerPolicy } = closing;
  try {
    await protectPositions(context, { protection, dryRun: false, disclaimerPolicy }, undefined);
    return { ...result, last: await lookAtHoldings(closing) };
  } catch (error) {
    return { ...result, ...present({ failure: failure ?? failed(error).failure }) };
  }
}

/**
 * A part of the broker's records that does not answer keeps nothing from being closed that we know of.
 *
 * @returns the first failure
 * @throws TradebotError when nothing can be sent any more
 */
async function learnOwn(context: ConnectedContext, strategy: string): Promise<TradebotError | undefined> {
  const steps = [
    () => resumeUnsettledOrders(context, () => Promise.resolve(context)),
    () => adoptOwnOrders(context, strategy),
    () => takeOverLateOrders(context),
    () => takeOverOwn(context, strategy),
  ];
  let first: TradebotError | undefined;
  for (const step of steps) {
    const failure = await step().then(() => undefined, unlessAllEnds);
    first ??= failure;
  }
  return first;
}

function failed(error: unknown): CloseOutResult {
  if (!(error instanceof TradebotError)) throw error;
  return { failure: error };
}

/** For words alone: a schedule that cannot be read is left out. */
async function closedMarkets(
  { ports }: CycleContext,
  connect: () => Promise<ConnectedContext>,
  { holdings }: CloseOutLook,
): Promise<ReadonlyMap<string, Timestamp | undefined>> {
  const closed = new Map<string, Timestamp | undefined>();
  for (const { instrumentId, quantity } of holdings) {
    const instrument = instrumentFromId(instrumentId);
    if (instrument === undefined || quantity.eq("0") || ports.stop.reason !== undefined) continue;
    try {
      const sessions = await readSessions(ports, connect, instrument);
      const now = ports.clock.now();
      if (!isInSession(now, sessions)) closed.set(instrumentId, nextSessionOpening(now, sessions));
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error; // the client has logged it; it says nothing about the holding
    }
  }
  return closed;
}
