import { describe, expect, it } from "vitest";
import { orderId, requestId } from "../../../src/core/domain/ids.ts";
import type { Answer } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";

const CANCEL = "/trade/v2/orders/5000000001";

const ID = requestId("intended-1");

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
    const outcome = await broker.cancel(ACCOUNT, orderId("5000000001"), ID);
    const code =
      outcome.kind === "refused"
        ? ` ${outcome.code}`
        : outcome.kind === "unknown"
          ? ` ${outcome.cause.code}`
          : "";
    expect(outcome.kind + code).toBe(expected);
    expect(saxo.received.length).toBe(1);
    expect(saxo.received[0]?.query.get("AccountKey")).toBe("Ac-Example|Key0123456789==");
    expect(saxo.received[0]?.headers["x-request-id"]).toBe("intended-1");
  });

  it.each([
    [401, "LOGIN_NEEDED"],
    [403, "BROKER_REFUSED"],
    [429, "BROKER_UNREACHABLE"],
  ])("fails on %i, which never arrived", async (status, code) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("DELETE", CANCEL, { status });
    expect(await failureOf(broker.cancel(ACCOUNT, orderId("5000000001"), ID))).toMatchObject({ code });
  });
});
