import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "../../../src/core/domain/decimal.ts";
import type { LotRule, OrderLimits } from "../../../src/core/domain/instrument.ts";
import {
  minimumQuantity,
  quantityFault,
  quantityStep,
  roundQuantityDown,
  smallestOrder,
  valueOf,
} from "../../../src/core/domain/quantity-steps.ts";

const rules = (minimum: string, amountDecimals = 0, lot?: LotRule, orderLimits: OrderLimits = {}) => ({
  amountDecimals,
  minimumTradeSize: decimal(minimum),
  orderLimits,
  ...(lot === undefined ? {} : { lot }),
});
const LOTS: LotRule = { size: decimal("100"), minimum: decimal("200"), isForBuysOnly: false };

describe("the rules of a quantity", () => {
  it("count lots for both sides, or for buys alone", () => {
    const both = rules("1", 0, LOTS);
    const buysOnly = rules("1", 0, { ...LOTS, isForBuysOnly: true });
    expect(quantityStep("sell", both).toFixed()).toBe("100");
    expect(quantityStep("buy", buysOnly).toFixed()).toBe("100");
    expect(quantityStep("sell", buysOnly).toFixed()).toBe("1");
    expect(minimumQuantity("buy", buysOnly).toFixed()).toBe("200");
    expect(minimumQuantity("sell", buysOnly).toFixed()).toBe("1");
  });

  it.each([
    ["1", rules("1"), undefined],
    ["1.5", rules("1"), "too_many_decimals"],
    ["1.5", rules("1", 1), undefined],
    ["0", rules("0"), "below_minimum"],
    ["999", rules("1000"), "below_minimum"],
    ["1000", rules("1000"), undefined],
    ["250", rules("1", 0, LOTS), "off_lot"],
    ["100", rules("1", 0, LOTS), "below_minimum"],
    ["300", rules("1", 0, LOTS), undefined],
    ["300", rules("1", 0, LOTS, { maximumQuantity: decimal("299") }), "above_maximum"],
    ["300", rules("1", 0, LOTS, { maximumQuantity: decimal("300") }), undefined],
    ["300", rules("400", 0, LOTS), "below_minimum"],
  ])("find in %s of %j: %s", (quantity, of, fault) => {
    expect(quantityFault(decimal(quantity), "buy", of)).toBe(fault);
  });

  it.each([
    [rules("1"), "1"],
    [rules("0", 2), "0.01"],
    [rules("0", 0, { size: decimal("5"), isForBuysOnly: false }), "5"],
    [rules("7", 0, { size: decimal("5"), isForBuysOnly: false }), "10"],
    [rules("1", 0, LOTS), "200"],
  ])("make of %j the smallest order %s", (of, least) => {
    expect(smallestOrder("buy", of).toFixed()).toBe(least);
    expect(quantityFault(smallestOrder("buy", of), "buy", of)).toBeUndefined();
  });

  it("leave a rounded quantity that is not more than wanted, and lies less than a step below", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 1, max: 500 }),
        (units, amountDecimals, size) => {
          const wanted = decimal(`${units}e-4`);
          const of = rules("1", amountDecimals, { size: decimal(String(size)), isForBuysOnly: true });
          for (const side of ["buy", "sell"] as const) {
            const rounded = roundQuantityDown(wanted, side, of);
            expect(rounded.lte(wanted) && rounded.gte(ZERO)).toBe(true);
            expect(wanted.minus(rounded).lt(quantityStep(side, of))).toBe(true);
          }
        },
      ),
    );
  });

  it("value a contract by its factor", () => {
    const pricing = { currency: "USD", decimals: 2, ticks: {} };
    expect(valueOf(decimal("3"), decimal("1.5"), { pricing }).toFixed()).toBe("4.5");
    const contract = { pricing: { ...pricing, contractFactor: decimal("10") } };
    expect(valueOf(decimal("3"), decimal("1.5"), contract).toFixed()).toBe("45");
  });
});
