import { describe, expect, it } from "vitest";
import type { Received } from "./support/fake-saxo.ts";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";
import { timestamp, timestampFromIso } from "../../../src/core/domain/time.ts";

const at = (iso: string): number => timestampFromIso(iso) ?? NaN;

const parameters = (request: Received | undefined): Record<string, string> =>
  Object.fromEntries(request?.query ?? []);

describe("reading order activities", () => {
  it("gives them oldest first, with fills exact", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/cs/v1/audit/orderactivities", { body: fixture("order-activities/market-order-filled") });
    const since = timestampFromIso("2026-03-04T09:14:55.500Z") ?? timestamp(0);
    const activities = await broker.readOrderActivities(ACCOUNT, since);
    expect(activities.map((a) => [a.logId, a.status, a.subStatus, a.at])).toEqual([
      ["999", "Placed", "Confirmed", at("2026-03-04T09:00:00Z")],
      ["10000000000000000001", "Placed", "Requested", at("2026-03-04T09:15:02.340Z")],
      ["10000000000000000002", "Placed", "Confirmed", at("2026-03-04T09:15:02.341Z")],
      ["10000000000000000003", "FinalFill", "Confirmed", at("2026-03-04T09:15:02.345Z")],
    ]);
    expect(activities.map((a) => a.externalReference)).toEqual([
      undefined,
      "ATB-ABCDEFGH234567",
      "ATB-ABCDEFGH234567",
      "ATB-ABCDEFGH234567",
    ]);
    const [, , placed, filled] = activities;
    expect(placed?.fill).toBeUndefined();
    expect([filled?.fill?.quantity.toFixed(), filled?.fill?.price.toFixed()]).toEqual(["10000", "1.16214"]);
    expect(filled?.filledQuantity?.toFixed()).toBe("10000");
    expect(parameters(saxo.received[0])).toEqual({
      AccountKey: "Ac-Example|Key0123456789==",
      ClientKey: "Cl-Example|Key0123456789==",
      FromDateTime: "2026-03-04T09:14:55.500Z",
      EntryType: "All",
    });
  });

  it("follows the pages but never the poll link", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on(
      "GET",
      "/cs/v1/audit/orderactivities",
      { body: fixture("order-activities/page-one") },
      { body: fixture("order-activities/page-two") },
    );
    const activities = await broker.readOrderActivities(ACCOUNT, timestamp(0));
    expect(activities.map((a) => a.logId)).toEqual([
      "10000000000000000001",
      "10000000000000000002",
      "10000000000000000003",
    ]);
    expect(saxo.received.length).toBe(2);
    expect(saxo.received[1]?.rawQuery).toBe(
      "AccountKey=Ac-Example%7CKey0123456789%3D%3D&$top=1&$skiptoken=TO%2BKEN==",
    );
  });

  it.each([
    "https://gateway.example:443/sim/openapi/cs/v1/audit/orderactivities?$skiptoken=2",
    "/openapi/cs/v1/audit/orderactivities?$skiptoken=2",
    "//elsewhere.example/steal?$skiptoken=2",
  ])("goes on at its own host when the next page is linked as %s", async (link) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on(
      "GET",
      "/cs/v1/audit/orderactivities",
      { body: { Data: [], __next: link } },
      { body: { Data: [] } },
    );
    expect(await broker.readOrderActivities(ACCOUNT, timestamp(0))).toEqual([]);
    expect(saxo.received.map((request) => request.rawQuery).at(1)).toBe("$skiptoken=2");
  });

  it.each(["", "no query", "https://["])("refuses the unreadable link %j", async (link) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [], __next: link } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
  });

  it.each([
    [
      "https://elsewhere.invalid/openapi/x",
      'its link to the next page to the host "elsewhere.invalid" has no query that could be asked',
    ],
    [
      "https://elsewhere.invalid:443/x?$skip=1",
      'its links to a next page to the host "elsewhere.invalid" have no end',
    ],
    ["/x?$skip=1", "its links to a next page have no end"],
  ])("names the host of the link %j, which is asked nothing", async (link, words) => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [], __next: link } });
    expect((await failureOf(broker.readOpenOrders(ACCOUNT))).message).toBe(
      `GET /port/v1/orders brought an answer that is not what Saxo documents: ${words}`,
    );
  });

  it("refuses pages that link in a circle", async () => {
    const { saxo, broker } = await saxoWorld();
    saxo.on("GET", "/port/v1/orders", { body: { Data: [], __next: "/x?$skip=1" } });
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(saxo.received.length).toBe(2);
  });

  it("refuses pages without end", async () => {
    const { saxo, broker } = await saxoWorld();
    let page = 0;
    saxo.on("GET", "/port/v1/orders", () => ({
      body: { Data: [], __next: `/x?$skip=${String((page += 1))}` },
    }));
    expect(await failureOf(broker.readOpenOrders(ACCOUNT))).toMatchObject({ code: "BROKER_CONTRACT_BROKEN" });
    expect(saxo.received.length).toBe(100);
  });

  it("refuses a fill of our own that cannot be booked, and passes over a foreign one", async () => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture("order-activities/market-order-filled")).replaceAll(
      /"(ExecutionPrice|AveragePrice)":1.16214,/g,
      "",
    );
    saxo.on("GET", "/cs/v1/audit/orderactivities", { text }, { text: text.replaceAll("ATB-", "MINE-") });
    expect(await failureOf(broker.readOrderActivities(ACCOUNT, timestamp(0)))).toMatchObject({
      code: "BROKER_CONTRACT_BROKEN",
    });
    const activities = await broker.readOrderActivities(ACCOUNT, timestamp(0));
    expect(activities.at(-1)).toMatchObject({ status: "FinalFill" });
    expect(activities.at(-1)?.fill).toBeUndefined();
  });

  it("takes the cumulative figures of an order that was executed in one go", async () => {
    const { saxo, broker } = await saxoWorld();
    const text = JSON.stringify(fixture("order-activities/market-order-filled")).replaceAll(
      /"(ExecutionPrice|FillAmount)":[\d.]+,/g,
      "",
    );
    saxo.on("GET", "/cs/v1/audit/orderactivities", { text });
    const [filled] = (await broker.readOrderActivities(ACCOUNT, timestamp(0))).slice(-1);
    expect(filled?.fill?.price.toString()).toBe("1.16214");
    expect(filled?.fill?.quantity.toString()).toBe(filled?.filledQuantity?.toString());
  });
});
