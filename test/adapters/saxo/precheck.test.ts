import { describe, expect, it } from "vitest";
import { requestId } from "../../../src/core/domain/ids.ts";
import type { Answer } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { failureOf, ORDER, saxoWorld } from "./support/saxo-world.ts";

const PRECHECK = "/trade/v2/orders/precheck";

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

describe("prechecking an order", () => {
  it("asks about the very order, and gives the cash it would take", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { body: fixture("precheck/ok") });
    const outcome = await broker.precheck(ORDER, ID);
    expect(outcome.kind === "accepted" ? outcome.estimatedCashRequired?.toFixed() : outcome).toBe("296.275");
    expect(outcome.kind === "accepted" ? outcome.disclaimers : outcome).toBeUndefined();
    expect(saxo.received[0]?.body).toEqual({ ...SENT, FieldGroups: ["Costs"] });
    expect(saxo.received[0]?.headers["x-request-id"]).toBe("intended-1");
  });

  it("hands on the disclaimers that stand before the order", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { body: fixture("precheck/ok-with-disclaimers") });
    expect(await broker.precheck(ORDER, ID)).toMatchObject({
      kind: "accepted",
      disclaimers: { context: "ctx-1", tokens: ["dG9rZW4+MQ==", "dG9rZW4/Mg=="] },
    });
  });

  it("gives the currency of that cash, and the costs in it, where the broker says them", async () => {
    const { saxo, broker } = await saxoWorld();
    const CostInAccountCurrency = {
      Commission: 12.5,
      ExchangeFee: 0,
      StampDuty: 2.25,
      GuaranteedStopFee: null,
    };
    const asked = { EstimatedCashRequired: 1000, EstimatedCashRequiredCurrency: "USD" };
    saxo.on("POST", PRECHECK, { body: { PreCheckResult: "Ok", ...asked, CostInAccountCurrency } });
    const outcome = await broker.precheck(ORDER, ID);
    const said = outcome.kind === "accepted" ? [outcome.cashCurrency, outcome.costs?.toFixed()] : outcome;
    expect(said).toEqual(["USD", "14.75"]);
  });

  const PENDING = { DisclaimerContext: "ctx-1", DisclaimerTokens: ["t"] };

  it.each<readonly [string, object, string]>([
    [
      "before one of its orders",
      { PreCheckResult: "Ok", Orders: [{ PreTradeDisclaimers: PENDING }] },
      "accepted",
    ],
    ["beside an error", { PreCheckResult: "Error", PreTradeDisclaimers: PENDING }, "refused"],
    [
      "beside an error with a code",
      { PreCheckResult: "Error", ErrorInfo: { ErrorCode: "X" }, PreTradeDisclaimers: PENDING },
      "refused",
    ],
    ["inside an error", { PreCheckResult: "Ok", ErrorInfo: { PreTradeDisclaimers: PENDING } }, "refused"],
    [
      "named twice",
      { PreCheckResult: "Ok", PreTradeDisclaimers: PENDING, Orders: [{ PreTradeDisclaimers: PENDING }] },
      "accepted",
    ],
  ])("keeps disclaimers %s", async (_, body, kind) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { body });
    expect(await broker.precheck(ORDER, ID)).toMatchObject({
      kind,
      disclaimers: { context: "ctx-1", tokens: ["t"] },
    });
  });

  it("is refused where disclaimers come in several contexts: an answer could go to the wrong one", async () => {
    const { saxo, broker } = await saxoWorld();
    const other = { ...PENDING, DisclaimerContext: "ctx-2" };
    const body = {
      PreCheckResult: "Ok",
      PreTradeDisclaimers: PENDING,
      Orders: [{ PreTradeDisclaimers: other }],
    };
    saxo.on("POST", PRECHECK, { body });
    expect(await broker.precheck(ORDER, ID)).toEqual({
      kind: "refused",
      code: "PRECHECK_NOT_OK",
      reason: "the broker objects without giving a code",
    });
  });

  it("takes a list without a token for none", async () => {
    const { saxo, broker } = await saxoWorld();
    const body = { PreCheckResult: "Ok", PreTradeDisclaimers: { ...PENDING, DisclaimerTokens: [] } };
    saxo.on("POST", PRECHECK, { body });
    expect(await broker.precheck(ORDER, ID)).toEqual({ kind: "accepted" });
  });

  it("is passed by orders on a position, which have results of their own and none at the root", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { body: { PositionId: "7", Orders: [{ PreCheckResult: "Ok" }] } });
    expect(await broker.precheck(ORDER, ID)).toEqual({ kind: "accepted" });
  });

  it.each<readonly [string, Answer, string]>([
    [
      "an order of several that is not Ok",
      { body: { PreCheckResult: "Ok", Orders: [{ PreCheckResult: "Error" }] } },
      "PRECHECK_NOT_OK",
    ],
    [
      "an order of several without a result",
      { body: { Orders: [{ PreCheckResult: "Ok" }, {}] } },
      "PRECHECK_NOT_OK",
    ],
    ["an objection beside an Ok", { body: fixture("precheck/ok-with-objection") }, "WouldExceedMargin"],
    ["an error", { body: fixture("precheck/error") }, "IllegalInstrumentId"],
    [
      "an objection to a leg",
      { body: { PreCheckResult: "Ok", Orders: [{ ErrorInfo: { ErrorCode: "NotOwned" } }] } },
      "NotOwned",
    ],
    ["an objection without a code", { body: { PreCheckResult: "Ok", ErrorInfo: {} } }, "PRECHECK_NOT_OK"],
    ["a result nobody knows", { body: { PreCheckResult: "Perhaps" } }, "PRECHECK_NOT_OK"],
    ["a malformed request", { status: 400, body: fixture("placement/refused-flat") }, "InvalidModelState"],
  ])("is refused for %s", async (_, answer, code) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, answer);
    expect(await broker.precheck(ORDER, ID)).toMatchObject({ kind: "refused", code });
  });

  it("tries a duplicate once more under a fresh id", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { status: 409 }, { body: fixture("precheck/ok") });
    expect(await broker.precheck(ORDER, ID)).toMatchObject({ kind: "accepted" });
    expect(saxo.received.map(({ headers }) => headers["x-request-id"])).toEqual([
      "intended-1",
      "generated-1",
    ]);
  });

  it("is refused as a duplicate the second time", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { status: 409 });
    expect(await broker.precheck(ORDER, ID)).toMatchObject({ kind: "refused", code: "DUPLICATE_REQUEST" });
    expect(saxo.received.length).toBe(2);
  });

  it("is asked again when the broker is busy, each time under its own id", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, { status: 503 }, "drop", { body: fixture("precheck/ok") });
    expect(await broker.precheck(ORDER, ID)).toMatchObject({ kind: "accepted" });
    expect(saxo.received.map(({ headers }) => headers["x-request-id"])).toEqual([
      "intended-1",
      "generated-1",
      "generated-2",
    ]);
  });

  it.each<readonly [string, Answer, string]>([
    ["403", { status: 403, body: { ErrorCode: "NoRight" } }, "BROKER_REFUSED"],
    ["400 without a code", { status: 400 }, "BROKER_REFUSED"],
    ["an empty object", { body: {} }, "BROKER_CONTRACT_BROKEN"],
    ["no body", { text: "" }, "BROKER_CONTRACT_BROKEN"],
  ])("fails on %s", async (_, answer, code) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", PRECHECK, answer);
    expect(await failureOf(broker.precheck(ORDER, ID))).toMatchObject({ code });
  });
});
