import { afterEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, startSaxo } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

describe("what a request asks with", () => {
  it.each([
    ["/port/v1/orders/me?Status=", "Status"],
    ["/port/v1/positions/me?FieldGroups=%20", "FieldGroups"],
    ["/trade/v1/infoprices?Uic=21&AssetType=FxSpot&Amount=", "Amount"],
    ["/ref/v1/instruments?Keywords=US500&ExchangeId=", "ExchangeId"],
  ])("must not be blank: %s", async (path, name) => {
    saxo = await startSaxo();
    const reply = await saxo.get(path);
    expect(reply.status).toBe(400);
    expect(pick(reply.json, "ModelState", name)).toEqual([`${name} must not be blank`]);
  });

  it("may be blank where nobody knows it", async () => {
    saxo = await startSaxo();
    expect((await saxo.get("/port/v1/orders/me?_=&Whatever=")).status).toBe(200);
  });

  it("may name unknown field groups, unless it is set up otherwise", async () => {
    saxo = await startSaxo();
    const path = "/port/v1/positions/me?FieldGroups=PositionBase,Nonsense";
    expect((await saxo.get(path)).status).toBe(200);
    await saxo.close();
    saxo = await startSaxo({ refusesUnknownFieldGroups: true });
    expect((await saxo.get(path)).json).toMatchObject({
      ErrorCode: "InvalidModelState",
      ModelState: { FieldGroups: ["FieldGroups does not have Nonsense"] },
    });
    expect((await saxo.get("/port/v1/positions/me?FieldGroups=positionbase,costs")).status).toBe(200);
  });

  it("may name unknown instruments in a list of prices, unless it is set up otherwise", async () => {
    saxo = await startSaxo();
    const path = "/trade/v1/infoprices/list?Uics=21,999999&AssetType=FxSpot";
    expect(column(await saxo.get(path), "ErrorCode")).toEqual([undefined, "IllegalInstrumentId"]);
    await saxo.close();
    saxo = await startSaxo({ refusesListsWithUnknown: true });
    const reply = await saxo.get(path);
    expect([reply.status, pick(reply.json, "ErrorCode")]).toEqual([404, "IllegalInstrumentId"]);
    expect((await saxo.get(path.replace(",999999", ""))).status).toBe(200);
  });
});
