import { createHash } from "node:crypto";
import path from "node:path";
import type { SaxoBroker, SaxoOptions } from "../adapters/saxo/saxo-broker.ts";
import { fixedToken, type AccessTokens } from "../adapters/saxo/transport/access-tokens.ts";
import type { Settings } from "../config/settings.ts";
import { assert } from "../core/domain/assert.ts";
import type { TradebotError } from "../core/domain/errors.ts";
import { ASSET_TYPES } from "../core/domain/instrument.ts";
import { strategyLabel, type StrategyDeclaration } from "../core/strategy/contract.ts";
import { findStrategy } from "../core/strategy/registry.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { Cache, Clock, Ids } from "../cycle/ports.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { loginIdIn } from "./login/login-id.ts";
import { openTokens } from "./login/open-tokens.ts";

/** The strategy the settings name. */
function strategyOf(settings: Settings): StrategyDeclaration {
  const strategy = findStrategy(settings.strategy.name);
  assert(
    strategy !== undefined,
    `the checked settings name the unknown strategy "${settings.strategy.name}"`,
  );
  return strategy;
}

export const strategyLabelOf = (settings: Settings): string => strategyLabel(strategyOf(settings));

/** What the cycle needs of the configuration. */
export function cycleSettings(settings: Settings): CycleSettings {
  const { dataQuality, risk, execution } = settings;
  return {
    environment: settings.environment,
    watchlist: settings.watchlist.flatMap((entry) => (entry.kind === "instrument" ? [entry.instrument] : [])),
    symbols: settings.watchlist.filter((entry) => entry.kind === "symbol"),
    decision: {
      strategy: strategyOf(settings),
      parameters: settings.strategy.parameters,
      barMinutes: settings.barMinutes,
      requireMarketOpen: dataQuality.requireMarketOpen,
      stalenessThreshold: dataQuality.staleness,
      allowDelayedData: dataQuality.allowDelayedData,
      defaultQuantity: quantityByAssetType(risk.defaultQuantity),
      maxPositions: risk.maxPositions,
      maxDailyTrades: risk.maxDailyTrades,
      duplicateBuyPolicy: risk.duplicateBuyPolicy,
    },
    tradingHours: settings.tradingHours,
    dryRun: settings.dryRun,
    disclaimerPolicy: execution.disclaimerPolicy,
    timeout: execution.cycleTimeout,
    // read when it is needed: a cycle that asks nobody does not look for a login either
    get connectionFingerprint() {
      return connectionFingerprint(settings);
    },
  };
}

function quantityByAssetType(
  quantities: ReadonlyMap<string, Decimal>,
): CycleSettings["decision"]["defaultQuantity"] {
  const of = (assetType: (typeof ASSET_TYPES)[number]): Decimal => quantities.get(assetType) ?? ZERO;
  return {
    Stock: of("Stock"),
    Etf: of("Etf"),
    FxSpot: of("FxSpot"),
    FxCrypto: of("FxCrypto"),
    CfdOnStock: of("CfdOnStock"),
    CfdOnIndex: of("CfdOnIndex"),
    CfdOnEtf: of("CfdOnEtf"),
  };
}

/** Another token or login, address or account is another identity; the digest reveals none of them. */
function connectionFingerprint(settings: Settings): string {
  if (settings.environment === "LOCAL") return "LOCAL";
  const { restBase, authentication, accountKey, clientKey } = settings.saxo;
  const credential =
    authentication.mode === "manual"
      ? authentication.accessToken.reveal()
      : `${authentication.appKey.reveal()} ${loginIdIn(authentication.tokenFile) ?? ""}`;
  const parts = [restBase.href, credential, accountKey?.reveal() ?? "", clientKey?.reveal() ?? ""];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}

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
