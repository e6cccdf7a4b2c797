import { describe, expect, it } from "vitest";
import { orderId, requestId } from "../../../src/core/domain/ids.ts";
import type { CancelOutcome } from "../../../src/cycle/ports/broker-answers.ts";
import type { Answer } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, EURUSD, failureOf, saxoWorld } from "./support/saxo-world.ts";

const CANCEL = "/trade/v2/orders/5000000001";

const ID = requestId("intended-1");
const ONE = orderId("5000000001");
const TWO = orderId("5000000002");

/** An outcome in few words: kind and code. */
function inShort(outcome: CancelOutcome): string {
  if (outcome.kind === "requested") return "requested";
  return `${outcome.kind} ${outcome.kind === "refused" ? outcome.code : outcome.cause.code}`;
}

describe("cancelling an order", () => {
  const outcomes: readonly (readonly [string, Answer, string])[] = [
    ["200", { body: fixture("cancellation/requested") }, "requested"],
    ["200 without a body", { text: "" }, "requested"],
    ["a refused row", { body: fixture("cancellation/too-late") }, "refused TooLateToCancelOrder"],
    ["404 with a code", { status: 404, body: { ErrorCode: "OrderNotFound" } }, "refused OrderNotFound"],
    [
      "a pending command",
      { body: { Orders: [{ ErrorInfo: { ErrorCode: "OrderCommandPending" } }] } },
      "unknown OUTCOME_UNCERTAIN",
    ],
    ["503", { status: 503 }, "unknown BROKER_UNREACHABLE"],
    ["409", { status: 409 }, "unknown DUPLICATE_REQUEST"],
    ["broken JSON", { text: "{" }, "unknown BROKER_CONTRACT_BROKEN"],
    ["a cut connection", "drop", "unknown BROKER_UNREACHABLE"],
  ];
  it.each(outcomes)("reads %s", async (_, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("DELETE", CANCEL, answer);
    const outcomes = await broker.cancel(ACCOUNT, [ONE], ID);
    expect([...outcomes].map(([id, outcome]) => [id, inShort(outcome)])).toEqual([[ONE, expected]]);
    expect(saxo.received.length).toBe(1);
    expect(saxo.received[0]?.query.get("AccountKey")).toBe("Ac-Example|Key0123456789==");
    expect(saxo.received[0]?.headers["x-request-id"]).toBe("intended-1");
  });

  it.each([
    [401, "LOGIN_NEEDED"],
    [403, "BROKER_REFUSED"],
    [429, "BROKER_LIMIT_REACHED"],
  ])("fails on %i, which never arrived", async (status, code) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("DELETE", CANCEL, { status });
    expect(await failureOf(broker.cancel(ACCOUNT, [ONE], ID))).toMatchObject({ code });
  });

  const BOTH = "/trade/v2/orders/5000000001,5000000002";
  const rows: readonly (readonly [string, Answer, readonly [string, string]])[] = [
    ["an empty success", { text: "" }, ["requested", "requested"]],
    [
      "rows in another order",
      { body: { Orders: [{ OrderId: TWO }, { OrderId: ONE }] } },
      ["requested", "requested"],
    ],
    [
      "a refused row that has lost its id",
      {
        body: {
          Orders: [{ OrderId: ONE }, { ErrorInfo: { ErrorCode: "TooLateToCancelOrder" } }],
        },
      },
      ["requested", "refused TooLateToCancelOrder"],
    ],
    [
      "a refused row beside one that is none, as a 400",
      {
        status: 400,
        body: { Orders: [{ ErrorInfo: { ErrorCode: "OrderNotFound" }, OrderId: ONE }, { OrderId: TWO }] },
      },
      ["refused OrderNotFound", "unknown OUTCOME_UNCERTAIN"],
    ],
    ["a missing row", { body: { Orders: [{ OrderId: ONE }] } }, ["requested", "unknown OUTCOME_UNCERTAIN"]],
    [
      "one refusal for all",
      { status: 404, body: { ErrorCode: "OrderNotFound" } },
      ["refused OrderNotFound", "refused OrderNotFound"],
    ],
  ];
  it.each(rows)("reads each row for itself: %s", async (_, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("DELETE", BOTH, answer);
    const outcomes = await broker.cancel(ACCOUNT, [ONE, TWO], ID);
    expect([...outcomes.values()].map(inShort)).toEqual(expected);
  });
});

describe("cancelling all orders in an instrument", () => {
  const outcomes: readonly (readonly [string, Answer, string])[] = [
    ["200 without a body", { text: "" }, "requested"],
    ["an empty object", { body: {} }, "requested"],
    ["a refusal", { body: { ErrorInfo: { ErrorCode: "IllegalAccount" } } }, "refused IllegalAccount"],
    ["HTML", { text: "<html>", contentType: "text/html" }, "unknown BROKER_CONTRACT_BROKEN"],
    ["503", { status: 503 }, "unknown BROKER_UNREACHABLE"],
  ];
  it.each(outcomes)("reads %s", async (_, answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("DELETE", "/trade/v2/orders", answer);
    expect(inShort(await broker.cancelAll(ACCOUNT, EURUSD, ID))).toBe(expected);
    expect(saxo.received[0]?.rawQuery).toBe(
      "AccountKey=Ac-Example%7CKey0123456789%3D%3D&AssetType=FxSpot&Uic=21",
    );
  });
});
