import { inspect } from "node:util";
import { fixedToken } from "../../../../src/adapters/saxo/transport/access-tokens.ts";
import { brokerUnreachable } from "../../../../src/adapters/saxo/transport/failures.ts";
import { describe, expect, it } from "vitest";
import { orderId, requestId } from "../../../../src/core/domain/ids.ts";
import type { ClockReading } from "../../../../src/core/domain/clock-skew.ts";
import { timestamp } from "../../../../src/core/domain/time.ts";
import type { Answer } from "../support/fake-saxo.ts";
import { fixture } from "../support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, ORDER, saxoWorld, TOKEN } from "../support/saxo-world.ts";

describe("the event of an exchange", () => {
  it("tells what was asked and how near the limits are", async () => {
    const { saxo, broker, events } = await saxoWorld();
    saxo.on("POST", "/trade/v2/orders", {
      body: fixture("placement/placed"),
      headers: {
        "X-RateLimit-AppDay-Remaining": "9999994",
        "X-RateLimit-AppDay-Reset": "82119",
        "X-RateLimit-Session-Remaining": "100",
        "X-RateLimit-Session-Reset": "59",
        "X-RateLimit-SessionOrders-Remaining": "0",
        "X-RateLimit-SessionOrders-Reset": "1",
        "X-RateLimit-RefDataInstrumentsMinute-Remaining": "7",
        "X-RateLimit-RefDataInstrumentsMinute-Reset": "8",
      },
    });
    await broker.place(ORDER, requestId("intended-1"));
    expect(events.all).toEqual([
      {
        name: "http_response_received",
        fields: {
          http_method: "POST",
          http_url_path: "/trade/v2/orders",
          http_status: 200,
          error_code: undefined,
          saxo_request_id: "intended-1",
          x_correlation: "s#a#r#1",
          duration_ms: 0,
          rate_limit_remaining_app_day: 9999994,
          rate_limit_remaining_session: 100,
          rate_limit_remaining_session_orders: 0,
          rate_limit_remaining_other: 7,
          rate_limit_reset_app_day: 82119,
          rate_limit_reset_session: 59,
          rate_limit_reset_session_orders: 1,
          rate_limit_reset_other: 8,
        },
      },
    ]);
  });

  it("tells code and words of a refusal", async () => {
    const { saxo, broker, events } = await saxoWorld();
    saxo.on("POST", "/trade/v2/orders", { status: 400, body: fixture("placement/refused") });
    await broker.place(ORDER, requestId("intended-1"));
    expect(events.of("http_error")).toMatchObject([
      { http_status: 400, error_code: "InsufficientCash", detail: "Not enough cash", attempt: 1 },
    ]);
  });

  it("is there for a refused token as well, whose renewal then fails", async () => {
    const unreachable = brokerUnreachable("renewing the login", "no connection could be made");
    const { saxo, broker, events } = await saxoWorld({
      tokens: { ...fixedToken(TOKEN), renewed: () => Promise.reject(unreachable) },
    });
    saxo.on("POST", "/trade/v2/orders", { status: 401, text: "" });
    expect(await broker.place(ORDER, requestId("intended-1"))).toEqual({
      kind: "not_sent",
      cause: unreachable,
    });
    expect(events.of("http_error")).toMatchObject([
      { http_method: "POST", http_status: 401, saxo_request_id: "intended-1", attempt: 1 },
    ]);
  });

  it("never turns an order that has left into one that has not", async () => {
    const broken = brokerUnreachable("the log", "it cannot be written");
    const { saxo, broker } = await saxoWorld({
      events: {
        emit: () => {
          throw broken;
        },
      },
    });
    saxo.on("POST", "/trade/v2/orders", { body: fixture("placement/placed") });
    await expect(broker.place(ORDER, requestId("intended-1"))).rejects.toBe(broken);
  });
});

describe("a token that stays refused", () => {
  it("is mended by whoever can mend tokens of its kind", async () => {
    const { saxo, broker } = await saxoWorld({
      tokens: {
        current: () => Promise.resolve("access-token-number-1"),
        renewed: () => Promise.resolve("access-token-number-2"),
        remedy: "log in again",
      },
    });
    saxo.on("GET", "/port/v1/orders", { status: 401, text: "" });
    saxo.on("POST", "/trade/v2/orders", { status: 401, text: "" });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      code: "LOGIN_NEEDED",
      exit: "login_needed",
      hint: "log in again",
    });
    expect(await broker.place(ORDER, requestId("intended-1"))).toMatchObject({
      kind: "not_sent",
      cause: { code: "LOGIN_NEEDED", hint: "log in again" },
    });
  });

  it("is not replaced for an order that may not be sent any more by then", async () => {
    const { saxo, broker } = await saxoWorld({
      tokens: {
        current: () => Promise.resolve("access-token-number-1"),
        renewed: () => Promise.resolve("access-token-number-2"),
        remedy: "log in again",
      },
    });
    saxo.on("POST", "/trade/v2/orders", { status: 401, text: "" });
    expect(await broker.place(ORDER, requestId("intended-1"), () => false)).toMatchObject({
      kind: "not_sent",
      cause: { code: "FORBIDDEN_MEANWHILE" },
    });
    expect(saxo.requests("/trade/v2/orders")).toHaveLength(1);
  });

  it("is no matter of a login when it is accepted for other data, and is not renewed for it", async () => {
    let renewals = 0;
    const { saxo, broker, events } = await saxoWorld({
      tokens: {
        current: () => Promise.resolve("access-token-number-1"),
        renewed: () => Promise.resolve(`access-token-number-${(renewals += 1) + 1}`),
        remedy: "log in again",
      },
    });
    saxo
      .on("GET", "/port/v1/orders", { status: 401, text: "" })
      .on("GET", "/port/v1/users/me", { body: { Active: true } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      code: "BROKER_REFUSED",
      exit: "broker_contract_broken",
      message: "GET /port/v1/orders was refused with status 401, without an error code",
      hint: "The broker accepts the login for other data: check SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY, and what the user may see",
    });
    expect(renewals).toBe(0);
    expect(events.of("http_response_received")).toMatchObject([{ http_url_path: "/port/v1/users/me" }]);
  });

  it("is renewed when it is accepted for nothing, and only then counts as refused for the data", async () => {
    const { saxo, broker } = await saxoWorld({
      tokens: {
        current: () => Promise.resolve("access-token-number-1"),
        renewed: () => Promise.resolve("access-token-number-2"),
        remedy: "log in again",
      },
    });
    saxo
      .on("GET", "/port/v1/orders", { status: 401, text: "" })
      .on("GET", "/port/v1/users/me", { status: 401, text: "" }, { body: { Active: true } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_REFUSED" });
    expect(saxo.received.map(({ path, headers }) => `${path} ${headers.authorization ?? ""}`)).toEqual([
      "/port/v1/orders Bearer access-token-number-1",
      "/port/v1/users/me Bearer access-token-number-1",
      "/port/v1/orders Bearer access-token-number-2",
      "/port/v1/users/me Bearer access-token-number-2",
    ]);
  });

  it("is replaced by hand where it came from the configuration", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { status: 401, text: "" });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      hint: "Get a new access token for this environment (SAXO_ACCESS_TOKEN) and check SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY",
    });
  });
});

describe("an answer without X-Correlation", () => {
  const HTML = "<html><body>Access denied. Reference&#32;&#35;18.1</body></html>";
  const headers = { "x-correlation": "" };

  it("is said not to come from Saxo's OpenAPI, in the event and in the error", async () => {
    const { saxo, broker, events } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { status: 403, text: HTML, contentType: "text/html", headers });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      code: "BROKER_REFUSED",
      hint: "The answer has no X-Correlation, so it came from a proxy or the edge of the network: check both",
    });
    expect(events.of("http_error")).toMatchObject([
      { http_status: 403, x_correlation: "absent", detail: 'content type "text/html"' },
    ]);
  });

  it("does not tell the broker's time", async () => {
    const told: ClockReading[] = [];
    const { saxo, broker } = await saxoWorld({ onBrokerClock: (reading) => told.push(reading) });
    const date = { Date: "Wed, 04 Mar 2026 08:00:00 GMT" };
    saxo.on(
      "GET",
      "/port/v1/orders",
      { body: { Data: [] }, headers: { ...headers, ...date } },
      { body: { Data: [] }, headers: date },
    );
    await broker.readOpenOrders(ACCOUNT);
    expect(told).toEqual([]);
    await broker.readOpenOrders(ACCOUNT);
    const at = timestamp(Date.parse("2026-03-04T09:15:00Z"));
    expect(told).toEqual([
      { brokerAt: timestamp(Date.parse("2026-03-04T08:00:00Z")), askedAt: at, ourAt: at },
    ]);
  });
});

describe("an answer that cannot be read", () => {
  it.each<readonly [string, Answer]>([
    ["no body", { text: "" }],
    ['content type "text/html"', { text: "<html>", contentType: "text/html" }],
    ["broken or cut short", { text: '{"Data":[' }],
    ['encoded as "gzip"', { text: "\u001f\u008b", headers: { "content-encoding": "gzip" } }],
  ])("is told to have %s", async (why, answer) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", answer);
    expect((await failureOf(broker.readOpenOrders(ACCOUNT))).message).toBe(
      `GET /port/v1/orders brought an answer that is not what Saxo documents: no readable JSON (${why})`,
    );
  });
});

describe("secrets", () => {
  const answers: readonly Answer[] = [
    { body: {} },
    { status: 401, body: { Message: "denied" } },
    { status: 400, body: { ErrorCode: "Bad", Message: "bad" } },
    { status: 503 },
    { text: "{" },
    "drop",
    "truncate",
  ];

  it.each(answers)("stay out of events, errors and outcomes when Saxo answers %j", async (answer) => {
    const { saxo, broker, events } = await saxoWorld();
    const paths = [
      "/port/v1/clients/me",
      "/port/v1/accounts/me",
      "/root/v1/sessions/capabilities",
      "/port/v1/orders",
      "/port/v1/netpositions",
      "/cs/v1/audit/orderactivities",
      "/trade/v1/infoprices/list",
      "/trade/v2/orders/5000000001",
      "/trade/v2/orders",
    ];
    for (const path of paths) {
      for (const method of ["GET", "POST", "DELETE"]) saxo.on(method, path, answer);
    }
    const shown = await Promise.allSettled([
      broker.readIdentity(),
      broker.readOpenOrders(ACCOUNT),
      broker.readNetPositions(ACCOUNT),
      broker.readOrderActivities(ACCOUNT, timestamp(0)),
      broker.readQuotes(ACCOUNT, [EURUSD]),
      broker.place(ORDER, requestId("one")),
      broker.cancel(ACCOUNT, [orderId("5000000001")], requestId("two")),
    ]);
    const text = inspect([shown, events.all], { depth: 20, showHidden: true });
    expect(text).not.toContain(TOKEN);
    expect(text).not.toContain("secret-token");
    expect(text).not.toContain("Key0123456789");
    expect(saxo.received.every(({ headers }) => headers.authorization === `Bearer ${TOKEN}`)).toBe(true);
  });

  it("go to no other host, wherever a redirect points", async () => {
    const { saxo, broker } = await saxoWorld();
    const other = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", {
      status: 307,
      headers: { location: new URL("/sim/openapi/port/v1/orders", other.saxo.restBase).href },
    });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(other.saxo.received).toEqual([]);
  });

  it.each(["", "two\nlines", "with space"])("are refused as a token when they read %j", async (token) => {
    const { saxo, broker } = await saxoWorld({ tokens: fixedToken(token) });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({
      code: "LOGIN_NEEDED",
      exit: "login_needed",
    });
    expect(await broker.place(ORDER, requestId("one"))).toMatchObject({
      kind: "not_sent",
      cause: { code: "LOGIN_NEEDED" },
    });
    expect(saxo.received).toEqual([]);
  });
});
