import { describe, expect, it } from "vitest";
import { CONNECTIONS } from "../../../../src/adapters/saxo/transport/http-exchange.ts";
import { requestId } from "../../../../src/core/domain/ids.ts";
import { instrument } from "../../../../src/core/domain/instrument.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import type { DurationMs } from "../../../../src/core/domain/time.ts";
import type { Answer } from "../support/fake-saxo.ts";
import { fixture } from "../support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, ORDER, saxoWorld } from "../support/saxo-world.ts";

const ORDERS = "/trade/v2/orders";
const PRICES = "/trade/v1/infoprices/list";
const sessionLimit = (remaining: number, reset: number): Record<string, string> => ({
  "X-RateLimit-AppDay-Remaining": "0",
  "X-RateLimit-AppDay-Reset": "70000",
  "X-RateLimit-Session-Limit": "120",
  "X-RateLimit-Session-Remaining": String(remaining),
  "X-RateLimit-Session-Reset": String(reset),
});

/** Lets time pass only when nothing is under way, so that answers never arrive later than they could. */
class PatientClock extends VirtualClock {
  isQuiet: () => boolean = () => true;

  override async sleep(duration: DurationMs): Promise<void> {
    while (!this.isQuiet()) await new Promise((resolve) => setImmediate(resolve));
    await super.sleep(duration);
  }
}

/** Counts as Saxo does: so many in each window of the clock, and a refusal for each one above. */
function limitedTo(limit: number, clock: VirtualClock, good: Answer & object) {
  let openedAt = -Infinity;
  let used = 0;
  return (): Answer => {
    const now = clock.monotonicMs();
    if (now >= openedAt + 60_000) [openedAt, used] = [now, 0];
    used += 1;
    const headers = {
      "X-RateLimit-RefDataInstrumentsMinute-Limit": String(limit),
      "X-RateLimit-RefDataInstrumentsMinute-Remaining": String(Math.max(0, limit - used)),
      "X-RateLimit-RefDataInstrumentsMinute-Reset": String(Math.floor((openedAt + 60_000 - now) / 1000)),
    };
    return used > limit ? { status: 429, headers } : { ...good, headers };
  };
}

describe("the throttle", () => {
  it("holds the next request of a group until an exhausted limit is replenished", async () => {
    const { saxo, broker, clock, events } = await saxoWorld();
    saxo
      .on("GET", "/port/v1/orders", { body: { Data: [] }, headers: sessionLimit(0, 5) })
      .on("GET", "/port/v1/netpositions", { body: { Data: [] } });
    await broker.readOpenOrders(ACCOUNT);
    expect(clock.slept).toEqual([]);
    await broker.readNetPositions(ACCOUNT);
    expect(clock.slept).toEqual([6000]);
    expect(events.of("http_limit_waited")).toEqual([
      { http_url_path: "/port/v1/netpositions", wait_ms: 6000 },
    ]);
  });

  it("holds no other group", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo
      .on("GET", "/port/v1/orders", { body: { Data: [] }, headers: sessionLimit(0, 5) })
      .on("GET", PRICES, { body: { Data: [] } });
    await broker.readOpenOrders(ACCOUNT);
    await broker.readQuotes(ACCOUNT, [EURUSD]);
    expect(clock.slept).toEqual([]);
  });

  it("holds no price request for the limit on orders", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    const headers = {
      "X-RateLimit-SessionOrders-Limit": "1",
      "X-RateLimit-SessionOrders-Remaining": "0",
      "X-RateLimit-SessionOrders-Reset": "1",
    };
    saxo
      .on("POST", ORDERS, { body: fixture("placement/placed"), headers })
      .on("GET", PRICES, { body: { Data: [] } });
    await broker.place(ORDER, requestId("one"));
    await broker.readQuotes(ACCOUNT, [EURUSD]);
    expect(clock.slept).toEqual([]);
  });

  it.each([
    [1, [1000, 1000]],
    [2, [500, 500]],
    [0.5, [2000, 2000]],
  ])("spaces prechecks and orders for %d a second", async (ordersPerSecond, waits) => {
    const { saxo, broker, clock, events } = await saxoWorld({ ordersPerSecond });
    saxo
      .on("POST", "/trade/v2/orders/precheck", { body: fixture("precheck/ok") })
      .on("POST", ORDERS, { body: fixture("placement/placed") });
    await broker.precheck(ORDER, requestId("one"));
    await broker.place(ORDER, requestId("two"));
    await broker.place(ORDER, requestId("three"));
    expect(clock.slept).toEqual(waits);
    expect(events.of("http_limit_waited").map(({ wait_ms }) => wait_ms)).toEqual(waits);
  });

  it("waits for the broker's own limit on orders when that is slower", async () => {
    const { saxo, broker, clock } = await saxoWorld({ ordersPerSecond: 10 });
    const headers = { "X-RateLimit-SessionOrders-Remaining": "0", "X-RateLimit-SessionOrders-Reset": "3" };
    saxo.on("POST", ORDERS, { body: fixture("placement/placed"), headers });
    await broker.place(ORDER, requestId("one"));
    await broker.place(ORDER, requestId("two"));
    expect(clock.slept).toEqual([3000]);
  });

  it("never provokes a refusal, however many instruments there are", async () => {
    const clock = new PatientClock();
    const { saxo, broker, events } = await saxoWorld({ clock });
    clock.isQuiet = () => events.of("http_response_received").length === broker.requestCount;
    const answer = limitedTo(60, clock, { body: fixture("trading-schedule/stock") });
    const many = Array.from({ length: 150 }, (_, index) => instrument("Stock", index + 1));
    for (const { uic } of many) {
      saxo.on("GET", `/ref/v1/instruments/tradingschedule/${String(uic)}/Stock`, answer);
    }
    await Promise.all(many.map((one) => broker.readTradingSessions(one)));
    expect(events.of("http_error")).toEqual([]);
    expect(broker.requestCount).toBe(150);
    expect(Math.floor(clock.monotonicMs())).toBe(2 * 61_000);
  });

  it("assumes 60 a minute for instruments before the broker has said anything", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo.on("GET", "/ref/v1/instruments/tradingschedule/21/FxSpot", {
      body: fixture("trading-schedule/stock"),
    });
    await Promise.all(Array.from({ length: 60 }, () => broker.readTradingSessions(EURUSD)));
    expect(clock.slept).toEqual([]);
    await broker.readTradingSessions(EURUSD);
    expect(clock.slept).toEqual([61_000]);
  });

  it("keeps as many requests of a group under way as it has connections, and no more", async () => {
    const { saxo, broker } = await saxoWorld();
    const allUsed = Promise.withResolvers<undefined>();
    let underWay = 0;
    let most = 0;
    saxo.on("GET", "/port/v1/orders", async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      if (underWay === CONNECTIONS) allUsed.resolve(undefined);
      await allUsed.promise;
      underWay -= 1;
      return { body: { Data: [] } };
    });
    await Promise.all(Array.from({ length: 100 }, () => broker.readOpenOrders(ACCOUNT)));
    expect(saxo.received.length).toBe(100);
    expect(most).toBe(CONNECTIONS);
  });

  it("lets a caller wait for the turn of its order, which then leaves at once", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo.on("POST", ORDERS, { body: fixture("placement/placed") });
    await broker.waitForOrderTurn();
    expect(clock.slept).toEqual([]);
    await broker.place(ORDER, requestId("one"));
    await broker.waitForOrderTurn();
    expect(clock.slept).toEqual([1000]);
    await broker.place(ORDER, requestId("two"));
    expect(clock.slept).toEqual([1000]);
    expect(broker.requestCount).toBe(2);
  });

  it.each<readonly [string, Answer]>([
    ["a refusal", { status: 429, headers: { "Retry-After": "90" } }],
    ["an overloaded server", { status: 503, headers: { "Retry-After": "90" } }],
    ["a refusal that counts the day", { status: 429, headers: dayUsedUp(89) }],
  ])("holds the whole group for the pause that %s asks for", async (_, answer) => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo
      .on("GET", "/port/v1/orders", answer, { body: { Data: [] } })
      .on("GET", "/port/v1/netpositions", { body: { Data: [] } });
    await Promise.all([
      broker.readOpenOrders(ACCOUNT),
      new Promise((resolve) => setImmediate(resolve)).then(() => broker.readNetPositions(ACCOUNT)),
    ]);
    expect(clock.slept[0]).toBe(90_000);
    expect(saxo.received.length).toBe(3);
  });

  it("lets the next order wait for the pause that a refused one was told of", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo.on("POST", ORDERS, { status: 429, headers: { "Retry-After": "20" } });
    const outcome = await broker.place(ORDER, requestId("one"));
    expect(outcome).toMatchObject({ kind: "not_sent", cause: { code: "BROKER_LIMIT_REACHED" } });
    expect("cause" in outcome && outcome.cause.message).toBe(
      'POST /trade/v2/orders of "ATB-ABCDEFGH234567" was refused with status 429: too many requests in too short a time; nothing was booked',
    );
    await broker.waitForOrderTurn();
    expect(clock.slept).toEqual([20_000]);
  });

  it("asks for nothing that the broker would allow only in hours", async () => {
    const { saxo, broker, clock } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { status: 429, headers: dayUsedUp(80_000) });
    await failureOf(broker.readOpenOrders(ACCOUNT));
    expect(await failureOf(broker.readNetPositions(ACCOUNT))).toMatchObject({
      code: "BROKER_LIMIT_REACHED",
      exit: "broker_unreachable",
      retry: "safe",
      message: expect.stringContaining("/port/v1/netpositions was not asked") as string,
    });
    expect(clock.slept).toEqual([]);
    expect(saxo.received.length).toBe(1);
  });

  it("gives up what it could send only after the cycle, and market data well before its end", async () => {
    const { saxo, broker, clock } = await saxoWorld({ endsAtMs: 50_000 });
    const chart = { body: fixture("chart/fx-hourly"), headers: sessionLimit(0, 31) };
    saxo
      .on("GET", "/port/v1/orders", { body: { Data: [] }, headers: sessionLimit(0, 45) })
      .on("GET", "/chart/v3/charts", chart);
    const readBars = () => broker.readBars(EURUSD, { kind: "latest", barMinutes: 60, count: 2 });
    await readBars();
    expect(await failureOf(readBars())).toMatchObject({ code: "BROKER_LIMIT_REACHED" });
    await broker.readOpenOrders(ACCOUNT);
    expect(clock.slept).toEqual([]);
    await broker.readOpenOrders(ACCOUNT);
    expect(clock.slept).toEqual([46_000]);
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_LIMIT_REACHED" });
    expect(clock.slept).toEqual([46_000]);
  });
});

function dayUsedUp(reset: number): Record<string, string> {
  return { "X-RateLimit-AppDay-Remaining": "0", "X-RateLimit-AppDay-Reset": String(reset) };
}
