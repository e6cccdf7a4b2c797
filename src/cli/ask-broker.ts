import { existsSync } from "node:fs";
import path from "node:path";
import type { SaxoBroker } from "../adapters/saxo/saxo-broker.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import { systemIds } from "../adapters/system/system-ids.ts";
import { watchSignals, type StopWatch } from "../adapters/system/watch-signals.ts";
import type { Settings } from "../config/settings.ts";
import type { AccountIdentity } from "../core/domain/account.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { brokerConnection } from "./broker-connection.ts";
import { Interrupted } from "./interrupted.ts";
import { loginEvents } from "./login/command-events.ts";
import type { Host } from "./main.ts";
import { ownLine } from "./output.ts";
import { withProgress, type Say } from "./progress.ts";
import { holderText, underLock } from "./under-lock.ts";

/** What a command that places no order may use. */
type ReadingBroker = Pick<
  SaxoBroker,
  | "readBalance"
  | "readNetPositions"
  | "readPositions"
  | "readClosedPositions"
  | "readOpenOrders"
  | "searchInstruments"
  | "readInstrumentDetails"
  | "readTradingSessions"
  | "readQuotes"
  | "readSessionLevels"
  | "takeFullTrading"
>;

export interface Asked {
  readonly broker: ReadingBroker;
  readonly account: AccountIdentity;
  /** When the asking began. */
  readonly asOf: Timestamp;
}

interface AskingOptions {
  /** Whether the answer depends on what the account holds; without, LOCAL needs neither its books nor their lock. */
  readonly books: "own" | "none";
}

/**
 * Lets a command read what the broker holds now. On LOCAL the books belong to whoever holds the lock, so it is taken
 * for the moment; elsewhere a cycle that runs is not disturbed.
 *
 * @throws TradebotError `LOCK_HELD`, `SIMULATOR_NOT_STARTED`, `LOGIN_UNSAVED`, or why the broker could not be asked
 * @throws Interrupted when a signal ended it
 */
export async function askBroker<Result>(
  host: Host,
  settings: Settings,
  read: (asked: Asked) => Promise<Result>,
  { books }: AskingOptions = { books: "own" },
): Promise<Result> {
  const stop = watchSignals(); // a renewal under way is not cut off: its answer, and with it the login, would be lost
  try {
    return await withProgress(host, (say) => {
      say("asking the broker");
      const ask = (): Promise<Result> =>
        connectAndRead({ host, settings, say, signal: stop.signal }, read, { books });
      return settings.environment === "LOCAL" && books === "own"
        ? withBooksOfSimulator(host, settings, ask)
        : ask();
    });
  } catch (error) {
    throw whyEnded(error, stop);
  } finally {
    stop.close();
  }
}

/** A lost login outranks the wish to end. */
function whyEnded(error: unknown, { request: { reason } }: StopWatch): unknown {
  const isLoginLost = error instanceof TradebotError && error.code === "LOGIN_UNSAVED";
  return reason?.kind === "signal" && !isLoginLost ? new Interrupted(reason.signal, error) : error;
}

interface Reader {
  readonly host: Host;
  readonly settings: Settings;
  readonly say: Say;
  readonly signal: AbortSignal;
}

async function connectAndRead<Result>(
  { host, settings, say, signal }: Reader,
  read: (asked: Asked) => Promise<Result>,
  { books }: AskingOptions,
): Promise<Result> {
  const clock = systemClock(signal);
  const log = loginEvents(host, settings, clock);
  const connection = brokerConnection({
    settings,
    clock,
    ids: systemIds(),
    events: retriesTo(say, log),
    addSecret: log.addSecret,
    signal,
    ...(books === "none" ? { simulatorPath: ":memory:" } : {}),
  });
  const asking = async (): Promise<Result> => {
    const asOf = clock.now();
    const broker = await connection.connect();
    return read({ broker, account: await broker.readIdentity(), asOf });
  };
  const [asked] = await Promise.allSettled([asking()]);
  await connection.close();
  if (connection.loginFault !== undefined) throw connection.loginFault; // of all that went wrong this weighs most
  if (asked.status === "rejected") throw asked.reason;
  return asked.value;
}

/** Who waits learns why. */
const retriesTo = (say: Say, log: EventEmitter): EventEmitter => ({
  emit(name, fields) {
    log.emit(name, fields);
    const known: Readonly<Record<string, unknown>> = fields;
    if (name === "http_error" && known["wait_ms"] !== undefined)
      say(`${String(known["http_url_path"])} failed, trying again`);
  },
});

async function withBooksOfSimulator<Result>(
  { stderr }: Host,
  { stateDirectory }: Settings,
  ask: () => Promise<Result>,
): Promise<Result> {
  if (!existsSync(path.join(stateDirectory, "simulator.db"))) throw simulatorNotStarted();
  return underLock(stateDirectory, WORDING, ({ recovered }) => {
    if (recovered !== undefined) {
      stderr.write(
        ownLine(
          `the lock was left behind by ${holderText(recovered)}, which is dead; the next cycle settles what it left`,
        ),
      );
    }
    return ask();
  });
}

const WORDING = {
  refusal: (holder: string | undefined) =>
    `the lock is held${holder === undefined ? "" : ` by ${holder}`}, and with it the books of the embedded simulator`,
  hint: "try again when the cycle is over",
};

/** Asking would found the account, and its market would start now instead of with the first cycle. */
export const simulatorNotStarted = (): TradebotError =>
  new TradebotError({
    code: "SIMULATOR_NOT_STARTED",
    message: "the embedded simulator holds no account yet",
    exit: "usage",
    hint: "run a cycle: tradebot --single-cycle",
  });
