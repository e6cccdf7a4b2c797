import { afterEach, expect } from "vitest";
import { fixedToken } from "../../../../src/adapters/saxo/transport/access-tokens.ts";
import { createSaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { SaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { AccountIdentity } from "../../../../src/core/domain/account.ts";
import { requestId } from "../../../../src/core/domain/ids.ts";
import type { RequestId } from "../../../../src/core/domain/ids.ts";
import { instrument } from "../../../../src/core/domain/instrument.ts";
import type { SimulatorOptions } from "../../../../src/simulator/simulator-options.ts";
import type { Simulator } from "../../../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../../../src/simulator/start-simulator.ts";
import { RecordedEvents } from "../../../support/recorded-events.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

export const US500 = instrument("CfdOnIndex", 4913);
export const AAPL = instrument("Stock", 211);
export const EURUSD = instrument("FxSpot", 21);

export interface SimulatedWorld {
  readonly simulator: Simulator;
  readonly broker: SaxoBroker;
  readonly clock: VirtualClock;
  readonly events: RecordedEvents;
  readonly failures: unknown[];
  readonly account: AccountIdentity;
  readonly nextId: () => RequestId;
}

const open: SimulatedWorld[] = [];

afterEach(async () => {
  for (const { simulator, broker, failures } of open.splice(0)) {
    await broker.close();
    await simulator.close();
    expect(failures).toEqual([]);
  }
});

/** A broker at work with the embedded simulator, on a Wednesday at 10:15 in New York. */
export async function simulatedWorld(options: Partial<SimulatorOptions> = {}): Promise<SimulatedWorld> {
  const clock = new VirtualClock("2026-03-04T15:15:00Z");
  const events = new RecordedEvents();
  const failures: unknown[] = [];
  const accessToken = "simulated-token";
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => clock.now(),
    accessToken,
    onFailure: (error) => failures.push(error),
    ...options,
  });
  let count = 0;
  const nextId = (): RequestId => requestId(`request-${String((count += 1))}`);
  const broker = createSaxoBroker({
    restBase: new URL(simulator.restBase),
    tokens: fixedToken(accessToken),
    hideToken: (text, token) => text.replaceAll(token, "***"),
    clock,
    ids: { requestId: nextId },
    events,
    ordersPerSecond: 1,
    signal: new AbortController().signal,
  });
  const account = await broker.readIdentity();
  const world = { simulator, broker, clock, events, failures, account, nextId };
  open.push(world);
  return world;
}
