import { expect, it } from "vitest";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { addDuration, seconds } from "../../../src/core/domain/time.ts";
import { SessionLevels } from "../../../src/simulator/server/session-levels.ts";
import { instant, WEDNESDAY } from "../saxo-under-test.ts";

const session = (id: string): { readonly id: string; readonly beganAt: Timestamp } => ({
  id,
  beganAt: at(0),
});
const at = (after: number): ReturnType<typeof instant> => addDuration(instant(WEDNESDAY), seconds(after));

it("gives full trading to one session, and takes it from the others, who are not told", () => {
  const levels = new SessionLevels("OrdersOnly", seconds(1));
  const levelAt = (id: string, after: number): string => levels.of(session(id), at(after)).tradeLevel;
  levels.change(session("first"), { tradeLevel: "FullTradingAndChat" }, at(0));
  levels.change(session("second"), { tradeLevel: "FullTradingAndChat" }, at(10));
  expect([levelAt("first", 0), levelAt("first", 1)]).toEqual(["OrdersOnly", "FullTradingAndChat"]);
  expect([levelAt("first", 10), levelAt("first", 11)]).toEqual(["FullTradingAndChat", "OrdersOnly"]);
  expect([levelAt("second", 10), levelAt("second", 11)]).toEqual(["OrdersOnly", "FullTradingAndChat"]);
});

it("takes it from every session at once when another program asks, and leaves the data level", () => {
  const levels = new SessionLevels("FullTradingAndChat", seconds(0));
  levels.change(session("first"), { dataLevel: "Premium" }, at(0));
  levels.demoteAll(at(5));
  expect(levels.of(session("first"), at(4))).toEqual({
    tradeLevel: "FullTradingAndChat",
    dataLevel: "Premium",
  });
  expect(levels.of(session("first"), at(5))).toEqual({ tradeLevel: "OrdersOnly", dataLevel: "Premium" });
});

it("takes it from sessions that have asked for nothing yet, and not from a login of later", () => {
  const levels = new SessionLevels("FullTradingAndChat", seconds(0));
  levels.demoteAll(at(5));
  expect(levels.of(session("silent"), at(5)).tradeLevel).toBe("OrdersOnly");
  expect(levels.of({ id: "later", beganAt: at(6) }, at(7)).tradeLevel).toBe("FullTradingAndChat");
});
