import { seconds } from "../../core/domain/time.ts";
import type { DurationMs } from "../../core/domain/time.ts";
import { ANSWER_PATIENCE } from "../../core/execution/verdict.ts";
import type { Clock, Ids } from "../../cycle/ports.ts";
import type { Broker } from "../../cycle/ports/broker.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { readBalance } from "./endpoints/balance.ts";
import { readBars } from "./endpoints/bars.ts";
import { cancelAll, cancelOrders } from "./endpoints/cancel-order.ts";
import { changeOrder } from "./endpoints/change-order.ts";
import { readClosedPositions } from "./endpoints/closed-positions.ts";
import { answerDisclaimer, readDisclaimers } from "./endpoints/disclaimers.ts";
import { ForeignRows } from "./endpoints/foreign-rows.ts";
import { readIdentity } from "./endpoints/identity.ts";
import { readInstrumentDetails } from "./endpoints/instrument-details.ts";
import { readLoginOwner, type LoginOwner } from "./endpoints/login-owner.ts";
import { readNetPositions } from "./endpoints/net-positions.ts";
import { readOpenOrders } from "./endpoints/open-orders.ts";
import { readOrderActivities } from "./endpoints/order-activities.ts";
import { placeOrder } from "./endpoints/place-order.ts";
import { readPositions } from "./endpoints/positions.ts";
import { precheck } from "./endpoints/precheck.ts";
import { readQuotes } from "./endpoints/quotes.ts";
import { searchInstruments } from "./endpoints/search-instruments.ts";
import { readSessionLevels, takeFullTrading, type SessionLevels } from "./endpoints/session-levels.ts";
import { readTradingSessions } from "./endpoints/trading-sessions.ts";
import type { ClockReading } from "../../core/domain/clock-skew.ts";
import type { AccessTokens } from "./transport/access-tokens.ts";
import { BrokerClock } from "./transport/broker-clock.ts";
import type { LimitMemory } from "./transport/limit-memory.ts";
import { SaxoClient } from "./transport/saxo-client.ts";

const READ_TIMEOUT = seconds(10);

export interface SaxoOptions {
  /** E.g. `https://gateway.saxobank.com/sim/openapi`. */
  readonly restBase: URL;
  /** Asked before each request; what they give is sent in its header and shown nowhere. */
  readonly tokens: AccessTokens;
  /** Takes the token out of a text, in whatever form it stands there. */
  readonly hideToken: (text: string, token: string) => string;
  /** The configured account; needed when the client has several. */
  readonly accountKey?: string;
  readonly clientKey?: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: EventEmitter;
  /** > 0; order writes and prechecks are spaced by its inverse. */
  readonly ordersPerSecond: number;
  readonly readTimeout?: DurationMs;
  readonly writeTimeout?: DurationMs;
  /** The deadline of the cycle, or a wish to stop: ends reads and what is not yet sent, never a write under way. */
  readonly signal: AbortSignal;
  /** When the cycle must be over, in the clock's monotonic time: nothing is waited for that would come later. */
  readonly endsAtMs?: number;
  /** Where it is kept between processes how much of the broker's rate limits is used up. */
  readonly limitMemory?: LimitMemory;
  /** Told of the broker's clock with each answer that has it. */
  readonly onBrokerClock?: (reading: ClockReading) => void;
}

export interface SaxoBroker extends Broker {
  /** HTTP requests sent so far, repeated ones included. */
  readonly requestCount: number;
  /** Whom the login speaks for, whichever of its accounts is configured. */
  readLoginOwner(): Promise<LoginOwner>;
  /** What the login's session may do. */
  readSessionLevels(): Promise<SessionLevels>;
  /** Raises the level of the session, which lowers every other one of the same user. */
  takeFullTrading(): Promise<SessionLevels>;
  /** Ends reads still under way and closes the connections; the broker is of no use afterwards. */
  close(): Promise<void>;
}

/** The broker port over Saxo's OpenAPI. Connects with the first call. */
export function createSaxoBroker(options: SaxoOptions): SaxoBroker {
  const { ids, events, accountKey, clientKey } = options;
  const choice = {
    ...(accountKey === undefined ? {} : { accountKey }),
    ...(clientKey === undefined ? {} : { clientKey }),
  };
  const brokerClock = new BrokerClock(options.clock);
  const client = new SaxoClient({
    ...options,
    onBrokerClock: (reading) => {
      brokerClock.note(reading);
      options.onBrokerClock?.(reading);
    },
    readTimeout: options.readTimeout ?? READ_TIMEOUT,
    writeTimeout: options.writeTimeout ?? ANSWER_PATIENCE,
    stop: options.signal,
  });
  const foreign = new ForeignRows(events);
  return {
    get requestCount() {
      return client.requestCount;
    },
    close: () => client.close(),
    clockAheadMs: () => brokerClock.aheadMs(),
    readLoginOwner: () => readLoginOwner(client),
    readIdentity: () => readIdentity(client, choice, events),
    readBalance: (account) => readBalance(client, account),
    readNetPositions: (account) => readNetPositions(client, account),
    readPositions: (account) => readPositions(client, account),
    readClosedPositions: (account) => readClosedPositions(client, account),
    readOpenOrders: (account) => readOpenOrders(client, account, foreign),
    readOrderActivities: (account, since) => readOrderActivities(client, account, { since, foreign }),
    readInstrumentDetails: (account, instruments) => readInstrumentDetails(client, account, instruments),
    readSessionLevels: () => readSessionLevels(client),
    takeFullTrading: () => takeFullTrading(client, options.clock, ids.requestId()),
    searchInstruments: (account, search) => searchInstruments(client, account, search),
    readTradingSessions: (instrument) => readTradingSessions(client, instrument),
    readQuotes: (account, instruments) => readQuotes(client, account, instruments),
    readBars: (instrument, query) => readBars(client, instrument, query),
    precheck: (placement, requestId) => precheck(client, ids, { placement, requestId }),
    readDisclaimers: (tokens) => readDisclaimers(client, tokens),
    answerDisclaimer: (answer) => answerDisclaimer(client, answer, ids.requestId()),
    waitForOrderTurn: () => client.waitForOrderTurn(),
    place: (placement, requestId, mayGoAgain) =>
      placeOrder(client, ids, { placement, requestId, mayGoAgain }),
    change: (change, requestId) => changeOrder(client, change, requestId),
    cancel: ({ accountKey: key }, orderIds, requestId) =>
      cancelOrders(client, { accountKey: key, orderIds, requestId }),
    cancelAll: (account, instrument, requestId) => cancelAll(client, account, { instrument, requestId }),
  };
}
