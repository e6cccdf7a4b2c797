import { describe, expect, it } from "vitest";
import {
  consecutiveLosses,
  withResult,
  type OrderResult,
} from "../../../src/core/accounting/closing-orders.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";

/** `?` is one that nobody knows. */
const results = (...texts: readonly string[]): readonly OrderResult[] =>
  texts.reduce<readonly OrderResult[]>(
    (orders, text, index) =>
      withResult(orders, { order: `order ${index}`, amount: text === "?" ? undefined : decimal(text) }),
    [],
  );

describe("losses one after the other", () => {
  const rows = [
    { told: [], losses: 0 },
    { told: ["-1"], losses: 1 },
    { told: ["5"], losses: 0 },
    { told: ["-1", "-2", "-3"], losses: 3 },
    { told: ["-1", "4", "-2", "-3"], losses: 2 },
    { told: ["-1", "0"], losses: 0 },
    { told: ["?", "1", "-1"], losses: 1 },
    { told: ["1", "?", "-1"], losses: undefined },
    { told: ["-1", "?"], losses: undefined },
  ];
  for (const { told, losses } of rows) {
    it(`are ${losses ?? "not known"} after ${told.join(", ") || "nothing"}`, () => {
      expect(consecutiveLosses(results(...told))).toBe(losses);
    });
  }

  it("are counted by orders, not by the parts that these were executed in", () => {
    const parts = [
      { order: "A", amount: decimal("-5") },
      { order: "B", amount: decimal("-1") },
      { order: "A", amount: decimal("-5") },
      { order: "B", amount: decimal("3") },
    ];
    expect(consecutiveLosses(parts.reduce(withResult, []))).toBe(0);
  });

  it("leave an order in its place when a part of it comes late", () => {
    const parts = [
      { order: "A", amount: decimal("-1") },
      { order: "B", amount: decimal("3") },
      { order: "A", amount: decimal("-1") },
    ];
    expect(consecutiveLosses(parts.reduce(withResult, []))).toBe(0);
  });

  it("are not known where a part of the order is not, whichever came first", () => {
    const parts = [
      { order: "A", amount: decimal("5") },
      { order: "A", amount: undefined },
    ];
    for (const told of [parts, parts.toReversed()])
      expect(consecutiveLosses(told.reduce(withResult, []))).toBeUndefined();
  });

  it("end with a cost that eats up the gain", () => {
    const parts = [
      { order: "A", amount: decimal("5") },
      { order: "A", amount: decimal("-6") },
    ];
    expect(consecutiveLosses(parts.reduce(withResult, []))).toBe(1);
  });

  it("know of a part that comes late, behind fifty other orders, and of what it makes of its own", () => {
    const gains = results(...Array.from({ length: 50 }, () => "1"), "-1");
    expect(gains).toHaveLength(50);
    const late = Array.from({ length: 49 }, (_, index) => ({
      order: `order ${index + 1}`,
      amount: decimal("-2"),
    })).reduce(withResult, gains);
    expect(late).toHaveLength(50);
    expect(consecutiveLosses(late)).toBe(50);
  });

  it("stay known however many there are, and what lies far before them is forgotten", () => {
    const many = results(
      ...Array.from({ length: 200 }, () => "1"),
      ...Array.from({ length: 120 }, () => "-1"),
    );
    expect(consecutiveLosses(many)).toBe(120);
    expect(many).toHaveLength(121);
  });
});
