import { afterEach, describe, expect, it } from "vitest";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { fieldsOf, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

describe("disclaimers", () => {
  let saxo: SaxoUnderTest;
  afterEach(() => saxo.close());

  const answer = (body: Record<string, unknown>): Promise<Reply> =>
    saxo.send("POST", "/dm/v2/disclaimers", { body });

  it("stand before no order unless that is asked for", async () => {
    saxo = await startSaxo();
    expect(pick((await saxo.precheck()).json, "PreTradeDisclaimers")).toBeUndefined();
  });

  it("stand before every order until they are accepted", async () => {
    saxo = await startSaxo({ disclaimers: "normal" });
    const prechecked = await saxo.precheck();
    const refused = await saxo.order();
    const token = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerTokens", 0);
    const context = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerContext");
    expect(pick(prechecked.json, "PreCheckResult")).toBe("Ok");
    expect(refused.status).toBe(400);
    expect(textAt(refused, "ErrorInfo", "PreTradeDisclaimers", "DisclaimerTokens", 0)).toBe(token);

    const texts = await saxo.get(`/dm/v2/disclaimers?DisclaimerTokens=${encodeURIComponent(token)}`);
    expect(rows(texts)).toMatchObject([{ DisclaimerToken: token, IsBlocking: false, Title: "Risk warning" }]);

    const dismissed = { DisclaimerContext: context, DisclaimerToken: token, ResponseType: "Dismissed" };
    expect(await answer(dismissed)).toMatchObject({ status: 204, text: "" });
    expect((await saxo.order()).status).toBe(400);
    expect((await answer({ ...dismissed, ResponseType: "Accepted" })).status).toBe(204);
    expect((await saxo.order()).status).toBe(200);
    expect(pick((await saxo.precheck()).json, "PreTradeDisclaimers")).toBeUndefined();
  });

  it("have a context of their own at each precheck", async () => {
    saxo = await startSaxo({ disclaimers: "normal" });
    const contexts = [await saxo.precheck(), await saxo.precheck()].map((reply) =>
      textAt(reply, "PreTradeDisclaimers", "DisclaimerContext"),
    );
    expect(new Set(contexts).size).toBe(2);
  });

  it("cannot be accepted when they are blocking", async () => {
    saxo = await startSaxo({ disclaimers: "blocking" });
    const prechecked = await saxo.precheck();
    const token = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerTokens", 0);
    const DisclaimerContext = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerContext");
    const texts = await saxo.get(`/dm/v2/disclaimers?DisclaimerTokens=${encodeURIComponent(token)}`);
    expect(rows(texts)).toMatchObject([{ IsBlocking: true }]);
    const accepted = await answer({ DisclaimerContext, DisclaimerToken: token, ResponseType: "Accepted" });
    expect(accepted.status).toBe(400);
    expect((await saxo.order()).status).toBe(400);
  });

  it("have no text for unknown tokens, and take no answer to them", async () => {
    saxo = await startSaxo({ disclaimers: "normal" });
    expect(rows(await saxo.get("/dm/v2/disclaimers?DisclaimerTokens=abc"))).toEqual([]);
    expect((await saxo.get("/dm/v2/disclaimers")).status).toBe(400);
    const unknown = { DisclaimerContext: "c", DisclaimerToken: "abc", ResponseType: "Accepted" };
    expect((await answer(unknown)).status).toBe(400);
    const empty = await answer({});
    expect([...fieldsOf(pick(empty.json, "ModelState")).keys()]).toEqual([
      "DisclaimerContext",
      "DisclaimerToken",
      "ResponseType",
    ]);
  });

  const accept = (reply: Reply, token: number, more: Record<string, unknown> = {}): Promise<Reply> =>
    answer({
      DisclaimerContext: textAt(reply, "PreTradeDisclaimers", "DisclaimerContext"),
      DisclaimerToken: textAt(reply, "PreTradeDisclaimers", "DisclaimerTokens", token),
      ResponseType: "Accepted",
      ...more,
    });

  it("stand before each order again when they are recurring", async () => {
    saxo = await startSaxo({ disclaimers: "recurring" });
    const first = await saxo.precheck();
    expect((await accept(first, 0)).status).toBe(204);
    expect((await saxo.order()).status).toBe(200);
    expect((await saxo.order()).status).toBe(400);
    expect((await accept(first, 0)).status).toBe(400); // its context belongs to the order that was placed
    expect((await accept(await saxo.precheck(), 0)).status).toBe(204);
    expect((await saxo.order()).status).toBe(200);
  });

  it("are answered one by one when there are several", async () => {
    const usual = { kind: "normal", condition: "checkbox", shownAt: "precheck" } as const;
    saxo = await startSaxo({ disclaimers: [usual, { ...usual, condition: "none" }] });
    const prechecked = await saxo.precheck();
    await accept(prechecked, 1);
    const tokens = pick((await saxo.precheck()).json, "PreTradeDisclaimers", "DisclaimerTokens");
    expect(tokens).toEqual([textAt(prechecked, "PreTradeDisclaimers", "DisclaimerTokens", 0)]);
  });

  it("may ask for a sentence to be typed", async () => {
    saxo = await startSaxo({
      disclaimers: [{ kind: "normal", condition: "user_input", shownAt: "precheck" }],
    });
    const prechecked = await saxo.precheck();
    const token = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerTokens", 0);
    const texts = await saxo.get(`/dm/v2/disclaimers?DisclaimerTokens=${encodeURIComponent(token)}`);
    const UserInput = textAt(texts, "Data", 0, "Conditions", 0, "InputText");
    expect((await accept(prechecked, 0)).status).toBe(400);
    expect((await accept(prechecked, 0, { UserInput: "yes" })).status).toBe(400);
    expect((await accept(prechecked, 0, { UserInput })).status).toBe(204);
    expect((await saxo.order()).status).toBe(200);
  });

  it("may be told of only when the order is placed", async () => {
    saxo = await startSaxo({
      disclaimers: [{ kind: "normal", condition: "checkbox", shownAt: "placement" }],
    });
    expect(pick((await saxo.precheck()).json, "PreTradeDisclaimers")).toBeUndefined();
    const refused = await saxo.order();
    expect(refused.status).toBe(400);
    const told = { ...refused, json: pick(refused.json, "ErrorInfo") };
    expect((await accept(told, 0)).status).toBe(204);
    expect((await saxo.order()).status).toBe(200);
  });
});
