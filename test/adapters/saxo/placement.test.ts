import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placementOutcome } from "../../../src/adapters/saxo/mapping/placement-outcome.ts";
import { readReply } from "../../../src/adapters/saxo/transport/reply.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { requestId } from "../../../src/core/domain/ids.ts";
import { durationMs } from "../../../src/core/domain/time.ts";
import type { PlacementOutcome } from "../../../src/cycle/ports/broker-answers.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import type { Answer } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { failureOf, MARKET_ORDER, ORDER, saxoWorld } from "./support/saxo-world.ts";

const ORDERS = "/trade/v2/orders";

const ID = requestId("intended-1");

const SENT = {
  AccountKey: "Ac-Example|Key0123456789==",
  Uic: 21,
  AssetType: "FxSpot",
  BuySell: "Buy",
  Amount: 10000,
  OrderType: "Market",
  OrderDuration: { DurationType: "DayOrder" },
  ManualOrder: false,
  IsForceOpen: false,
  ExternalReference: "ATB-ABCDEFGH234567",
};

/** An outcome in few words: kind, code, order id. */
function inShort(outcome: PlacementOutcome): string {
  switch (outcome.kind) {
    case "placed":
      return `placed ${outcome.orderId}`;
    case "rejected":
      return `rejected ${outcome.code}`;
    case "not_sent":
      return `not_sent ${outcome.cause.code} ${outcome.cause.exit}`;
    case "unknown":
      return `unknown ${outcome.cause.code}${outcome.orderId === undefined ? "" : ` ${outcome.orderId}`}`;
  }
}

describe("placing an order", () => {
  it("sends a market order for the day under the intended request id", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { body: fixture("placement/placed") });
    expect(await broker.place(ORDER, ID)).toEqual({ kind: "placed", orderId: "5000000001" });
    expect(saxo.received[0]?.body).toEqual(SENT);
    expect(saxo.received[0]?.headers).toMatchObject({
      "x-request-id": "intended-1",
      "content-type": "application/json; charset=utf-8",
    });
  });

  const outcomes: readonly (readonly [string, Answer, string])[] = [
    ["200 with an order id", { body: fixture("placement/placed") }, "placed 5000000001"],
    ["201 with an order id", { status: 201, body: fixture("placement/placed") }, "placed 5000000001"],
    ["200 with an order id as a number", { body: { OrderId: 5000000001 } }, "placed 5000000001"],
    ["400 with ErrorInfo", { status: 400, body: fixture("placement/refused") }, "rejected InsufficientCash"],
    ["400 flat", { status: 400, body: fixture("placement/refused-flat") }, "rejected InvalidModelState"],
    ["404 with a code", { status: 404, body: fixture("placement/refused") }, "rejected InsufficientCash"],
    ["200 with ErrorInfo", { body: fixture("placement/refused") }, "rejected InsufficientCash"],
    ["200 with a flat error", { body: fixture("placement/refused-flat") }, "rejected InvalidModelState"],
    [
      "a code nobody knows",
      { status: 400, body: { ErrorInfo: { ErrorCode: "NewIn2027" } } },
      "rejected NewIn2027",
    ],
    [
      "outstanding disclaimers without a code",
      { status: 400, body: { ErrorInfo: { PreTradeDisclaimers: { DisclaimerTokens: ["t"] } } } },
      "rejected PreTradeDisclaimers",
    ],
    [
      "an error in a leg",
      { status: 400, body: { Orders: [{ ErrorInfo: { ErrorCode: "NotOwned" } }] } },
      "rejected NotOwned",
    ],
    [
      "200 with id and error",
      { body: fixture("placement/live-behind-refusal") },
      "unknown OUTCOME_UNCERTAIN 5000000001",
    ],
    [
      "400 with a live id",
      { status: 400, body: fixture("placement/live-behind-refusal") },
      "unknown OUTCOME_UNCERTAIN 5000000001",
    ],
    [
      "400 with an id in a leg",
      { status: 400, body: { Orders: [{ OrderId: "7" }, { ErrorInfo: { ErrorCode: "X" } }] } },
      "unknown OUTCOME_UNCERTAIN 7",
    ],
    ["200 with an id only in a leg", { body: { Orders: [{ OrderId: "7" }] } }, "unknown OUTCOME_UNCERTAIN 7"],
    [
      "202 with id and code",
      { status: 202, body: fixture("placement/uncertain") },
      "unknown OUTCOME_UNCERTAIN 5000000001",
    ],
    [
      "202 with an id alone",
      { status: 202, body: fixture("placement/placed") },
      "unknown OUTCOME_UNCERTAIN 5000000001",
    ],
    ["202 without an id", { status: 202, body: fixture("placement/refused") }, "unknown OUTCOME_UNCERTAIN"],
    [
      "200 TradeNotCompleted",
      { body: { ErrorInfo: { ErrorCode: "TradeNotCompleted" } } },
      "unknown OUTCOME_UNCERTAIN",
    ],
    [
      "400 OrderCommandTimeout",
      { status: 400, body: { ErrorInfo: { ErrorCode: "OrderCommandTimeout" } } },
      "unknown OUTCOME_UNCERTAIN",
    ],
    [
      "400 OrderCommandPending",
      { status: 400, body: { ErrorInfo: { ErrorCode: "OrderCommandPending" } } },
      "unknown OUTCOME_UNCERTAIN",
    ],
    ["400 without a code", { status: 400, body: { Message: "no" } }, "unknown OUTCOME_UNCERTAIN"],
    [
      "400 as HTML",
      { status: 400, text: "<html>", contentType: "text/html" },
      "unknown BROKER_CONTRACT_BROKEN",
    ],
    ["200 without anything", { text: "" }, "unknown BROKER_CONTRACT_BROKEN"],
    ["200 with broken JSON", { text: '{"OrderId":"50000' }, "unknown BROKER_CONTRACT_BROKEN"],
    ["200 as HTML", { text: '{"OrderId":"5"}', contentType: "text/html" }, "unknown BROKER_CONTRACT_BROKEN"],
    ["200 with an empty object", { body: {} }, "unknown OUTCOME_UNCERTAIN"],
    ["200 with an array", { body: [] }, "unknown OUTCOME_UNCERTAIN"],
    ["200 with an order id of the wrong type", { body: { OrderId: { id: 5 } } }, "unknown OUTCOME_UNCERTAIN"],
    [
      "a redirect",
      { status: 307, headers: { location: "/sim/openapi/trade/v2/orders2" } },
      "unknown BROKER_CONTRACT_BROKEN",
    ],
    ["408", { status: 408 }, "unknown BROKER_UNREACHABLE"],
    ["409", { status: 409, body: { ErrorCode: "DuplicateRequest" } }, "unknown DUPLICATE_REQUEST"],
    ["500", { status: 500, body: fixture("placement/refused") }, "unknown BROKER_UNREACHABLE"],
    ["503 as HTML", { status: 503, text: "<html>", contentType: "text/html" }, "unknown BROKER_UNREACHABLE"],
    ["a cut connection", "drop", "unknown BROKER_UNREACHABLE"],
    ["a truncated reply", "truncate", "unknown BROKER_UNREACHABLE"],
    ["401", { status: 401 }, "not_sent LOGIN_NEEDED login_needed"],
    [
      "403",
      { status: 403, text: "<html>", contentType: "text/html" },
      "not_sent BROKER_REFUSED broker_contract_broken",
    ],
    ["429", { status: 429 }, "not_sent BROKER_LIMIT_REACHED broker_unreachable"],
  ];

  it.each(outcomes)("reads %s", async (_, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, answer);
    const outcome = await broker.place(ORDER, ID);
    expect(inShort(outcome)).toBe(expected);
    if (outcome.kind === "unknown") {
      expect(outcome.cause).toMatchObject({ exit: "order_unknown", retry: "after_reconcile" });
    }
    expect(saxo.received.length).toBe(1);
  });

  it("passes on the broker's words, cut short", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", ORDERS, { status: 400, body: { ErrorCode: "X", Message: "m".repeat(5000) } });
    expect(await broker.place(ORDER, ID)).toEqual({ kind: "rejected", code: "X", reason: "m".repeat(200) });
  });

  it("knows that nothing was sent when nobody listens", async () => {
    const { saxo, broker } = await saxoWorld();
    await saxo.close();
    expect(inShort(await broker.place(ORDER, ID))).toBe("not_sent BROKER_UNREACHABLE broker_unreachable");
  });

  it("is unknown when the answer does not come in time", async () => {
    const { saxo, broker } = await saxoWorld({ writeTimeout: durationMs(30) });
    saxo.on("POST", ORDERS, "hang");
    expect(inShort(await broker.place(ORDER, ID))).toBe("unknown BROKER_UNREACHABLE");
    expect(saxo.received.length).toBe(1);
  });

  it("is not stopped once it is under way", async () => {
    const { saxo, broker, stop } = await saxoWorld();
    saxo.on("POST", ORDERS, () => {
      stop.abort();
      return { body: fixture("placement/placed") };
    });
    expect(inShort(await broker.place(ORDER, ID))).toBe("placed 5000000001");
  });

  it("is not sent when the cycle was stopped before", async () => {
    const { saxo, broker, stop } = await saxoWorld();
    stop.abort();
    expect(inShort(await broker.place(ORDER, ID))).toBe("not_sent CYCLE_STOPPED broker_unreachable");
    expect(saxo.received).toEqual([]);
  });

  it("sends no quantity that JSON would change", async () => {
    const { saxo, broker } = await saxoWorld();
    const order = { ...MARKET_ORDER, quantity: decimal("0.12345678901234567891") };
    expect(await failureOf(broker.place({ kind: "single", order }, ID))).toMatchObject({
      code: "QUANTITY_NOT_EXACT",
    });
    expect(saxo.received).toEqual([]);
  });

  it("says rejected or placed only when no doubt is left", () => {
    const id = fc.option(fc.constantFrom("5", 5, { id: 5 }), { nil: undefined });
    const code = fc.constantFrom(
      "InsufficientCash",
      "TradeNotCompleted",
      "OrderCommandTimeout",
      "OrderCommandPending",
    );
    const error = fc.option(fc.record({ ErrorCode: code }), { nil: undefined });
    const body = fc.record({
      OrderId: id,
      ErrorInfo: error,
      ErrorCode: fc.option(code, { nil: undefined }),
      Orders: fc.option(fc.array(fc.record({ OrderId: id, ErrorInfo: error }), { maxLength: 2 }), {
        nil: undefined,
      }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), body, (status, json) => {
        const text = JSON.stringify(json);
        const header = (name: string): string | undefined =>
          name === "content-type" ? "application/json" : undefined;
        const reply = readReply({ status, header, headerNames: ["content-type"], text });
        const outcome = placementOutcome("placing", { kind: "answered", reply }, ORDER);
        if (outcome.kind === "placed") {
          expect(status).toBeLessThan(300);
          expect(text).not.toContain("ErrorCode");
        }
        if (outcome.kind === "rejected") {
          expect(status).toBeLessThan(500);
          expect(text).not.toMatch(/OrderId|TradeNotCompleted|OrderCommand/);
        }
      }),
    );
  });
});

describe("an order and the token it goes with", () => {
  const EXPIRED = { status: 401 };
  const ORDER_PLACED: Answer = { body: fixture("placement/placed") };

  it("gets it while it waits for its turn, before it is announced", async () => {
    let asked = 0;
    const tokens = { current: () => Promise.resolve(`token-${(asked += 1)}`), remedy: "" };
    const { broker } = await saxoWorld({ tokens });
    await broker.waitForOrderTurn();
    expect(asked).toBe(1);
  });

  it.each([
    [25_000, "placed 5000000001", 2],
    [30_001, "not_sent BROKER_UNREACHABLE broker_unreachable", 1],
  ])("is given up unsent when another one comes too late: after %d ms", async (tookMs, outcome, requests) => {
    const clock = new VirtualClock();
    const tokens = {
      current: () => Promise.resolve("token-one"),
      renewed: () => {
        clock.advance(tookMs);
        return Promise.resolve("token-two");
      },
      remedy: "",
    };
    const { saxo, broker } = await saxoWorld({ tokens, clock });
    saxo.on("POST", ORDERS, EXPIRED, ORDER_PLACED);
    expect(inShort(await broker.place(ORDER, ID))).toBe(outcome);
    expect(saxo.requests(ORDERS)).toHaveLength(requests);
  });
});

it("hands on no disclaimers of which none is named: there is nothing to answer", async () => {
  const { saxo, broker } = await saxoWorld();
  const PreTradeDisclaimers = { DisclaimerContext: "ctx-1", DisclaimerTokens: [] };
  saxo.on("POST", ORDERS, {
    status: 400,
    body: { ErrorInfo: { ErrorCode: "OtherError", PreTradeDisclaimers } },
  });
  expect(await broker.place(ORDER, ID)).toEqual({
    kind: "rejected",
    code: "OtherError",
    reason: "the broker gave no reason",
  });
});
