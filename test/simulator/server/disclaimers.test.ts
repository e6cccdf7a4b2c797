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
});
