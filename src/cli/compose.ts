import type { Log } from "../adapters/logging/log.ts";
import type { SqliteStore } from "../adapters/store/sqlite-store.ts";
import { systemIds } from "../adapters/system/system-ids.ts";
import type { StopWatch } from "../adapters/system/watch-signals.ts";
import type { Settings } from "../config/settings.ts";
import type { Clock, PlacementGuard, Ports } from "../cycle/ports.ts";
import type { EventEmitter } from "../events/emitter.ts";
import { brokerConnection, type BrokerConnection, type BrokerParts } from "./broker-connection.ts";

/** What a run has opened, and what it is to be told. */
interface RunParts extends Pick<BrokerParts, "endsAtMs" | "onBrokerClock"> {
  readonly settings: Settings;
  readonly clock: Clock;
  readonly stop: StopWatch;
  readonly log: Log;
  /** The log, or what stands before it. */
  readonly events: EventEmitter;
  readonly store: SqliteStore;
  readonly guard: PlacementGuard;
}

/** The real ports of a run, and the connection behind them, which is to be closed. */
export function composePorts({ log, stop, store, guard, ...parts }: RunParts): {
  readonly ports: Ports;
  readonly connection: BrokerConnection;
} {
  const { clock, events } = parts;
  const ids = systemIds();
  const connection = brokerConnection({
    ...parts,
    ids,
    signal: stop.signal,
    cache: store.cache,
    addSecret: (secret) => {
      log.addSecret(secret);
    },
  });
  const connectBroker = () => connection.connect();
  return { connection, ports: { connectBroker, store, clock, ids, events, stop: stop.request, guard } };
}
