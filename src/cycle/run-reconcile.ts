import type { AccountBalance } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { CycleId } from "../core/domain/ids.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { CashDifference } from "../core/execution/compare-cash.ts";
import { adoptOwnOrders } from "./adopt-own-orders.ts";
import { compareAccount } from "./compare-account.ts";
import { connector } from "./connect.ts";
import type { ConnectedContext, CycleContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import { positionDifferences, type PositionDifference } from "./position-differences.ts";
import type { Ports } from "./ports.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import { putRight, readHoldings } from "./put-right.ts";
import { resumeUnsettledOrders } from "./resume.ts";
import type { CycleSettings } from "./settings.ts";
import { strategyLabelOf } from "./strategy-label.ts";
import { takeOverOwn } from "./take-over-own.ts";
import { newTally, type Tally } from "./tally.ts";

/** What our records and the broker said of each other. */
export interface ReconcileReport {
  readonly tally: Tally;
  /** Not final before, as they were then. */
  readonly before: readonly IntentStanding[];
  /** Not final now. */
  readonly unsettled: readonly IntentStanding[];
  /** Absent when the broker could not be asked to the end. */
  readonly account?: ComparedAccount;
  readonly failure?: TradebotError;
}

interface ComparedAccount {
  readonly positions: readonly ComparedPosition[];
  readonly balance: AccountBalance;
  /** Absent when all is explained. */
  readonly cash: CashDifference | undefined;
}

interface ComparedPosition {
  readonly instrumentId: string;
  /** By our own records, signed. */
  readonly ownBefore: Decimal;
  readonly own: Decimal;
  readonly atBroker: Decimal;
  /** What is still not borne out. */
  readonly difference?: PositionDifference;
}

/**
 * Compares our records with the broker's and brings them to agree, as each cycle does, at any hour and without an order:
 * orders, executions, positions, cash. Operating failures are part of the report.
 */
export async function runReconcile(
  ports: Ports,
  settings: CycleSettings,
  cycle: CycleId,
): Promise<ReconcileReport> {
  const tally = newTally(0);
  const context: CycleContext = { ports, cycle, tally, silences: new Map() };
  const before = ports.store.unsettledIntents();
  const outcome = await compare(context, settings).then((account) => ({ account }), failed);
  const unsettled = ports.store.unsettledIntents();
  tally.unknown = unsettled.filter(isInDoubt).length;
  return { tally, before, unsettled, ...outcome };
}

function failed(error: unknown): { readonly failure: TradebotError } {
  if (error instanceof TradebotError) return { failure: error };
  throw error;
}

async function compare(context: CycleContext, settings: CycleSettings): Promise<ComparedAccount> {
  const { store } = context.ports;
  const connect = connector(context, settings);
  const ownBefore = store.ownPositions();
  await resumeUnsettledOrders(context, connect);
  const connected = await connect();
  const strategy = strategyLabelOf(settings);
  await adoptOwnOrders(connected, strategy);
  await takeOverOwn(connected, strategy); // also what was over before the store could know of it, which no list shows
  const { askedAtMs, balance, seen } = await look(connected);
  await followProtection(connected, seen.openOrders);
  const { differences, cash } = compareAccount(connected, { ...seen, balance });
  await putRight(connected, { differences, askedAtMs, strategy });
  return { balance, cash, positions: comparedPositions(connected, ownBefore, seen) };
}

async function look(context: ConnectedContext) {
  const { broker, account, ports } = context;
  const askedAtMs = ports.clock.monotonicMs();
  const [balance, seen] = await Promise.all([broker.readBalance(account), readHoldings(context)]);
  return { askedAtMs, balance, seen };
}

function comparedPositions(
  context: ConnectedContext,
  ownBefore: ReadonlyMap<string, Decimal>,
  seen: Awaited<ReturnType<typeof readHoldings>>,
): readonly ComparedPosition[] {
  const own: ReadonlyMap<string, Decimal> = context.ports.store.ownPositions();
  const atBroker = new Map(seen.positions.map(({ instrumentId, quantity }) => [instrumentId, quantity]));
  const open = positionDifferences(context, seen);
  return [...new Set([...ownBefore.keys(), ...own.keys(), ...atBroker.keys()])].sort().map((instrumentId) => {
    const difference = open.find((one) => one.instrumentId === instrumentId);
    return {
      instrumentId,
      ownBefore: ownBefore.get(instrumentId) ?? ZERO,
      own: own.get(instrumentId) ?? ZERO,
      atBroker: atBroker.get(instrumentId) ?? ZERO,
      ...(difference === undefined ? {} : { difference }),
    };
  });
}
