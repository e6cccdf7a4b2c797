import { AssertionError } from "../core/domain/assert.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { durationMs, subtractDuration, timestamp } from "../core/domain/time.ts";
import type { AccountName, Identity } from "./exchange/ids.ts";
import type { OAuthOptions, OAuthServer } from "./oauth/oauth-server.ts";
import type { Market } from "./market/types.ts";
import { WorldStore } from "./persistence/world-store.ts";
import type { Desk } from "./server/desk.ts";
import { DUPLICATE_WINDOW_MS, DuplicateGuard } from "./server/duplicate-guard.ts";
import { Faults } from "./server/faults.ts";
import { Gate } from "./server/gate.ts";
import { KnownTokens } from "./server/known-tokens.ts";
import type { Incoming, Outcome } from "./server/http-server.ts";
import { listen, portOf, stopListening } from "./server/http-server.ts";
import { openDesk } from "./open-desk.ts";
import { OAUTH_ROOTS, REST_ROOTS } from "./server/incoming.ts";
import type { QuoteOverrides } from "./server/quote-overrides.ts";
import { RateLimits } from "./server/rate-limits.ts";
import type { EndpointName } from "./server/route.ts";
import type { SimulatorOptions } from "./simulator-options.ts";
import type { SimulatorSnapshot } from "./snapshot.ts";
import { takeSnapshot } from "./snapshot.ts";

export interface Simulator {
  /** `http://127.0.0.1:<port>/sim/openapi` */
  readonly restBase: string;
  /** `http://127.0.0.1:<port>/openapi` */
  readonly liveRestBase: string;
  /** What lies below it answers at `/authorize` and `/token`. */
  readonly authBase: string;
  readonly liveAuthBase: string;
  readonly port: number;
  readonly seed: number;
  readonly identity: Identity;
  readonly market: Market;
  readonly faults: Faults;
  readonly quotes: QuoteOverrides;
  readonly oauth: OAuthServer | undefined;
  /** Of the client, in the order in which they are listed. */
  readonly accounts: readonly AccountName[];
  /** The books of an account, by default of the first, as they are now, with everything the order log will show. */
  snapshot(accountKey?: string): SimulatorSnapshot;
  /** Stops listening, cuts kept connections and releases the state. */
  close(): Promise<void>;
}

/**
 * Starts a Saxo of our own on the loopback interface.
 *
 * @throws TradebotError when the state is in use by another process or cannot be read
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const store = new WorldStore(options.statePath);
  try {
    return await serve(options, store);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function serve(options: SimulatorOptions, store: WorldStore): Promise<Simulator> {
  const desk = openDesk(options, store);
  const oauth = options.oauth && (await openOAuth(options.oauth, desk, options.now));
  try {
    return await open(options, { store, desk, oauth });
  } catch (error) {
    oauth?.close();
    throw error;
  }
}

interface Parts {
  readonly store: WorldStore;
  readonly desk: Desk;
  readonly oauth: OAuthServer | undefined;
}

async function open(options: SimulatorOptions, { store, desk, oauth }: Parts): Promise<Simulator> {
  const { now } = options;
  const faults = new Faults(desk.seed, options.sleep !== undefined);
  let origin = "";
  const gate = new Gate({
    desk,
    faults,
    limits: new RateLimits(options.enforceRateLimits ?? true),
    duplicates: new DuplicateGuard(
      store.writesSeen(subtractDuration(now(), durationMs(DUPLICATE_WINDOW_MS))),
    ),
    tokens: new KnownTokens(
      options.accessToken,
      {
        id: desk.identity.sessionId,
        beganAt: timestamp(Math.max(now(), desk.defaultAccount.settledThrough)),
      },
      oauth,
    ),
    oauth: oauth && ((incoming, address) => oauth.handle(incoming, address)),
    pacedOrderCalls: pacedOrderCalls(options.precheckCountsAsOrder ?? false),
    now,
    base: (environment) => origin + REST_ROOTS[environment],
  });
  const server = await listen(options.port ?? 0, {
    handle: (incoming) => attend(incoming, gate, options),
    sleep: options.sleep ?? cannotWait,
  });
  const port = portOf(server);
  origin = `http://127.0.0.1:${port}`;
  return {
    restBase: origin + REST_ROOTS.SIM,
    liveRestBase: origin + REST_ROOTS.LIVE,
    authBase: origin + OAUTH_ROOTS.SIM,
    liveAuthBase: origin + OAUTH_ROOTS.LIVE,
    port,
    seed: desk.seed,
    identity: desk.identity,
    accounts: desk.accounts.map(({ account }) => desk.nameOf(account.number)),
    market: desk.market,
    faults,
    quotes: desk.quotes,
    oauth,
    snapshot: (accountKey) => takeSnapshot(desk, store, { now: now(), accountKey }),
    close: async () => {
      await stopListening(server);
      oauth?.close();
      store.close();
    },
  };
}

/** Loaded on demand: a cycle on LOCAL has no use for it. */
async function openOAuth(options: OAuthOptions, desk: Desk, now: () => Timestamp): Promise<OAuthServer> {
  const { OAuthServer } = await import("./oauth/oauth-server.ts");
  const { seed, identity } = desk;
  return new OAuthServer(options, { seed, identity, now: () => desk.instant(now()) });
}

const ORDER_WRITES: readonly EndpointName[] = ["place_order", "change_order", "cancel_orders"];

function cannotWait(): Promise<never> {
  return Promise.reject(new AssertionError("no fault that takes time is taken without a way to wait"));
}

function pacedOrderCalls(withPrecheck: boolean): ReadonlySet<EndpointName> {
  return new Set(withPrecheck ? [...ORDER_WRITES, "precheck"] : ORDER_WRITES);
}

function attend(incoming: Incoming, gate: Gate, options: SimulatorOptions): Outcome {
  const outcome = attempt(incoming, gate, options.onFailure ?? throwLater);
  options.onRequest?.({
    method: incoming.method,
    target: incoming.target,
    at: options.now(),
    faults: outcome.faults ?? [],
    ...(outcome.kind === "answer" && { status: outcome.answer.status }),
  });
  return outcome;
}

/** An error of the simulator's own is a 500 to its client, as any broker's would be. */
function attempt(incoming: Incoming, gate: Gate, report: (error: unknown) => void): Outcome {
  try {
    return gate.handle(incoming);
  } catch (error) {
    report(error);
    return { kind: "answer", answer: { status: 500 } };
  }
}

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
