import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { durationMs } from "../../../src/core/domain/time.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, pick, rows, startSaxo, textAt } from "../saxo-under-test.ts";

const LOG = "/cs/v1/audit/orderactivities";

describe("the order log", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxo();
  });
  afterEach(() => saxo.close());

  const logIds = (reply: Reply): unknown[] => column(reply, "LogId");

  it("shows what happened three seconds later, not sooner", async () => {
    await saxo.order();
    saxo.clock.advance(2999);
    expect(rows(await saxo.get(LOG))).toEqual([]);
    saxo.clock.advance(1);
    expect(rows(await saxo.get(LOG))).toHaveLength(3);
  });

  it("shows it with the delay it is told", async () => {
    await saxo.close();
    saxo = await startSaxo({ activityDelay: durationMs(0) });
    await saxo.order();
    expect(rows(await saxo.get(LOG))).toHaveLength(3);
  });

  it("gives the newest line of each order when asked for the last ones", async () => {
    await saxo.order();
    await saxo.order({ OrderType: "Limit", OrderPrice: 1 });
    const last = await saxo.activities("EntryType=Last");
    expect(rows(last)).toMatchObject([
      { OrderId: "5000000001", Status: "FinalFill" },
      { OrderId: "5000000002", Status: "Placed", SubStatus: "Confirmed" },
    ]);
  });

  it("filters by order, status and time, ends included", async () => {
    await saxo.order(); // 15:15:01
    await saxo.order(); // 15:15:02
    const all = await saxo.activities();
    expect(logIds(all)).toHaveLength(6);
    expect(new Set(column(await saxo.get(`${LOG}?OrderId=5000000002`), "OrderId"))).toEqual(
      new Set(["5000000002"]),
    );
    expect(column(await saxo.get(`${LOG}?Status=finalfill,Expired`), "Status")).toEqual([
      "FinalFill",
      "FinalFill",
    ]);
    expect(logIds(await saxo.get(`${LOG}?FromDateTime=2026-03-04T15:15:02.000000Z`))).toHaveLength(3);
    expect(logIds(await saxo.get(`${LOG}?ToDateTime=2026-03-04T15:15:01Z`))).toHaveLength(3);
    const key = textAt(all, "Data", 0, "CorrelationKey");
    expect(new Set(column(await saxo.get(`${LOG}?CorrelationKey=${key}`), "OrderId"))).toEqual(
      new Set(["5000000001"]),
    );
  });

  it("pages in order without losing or repeating a line, however small the pages", async () => {
    for (let count = 0; count < 5; count += 1) await saxo.order();
    let reply = await saxo.activities("$top=4");
    const seen = [...logIds(reply)];
    while (pick(reply.json, "__next") !== undefined) {
      expect(pick(reply.json, "__nextPoll")).toBeUndefined();
      reply = await saxo.get(textAt(reply, "__next"));
      seen.push(...logIds(reply));
    }
    expect(seen).toEqual(Array.from({ length: 15 }, (_, index) => String(900_000_001 + index)));
  });

  it("pages by itself when the answer would be long", async () => {
    await saxo.close();
    saxo = await startSaxo({ pageSize: 2 });
    await saxo.order();
    const reply = await saxo.activities();
    expect(rows(reply)).toHaveLength(2);
    expect(rows(await saxo.get(textAt(reply, "__next")))).toHaveLength(1);
  });

  it("ends with a link to what is still to come, which may not be followed at once", async () => {
    await saxo.order();
    const log = await saxo.activities();
    const poll = textAt(log, "__nextPoll");
    const early = await saxo.get(poll);
    expect(early.status).toBe(429);
    expect(early.headers.get("X-RateLimit-Session-Remaining")).toBe("0");
    expect(early.headers.get("X-RateLimit-Session-Reset")).toBe("1");
    await saxo.order();
    saxo.clock.advance(3000);
    expect(column(await saxo.get(poll), "OrderId")).toEqual(["5000000002", "5000000002", "5000000002"]);
  });

  it("may be polled at once where no limit is enforced", async () => {
    await saxo.close();
    saxo = await startSaxo({ enforceRateLimits: false });
    const log = await saxo.activities();
    expect((await saxo.get(textAt(log, "__nextPoll"))).status).toBe(200);
  });

  it.each([
    "EntryType=Some",
    "Status=Maybe",
    "FromDateTime=yesterday",
    "$skiptoken=x",
    "$top=0",
    "OrderId=abc",
  ])("refuses %s", async (query) => {
    expect(await saxo.get(`${LOG}?${query}`)).toMatchObject({
      status: 400,
      json: { ErrorCode: "BadRequestError" },
    });
  });

  it("dates what happened while nobody looked when it happened", async () => {
    await saxo.order({ Uic: 211, AssetType: "Stock", OrderType: "Limit", OrderPrice: 1 });
    saxo.clock.advance(30 * 86_400_000);
    const log = await saxo.get(LOG);
    expect(column(log, "ActivityTime").at(-1)).toBe("2026-03-04T21:00:00.000000Z");
  });
});
