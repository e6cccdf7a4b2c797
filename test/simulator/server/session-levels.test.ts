import { expect, it } from "vitest";
import { addDuration, seconds } from "../../../src/core/domain/time.ts";
import { SessionLevels } from "../../../src/simulator/server/session-levels.ts";
import { instant, WEDNESDAY } from "../saxo-under-test.ts";

const at = (after: number): ReturnType<typeof instant> => addDuration(instant(WEDNESDAY), seconds(after));

it("gives full trading to one session, and takes it from the others, who are not told", () => {
  const levels = new SessionLevels("OrdersOnly", seconds(1));
  const levelAt = (session: string, after: number): string => levels.of(session, at(after)).tradeLevel;
  levels.change("first", { tradeLevel: "FullTradingAndChat" }, at(0));
  levels.change("second", { tradeLevel: "FullTradingAndChat" }, at(10));
  expect([levelAt("first", 0), levelAt("first", 1)]).toEqual(["OrdersOnly", "FullTradingAndChat"]);
  expect([levelAt("first", 10), levelAt("first", 11)]).toEqual(["FullTradingAndChat", "OrdersOnly"]);
  expect([levelAt("second", 10), levelAt("second", 11)]).toEqual(["OrdersOnly", "FullTradingAndChat"]);
});

it("takes it from every session at once when another program asks, and leaves the data level", () => {
  const levels = new SessionLevels("FullTradingAndChat", seconds(0));
  levels.change("first", { dataLevel: "Premium" }, at(0));
  levels.demoteAll(at(5));
  expect(levels.of("first", at(4))).toEqual({ tradeLevel: "FullTradingAndChat", dataLevel: "Premium" });
  expect(levels.of("first", at(5))).toEqual({ tradeLevel: "OrdersOnly", dataLevel: "Premium" });
});
