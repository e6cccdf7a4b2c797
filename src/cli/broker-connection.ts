import path from "node:path";
import type { SaxoBroker, SaxoOptions } from "../adapters/saxo/saxo-broker.ts";
import { fixedToken, type AccessTokens } from "../adapters/saxo/transport/access-tokens.ts";
import type { Settings } from "../config/settings.ts";
import type { TradebotError } from "../core/domain/errors.ts";
import type { Clock, Ids } from "../cycle/ports.ts";
import type { Cache } from "../cycle/ports/cache.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { openTokens } from "./login/open-tokens.ts";

export interface BrokerParts {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly events: EventEmitter;
  readonly addSecret: (secret: string) => void;
  readonly signal: AbortSignal;
  /** Where the simulator of LOCAL keeps its books, if not in the state directory. */
  readonly simulatorPath?: string;
  readonly onBrokerClock?: SaxoOptions["onBrokerClock"];
  /** When the cycle must be over, in the clock's monotonic time; absent when there is none. */
  readonly endsAtMs?: number;
  /** What the processes before have left about the broker's rate limits; absent when it is not to be known or kept. */
  readonly cache?: Pick<Cache, "read" | "write">;
}

export interface BrokerConnection {
  connect(): Promise<SaxoBroker>;
  readonly requestCount: number;
  /** Why the login of this connection ends with it, known once it is closed. */
  readonly loginFault: TradebotError | undefined;
  /** Ends what `connect` began; nothing when it was never called. */
  close(): Promise<void>;
}

/** Connects on demand: a cycle that needs no network starts no client and, on LOCAL, no simulator. */
export function brokerConnection(parts: BrokerParts): BrokerConnection {
  let opened: Promise<OpenedBroker> | undefined;
  let broker: SaxoBroker | undefined;
  let loginFault: TradebotError | undefined;
  return {
    async connect() {
      opened ??= openBroker(parts);
      return (broker = (await opened).broker);
    },
    get requestCount() {
      return broker?.requestCount ?? 0;
    },
    get loginFault() {
      return loginFault;
    },
    async close() {
      const closing = await opened?.catch(() => undefined); // its failure was reported to whoever connected
      opened = undefined;
      loginFault = (await closing?.close()) ?? loginFault;
    },
  };
}

interface OpenedBroker {
  readonly broker: SaxoBroker;
  /** @returns why the login ends with this process */
  close(): Promise<TradebotError | undefined>;
}

async function openBroker(parts: BrokerParts): Promise<OpenedBroker> {
  const { settings, events } = parts;
  if (settings.environment === "LOCAL") return openLocal(parts);
  const { restBase, authentication, accountKey, clientKey } = settings.saxo;
  events.emit("auth_mode_selected", { auth_mode: authentication.mode });
  const { tokens, settle } = await openTokens(authentication, parts);
  const broker = await createBroker(parts, {
    restBase,
    tokens,
    ...(accountKey === undefined ? {} : { accountKey: accountKey.reveal() }),
    ...(clientKey === undefined ? {} : { clientKey: clientKey.reveal() }),
  });
  return {
    broker,
    async close() {
      await broker.close();
      return settle();
    },
  };
}

async function openLocal(parts: BrokerParts): Promise<OpenedBroker> {
  const { settings, clock, ids, events, addSecret, simulatorPath } = parts;
  const { startSimulator } = await import("../simulator/start-simulator.ts");
  const accessToken = ids.requestId(); // nobody else on this machine can talk to this simulator
  addSecret(accessToken);
  const simulator = await startSimulator({
    statePath: simulatorPath ?? path.join(settings.stateDirectory, "simulator.db"),
    now: () => clock.now(),
    accessToken,
  });
  events.emit("auth_mode_selected", { auth_mode: "embedded" });
  const broker = await createBroker(parts, {
    restBase: new URL(simulator.restBase),
    tokens: fixedToken(accessToken),
  });
  return {
    broker,
    async close() {
      await broker.close();
      await simulator.close();
      return undefined;
    },
  };
}

async function createBroker(
  { settings, clock, ids, events, signal, onBrokerClock, endsAtMs, cache }: BrokerParts,
  connection: {
    readonly restBase: URL;
    readonly tokens: AccessTokens;
    readonly accountKey?: string;
    readonly clientKey?: string;
  },
): Promise<SaxoBroker> {
  const { createSaxoBroker } = await import("../adapters/saxo/saxo-broker.ts");
  const { ordersPerSecond } = settings.execution;
  const { LiveSecrets } = await import("../adapters/logging/live-secrets.ts");
  const tokens = new LiveSecrets();
  return createSaxoBroker({
    ...connection,
    hideToken: (text, token) => {
      tokens.add(token);
      return tokens.hideIn(text);
    },
    clock,
    ids,
    events,
    ordersPerSecond,
    signal,
    ...(onBrokerClock === undefined ? {} : { onBrokerClock }),
    ...(endsAtMs === undefined ? {} : { endsAtMs }),
    // the embedded simulator counts anew with each start
    ...(cache === undefined || settings.environment === "LOCAL"
      ? {}
      : { limitMemory: limitMemory(cache, clock, connection.restBase) }),
  });
}

/** Kept for each address of the broker, whatever the token: a new session only makes the next one too careful for a minute. */
function limitMemory(
  cache: Pick<Cache, "read" | "write">,
  clock: Clock,
  restBase: URL,
): NonNullable<SaxoOptions["limitMemory"]> {
  const name = `limits/${restBase.host}${restBase.pathname}`;
  return {
    read: () => cache.read(name, clock.now()),
    write: (standing, expiresAt) => {
      cache.write(name, standing, expiresAt);
    },
  };
}
