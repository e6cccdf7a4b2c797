import { onTestFinished } from "vitest";
import type { Ports } from "../../src/cycle/ports.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import { brokerOrderIds, ownBooks } from "../support/books.ts";
import { localSettings, runCycleIn, startWorld } from "../support/world.ts";
import type { CycleRun, World, WorldOptions } from "../support/world.ts";

const MINUTE_MS = 60_000;

/** A world that ends with the test. */
export async function world(options: WorldOptions = {}): Promise<World> {
  const started = await startWorld(options);
  onTestFinished(() => started.close());
  return started;
}

/** Starts again a minute later, on the same bar; with other settings if any are given. */
export function nextStart(surroundings: World, env?: Readonly<Record<string, string>>): Promise<CycleRun> {
  surroundings.clock.advance(MINUTE_MS);
  return runCycleIn(surroundings, env === undefined ? {} : { settings: localSettings(env) });
}

/** Each order that was intended, oldest first, as the sequence of its states with the reason for each. */
export const stories = ({ stateDirectory }: World): readonly string[] =>
  ownBooks(stateDirectory).intents.map(({ steps }) => steps.join(", "));

/** The story of an order with which nothing goes wrong. */
export const FILLED = "placing ABOUT_TO_SEND, placed ACCEPTED, filled FILLED";

/** How an order ends that is found executed before the broker's log has a line of it. */
export const FOUND_FILLED = "placed FOUND_AT_BROKER, filled FILLED";

/** Puts something in the place of a few of the broker's methods. */
export const withBroker =
  (change: (broker: Broker) => Partial<Broker>) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      return { ...broker, ...change(broker) };
    },
  });

/** Orders the broker knows of. */
export const orderCount = ({ simulator }: World): number => brokerOrderIds(simulator.snapshot()).length;

/** Orders that were sent to it. */
export const placements = ({ requests }: World): number =>
  requests.filter(({ method, target }) => method === "POST" && target.endsWith("/trade/v2/orders")).length;
