import { afterEach } from "vitest";
import { fixedToken } from "../../../../src/adapters/saxo/transport/access-tokens.ts";
import { createSaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { SaxoBroker, SaxoOptions } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { AccountIdentity } from "../../../../src/core/domain/account.ts";
import { decimal } from "../../../../src/core/domain/decimal.ts";
import { TradebotError } from "../../../../src/core/domain/errors.ts";
import { accountKey, clientKey, externalReference, requestId } from "../../../../src/core/domain/ids.ts";
import type { RequestId } from "../../../../src/core/domain/ids.ts";
import { instrument } from "../../../../src/core/domain/instrument.ts";
import type { MarketOrder, Placement } from "../../../../src/core/domain/order.ts";
import { RecordedEvents } from "../../../support/recorded-events.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import { FakeSaxo } from "./fake-saxo.ts";

export const TOKEN = "eyJhbGciOiJFUzI1NiJ9.secret-token-of-the-tests.c2lnbmF0dXJl";

export const ACCOUNT: AccountIdentity = {
  clientKey: clientKey("Cl-Example|Key0123456789=="),
  accountKey: accountKey("Ac-Example|Key0123456789=="),
  accountId: "4400111EUR",
  currency: "EUR",
  nettingProfile: "FifoRealTime",
  rights: {
    canTrade: true,
    legalAssetTypes: ["FxSpot", "Stock"],
    hasAcceptedMarketDataTerms: true,
    tradeLevel: "OrdersOnly",
    dataLevel: "Standard",
  },
};

export const EURUSD = instrument("FxSpot", 21);
export const STOCK = instrument("Stock", 211);

export const MARKET_ORDER: MarketOrder = {
  kind: "market",
  accountKey: ACCOUNT.accountKey,
  instrument: EURUSD,
  side: "buy",
  quantity: decimal("10000"),
  externalReference: externalReference("ATB-ABCDEFGH234567"),
};

export const ORDER: Placement = { kind: "single", order: MARKET_ORDER };

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
