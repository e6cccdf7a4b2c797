import { describe, expect, it } from "vitest";
import type { Answer } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { failureOf, saxoWorld } from "./support/saxo-world.ts";

const DISCLAIMERS = "/dm/v2/disclaimers";

describe("disclaimers", () => {
  const tokens = ["dG9rZW4+MQ==", "dG9rZW4/Mg=="];

  it("are read by token", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DISCLAIMERS, { body: fixture("disclaimers/two") });
    expect(await broker.readDisclaimers(tokens)).toEqual([
      {
        token: "dG9rZW4+MQ==",
        title: "Risk warning",
        body: "<p>Text</p>",
        isBlocking: false,
        conditions: [],
        responses: ["Accepted"],
      },
      {
        token: "dG9rZW4/Mg==",
        title: "Not for you",
        body: "<p>Text</p>",
        isBlocking: true,
        conditions: [],
        responses: [],
      },
    ]);
    expect(saxo.received[0]?.rawQuery).toBe("DisclaimerTokens=dG9rZW4%2BMQ%3D%3D,dG9rZW4%2FMg%3D%3D");
  });

  it("are only those asked for: what nobody wants answered is not agreed to", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DISCLAIMERS, { body: fixture("disclaimers/two") });
    const texts = await broker.readDisclaimers(tokens.slice(0, 1));
    expect(texts.map(({ token }) => token)).toEqual(tokens.slice(0, 1));
  });

  it("fail when one of them is not answered", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", DISCLAIMERS, { body: fixture("disclaimers/two") });
    expect(await failureOf(broker.readDisclaimers([...tokens, "dG9rZW4zMw=="]))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
  });

  it("are answered once, each under its own id", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", DISCLAIMERS, { status: 204 });
    await broker.answerDisclaimer({ context: "ctx-1", token: "dG9rZW4+MQ==", response: "Accepted" });
    expect(saxo.received[0]).toMatchObject({
      body: { DisclaimerContext: "ctx-1", DisclaimerToken: "dG9rZW4+MQ==", ResponseType: "Accepted" },
      headers: { "x-request-id": "generated-1" },
    });
  });

  it.each<readonly [Answer, string]>([
    [{ status: 401 }, "LOGIN_NEEDED login_needed"],
    [{ status: 400, body: { ErrorCode: "InvalidRequest" } }, "BROKER_REFUSED broker_contract_broken"],
    [{ status: 503 }, "BROKER_UNREACHABLE broker_unreachable"],
    ["drop", "BROKER_UNREACHABLE broker_unreachable"],
  ])("fail when %j answers the answer", async (answer, expected) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("POST", DISCLAIMERS, answer);
    const given = broker.answerDisclaimer({ context: "c", token: "t", response: "Dismissed" });
    const { code, exit } = await failureOf(given);
    expect(`${code} ${exit}`).toBe(expected);
    expect(saxo.received.length).toBe(1);
  });
});
