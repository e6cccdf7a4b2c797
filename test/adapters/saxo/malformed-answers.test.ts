import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SaxoBroker } from "../../../src/adapters/saxo/saxo-broker.ts";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { orderId, requestId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, ORDER, saxoWorld, STOCK } from "./support/saxo-world.ts";

/** Puts another value in the place of the n-th one, in depth-first order; `undefined` takes it out. */
function replaceNth(value: unknown, n: number, replacement: unknown): unknown {
  let index = -1;
  const walk = (current: unknown): unknown => {
    index += 1;
    if (index === n) return replacement;
    if (Array.isArray(current)) return current.map(walk);
    if (typeof current !== "object" || current === null) return current;
    return Object.fromEntries(Object.entries(current).map(([key, child]) => [key, walk(child)]));
  };
  return walk(value);
}

const countOf = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? Object.values(value).reduce((sum: number, child) => sum + countOf(child), 1)
    : 1;

const CALLS: readonly {
  readonly method: string;
  readonly path: string;
  readonly fixture: string;
  readonly call: (broker: SaxoBroker) => Promise<unknown>;
}[] = [
  {
    method: "GET",
    path: "/root/v1/sessions/capabilities",
    fixture: "session-capabilities/orders-only",
    call: (broker) => broker.readIdentity(),
  },
  {
    method: "GET",
    path: "/port/v1/clients/me",
    fixture: "client/real-time",
    call: (broker) => broker.readIdentity(),
  },
  {
    method: "GET",
    path: "/port/v1/accounts/me",
    fixture: "accounts/one",
    call: (broker) => broker.readIdentity(),
  },
  {
    method: "GET",
    path: "/port/v1/balances",
    fixture: "balance/reliable",
    call: (broker) => broker.readBalance(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/netpositions",
    fixture: "net-positions/several",
    call: (broker) => broker.readNetPositions(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/orders",
    fixture: "open-orders/several",
    call: (broker) => broker.readOpenOrders(ACCOUNT),
  },
  {
    method: "GET",
    path: "/cs/v1/audit/orderactivities",
    fixture: "order-activities/market-order-filled",
    call: (broker) => broker.readOrderActivities(ACCOUNT, timestamp(0)),
  },
  {
    method: "GET",
    path: "/ref/v1/instruments/details",
    fixture: "instrument-details/stocks",
    call: (broker) => broker.readInstrumentDetails(ACCOUNT, [STOCK]),
  },
  {
    method: "GET",
    path: "/ref/v1/instruments/tradingschedule/211/Stock",
    fixture: "trading-schedule/stock",
    call: (broker) => broker.readTradingSessions(STOCK),
  },
  {
    method: "GET",
    path: "/trade/v1/infoprices/list",
    fixture: "info-prices/fx",
    call: (broker) => broker.readQuotes(ACCOUNT, [EURUSD]),
  },
  {
    method: "GET",
    path: "/chart/v3/charts",
    fixture: "chart/fx-hourly",
    call: (broker) => broker.readBars(EURUSD, { kind: "latest", barMinutes: 60, count: 2 }),
  },
  {
    method: "POST",
    path: "/trade/v2/orders/precheck",
    fixture: "precheck/ok-with-disclaimers",
    call: (broker) => broker.precheck(ORDER, requestId("one")),
  },
  {
    method: "GET",
    path: "/dm/v2/disclaimers",
    fixture: "disclaimers/two",
    call: (broker) => broker.readDisclaimers(["dG9rZW4+MQ=="]),
  },
  {
    method: "POST",
    path: "/trade/v2/orders",
    fixture: "placement/placed",
    call: (broker) => broker.place(ORDER, requestId("one")),
  },
  {
    method: "DELETE",
    path: "/trade/v2/orders/5000000001",
    fixture: "cancellation/requested",
    call: (broker) => broker.cancel(ACCOUNT, [orderId("5000000001")], requestId("one")),
  },
];

const WRONG: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  1.5,
  1e308,
  5e-324,
  "",
  " ",
  "text",
  "0001-01-01T00:00:00Z",
  "2026-02-30T25:61:00Z",
  true,
  [],
  {},
  [[]],
];

describe("an answer that is not as documented", () => {
  it.each(CALLS)("to $method $path ends as a value or an operating failure", async (one) => {
    const { saxo, broker } = await saxoWorld({ ordersPerSecond: 1000 });
    for (const { method, path, fixture: name } of CALLS) saxo.on(method, path, { body: fixture(name) });
    const good = fixture(one.fixture);
    const text = JSON.stringify(good);
    const mistyped = fc
      .tuple(fc.nat({ max: countOf(good) - 1 }), fc.constantFrom(...WRONG))
      .map(([n, value]) => JSON.stringify(replaceNth(good, n, value) ?? null));
    const truncated = fc.nat({ max: text.length }).map((length) => text.slice(0, length));
    const status = fc.constantFrom(200, 200, 200, 201, 202, 204, 304, 400, 404, 409);
    await fc.assert(
      fc.asyncProperty(fc.oneof(mistyped, truncated, fc.json()), status, async (body, code) => {
        saxo.on(one.method, one.path, {
          status: code,
          text: code === 204 || code === 304 ? "" : body,
        });
        await one.call(broker).catch((error: unknown) => {
          expect(error).toBeInstanceOf(TradebotError);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each(CALLS)("to $method $path may hold fields nobody knows yet", async (one) => {
    const { saxo, broker } = await saxoWorld();
    for (const { method, path, fixture: name } of CALLS) saxo.on(method, path, { body: fixture(name) });
    const plain = await one.call(broker);
    const extended = JSON.stringify(fixture(one.fixture)).replaceAll("{", '{"NewIn2027":{"Deep":[1]},');
    saxo.on(one.method, one.path, { text: extended.replaceAll('{"Deep":[1]},}', '{"Deep":[1]}}') });
    expect(await one.call(broker)).toEqual(plain);
  });
});
