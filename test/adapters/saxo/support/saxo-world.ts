import { afterEach } from "vitest";
import { fixedToken } from "../../../../src/adapters/saxo/transport/access-tokens.ts";
import { createSaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { SaxoBroker, SaxoOptions } from "../../../../src/adapters/saxo/saxo-broker.ts";
import { TradebotError } from "../../../../src/core/domain/errors.ts";
import { requestId } from "../../../../src/core/domain/ids.ts";
import type { RequestId } from "../../../../src/core/domain/ids.ts";
import { RecordedEvents } from "../../../support/recorded-events.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import { ACCOUNT, EURUSD, MARKET_ORDER, ORDER, STOCK, TOKEN } from "./account.ts";
import { FakeSaxo } from "./fake-saxo.ts";

export { ACCOUNT, EURUSD, MARKET_ORDER, ORDER, STOCK, TOKEN };

export interface SaxoWorld {
  readonly saxo: FakeSaxo;
  readonly broker: SaxoBroker;
  readonly clock: VirtualClock;
  readonly events: RecordedEvents;
  readonly stop: AbortController;
}

const open: SaxoWorld[] = [];

afterEach(async () => {
  for (const { broker, saxo } of open.splice(0)) {
    await saxo.close();
    await broker.close();
  }
});

/** A broker and the server it talks to; both are closed after the test. */
export async function saxoWorld(options: Partial<SaxoOptions> = {}): Promise<SaxoWorld> {
  const saxo = await FakeSaxo.start();
  const clock = new VirtualClock("2026-03-04T09:15:00Z");
  const events = new RecordedEvents();
  const stop = new AbortController();
  let count = 0;
  const nextId = (): RequestId => requestId(`generated-${String((count += 1))}`);
  const broker = createSaxoBroker({
    restBase: saxo.restBase,
    tokens: fixedToken(TOKEN),
    hideToken: (text, token) => text.replaceAll(token, "***"),
    clock,
    ids: { requestId: nextId },
    events,
    ordersPerSecond: 1,
    signal: stop.signal,
    ...options,
  });
  const world = { saxo, broker, clock, events, stop };
  open.push(world);
  return world;
}

/** The TradebotError that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<TradebotError> {
  const outcome = await call.then(
    () => "a value",
    (error: unknown) => error,
  );
  if (outcome instanceof TradebotError) return outcome;
  throw new Error(`expected a TradebotError, found ${String(outcome)}`, { cause: outcome });
}
