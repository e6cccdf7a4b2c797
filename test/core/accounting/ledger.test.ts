import { describe, expect, it, test } from "vitest";
import { closedLedger, enter } from "../../../src/core/accounting/ledger.ts";
import { averagePriceOf, matchingOf } from "../../../src/core/accounting/position-book.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { adjustment, entered, fill, fills, lotsOf, PAIR, SHARE, textOf } from "./entries.ts";

describe("what executions come to", () => {
  const stories = [
    { story: "a purchase", executions: ["10@100"], lots: ["10@100"], realised: "0" },
    { story: "a gain of a long position", executions: ["10@100", "-10@110"], lots: [], realised: "100" },
    { story: "a loss of a long position", executions: ["10@100", "-10@90"], lots: [], realised: "-100" },
    { story: "a gain of a short position", executions: ["-10@100", "10@90"], lots: [], realised: "100" },
    { story: "a loss of a short position", executions: ["-10@100", "10@110"], lots: [], realised: "-100" },
    {
      story: "a short position that grows",
      executions: ["-10@100", "-5@90"],
      lots: ["-10@100", "-5@90"],
      realised: "0",
    },
    { story: "a part that is closed", executions: ["10@100", "-4@110"], lots: ["6@100"], realised: "40" },
    { story: "a part of a short one", executions: ["-10@100", "4@110"], lots: ["-6@100"], realised: "-40" },
    {
      story: "the oldest first",
      executions: ["10@100", "10@120", "-15@130"],
      lots: ["5@120"],
      realised: "350",
    },
    {
      story: "a long position turned short",
      executions: ["10@100", "-15@110"],
      lots: ["-5@110"],
      realised: "100",
    },
    {
      story: "a short position turned long",
      executions: ["-10@100", "15@90"],
      lots: ["5@90"],
      realised: "100",
    },
    { story: "there and back", executions: ["10@100", "-15@110", "5@100"], lots: [], realised: "150" },
    { story: "fractions", executions: ["0.1@0.3", "-0.1@0.1"], lots: [], realised: "-0.02" },
  ];
  for (const { story, executions, lots, realised } of stories) {
    it(`is right for ${story}`, () => {
      const run = entered(fills(...executions));
      expect(lotsOf(run)).toEqual(lots);
      expect(run.ledger.realised.toString()).toBe(realised);
    });
  }

  it("closes at the average price where the account averages", () => {
    const run = entered(fills("10@100", "10@120", "-15@130"), matchingOf("AverageRealTime"));
    expect(lotsOf(run)).toEqual(["5@110"]);
    expect(run.ledger.realised.toString()).toBe("300");
  });

  it("closes the oldest first under both of the other profiles", () => {
    expect([matchingOf("FifoRealTime"), matchingOf("FifoEndOfDay")]).toEqual([
      "first_in_first_out",
      "first_in_first_out",
    ]);
  });

  it("takes entries of one instant by the number of their ids", () => {
    const [ten, nine] = ["10", "9"].map((id) => fill({ quantity: "1", price: id, at: 1, id }));
    const run = entered(
      [ten, nine, fill({ quantity: "-1", price: "20", at: 2 })].flatMap((one) => one ?? []),
    );
    expect(lotsOf(run)).toEqual(["1@10"]);
  });

  it("averages since the first part was opened", () => {
    const run = entered(fills("10@100", "10@200"), "average");
    expect(run.ledger.books.get(SHARE.id)?.lots.map(({ openedAt }) => openedAt)).toEqual([1]);
  });

  it("keeps instruments apart", () => {
    const run = entered([
      fill({ quantity: "10", price: "100", at: 1 }),
      fill({ quantity: "-1000", price: "1.1", at: 2, instrumentId: PAIR.id }),
    ]);
    expect([lotsOf(run), lotsOf(run, PAIR.id)]).toEqual([["10@100"], ["-1000@1.1"]]);
  });

  it("counts in account currency, by the factor and the rate of the closing", () => {
    const run = entered([
      fill({ quantity: "2", price: "100", at: 1, rate: "0.5", factor: "10" }),
      fill({ quantity: "-2", price: "110", at: 2, rate: "0.8", factor: "10" }),
    ]);
    expect(run.ledger.realised.toString()).toBe("160");
  });

  it("tells what nobody knows the worth of from nothing", () => {
    const run = entered([
      fill({ quantity: "2", price: "100", at: 1 }),
      fill({ quantity: "-1", price: "110", at: 2, rate: "none" }),
      fill({ quantity: "-1", price: "110", at: 3 }),
    ]);
    expect(run.results.map(({ amount }) => textOf(amount))).toEqual([undefined, "10"]);
    expect(run.ledger.realised.toString()).toBe("10");
  });
});

describe("how a position came about", () => {
  const additionsIn = (run: ReturnType<typeof entered>): readonly string[] =>
    (run.ledger.books.get(SHARE.id)?.additions ?? []).map(
      ({ order, quantity, price, at }) =>
        `${order}: ${quantity.toString()}@${price?.toString() ?? "?"} at ${at}`,
    );

  test("an order is one purchase, whatever its number of executions", () => {
    const run = entered([
      fill({ quantity: "4", price: "100", at: 1, order: "A" }),
      fill({ quantity: "6", price: "110", at: 2, order: "A" }),
      fill({ quantity: "5", price: "120", at: 3, order: "B" }),
      fill({ quantity: "-3", price: "130", at: 4, order: "C" }),
    ]);
    expect(additionsIn(run)).toEqual(["A: 10@106 at 1", "B: 5@120 at 3"]);
  });

  test("what was bought before it was sold out is no part of it", () => {
    const run = entered(fills("10@100", "-10@110", "5@120"));
    expect(additionsIn(run)).toEqual(["order 3: 5@120 at 3"]);
  });

  test("a reversal opens anew", () => {
    expect(additionsIn(entered(fills("10@100", "-15@110")))).toEqual(["order 2: -5@110 at 2"]);
  });

  test("what was taken over keeps the price and the time that the broker tells", () => {
    const told = { price: decimal("90"), openedAt: timestamp(3) };
    expect(additionsIn(entered([adjustment("10", 7, told)]))).toEqual(["7: 10@90 at 3"]);
  });
});

describe("what was put right", () => {
  it("takes away what somebody else has sold, with what it had come to", () => {
    const run = entered([...fills("10@100"), adjustment("-4", 5, { profitLoss: decimal("-12") })]);
    expect(lotsOf(run)).toEqual(["6@100"]);
    expect(run.ledger.realised.toString()).toBe("-12");
    expect(run.ledger.closingOrders).toEqual([]);
  });

  it("has no result where nobody knows what it had come to", () => {
    const run = entered([...fills("10@100"), adjustment("-10", 5)]);
    expect([lotsOf(run), run.results]).toEqual([[], []]);
  });

  it("leaves the price open where the broker does not tell it, and so the result", () => {
    const run = entered([adjustment("10", 1), fill({ quantity: "-10", price: "100", at: 2 })]);
    expect(run.results.map(({ amount }) => amount)).toEqual([undefined]);
  });

  it("knows no average price of a position of which a part has none", () => {
    const run = entered([adjustment("10", 1), fill({ quantity: "10", price: "100", at: 2 })]);
    expect(averagePriceOf(run.ledger.books.get(SHARE.id) ?? { lots: [] })).toBeUndefined();
  });
});

describe("costs", () => {
  it("are taken off the result, once by the name of the closing", () => {
    const cost = {
      kind: "cost",
      id: "1-2",
      at: timestamp(2),
      order: "order 2",
      amount: decimal("3"),
    } as const;
    const run = entered([...fills("10@100", "-10@110"), cost, cost]);
    expect(run.ledger.realised.toString()).toBe("97");
    expect(run.ledger.closingOrders.map(({ amount }) => textOf(amount))).toEqual(["97"]);
  });

  it("are no execution of the same name", () => {
    const cost = { kind: "cost", id: "2", at: timestamp(3), order: "order 2", amount: decimal("3") } as const;
    expect(entered([...fills("10@100", "-10@110"), cost]).ledger.realised.toString()).toBe("97");
  });
});

test("a ledger that is closed forgets results that nobody will ever know", () => {
  const { ledger } = entered([
    fill({ quantity: "2", price: "100", at: 1 }),
    fill({ quantity: "-1", price: "90", at: 2, rate: "none" }),
    fill({ quantity: "-1", price: "90", at: 3 }),
  ]);
  const { closingOrders } = enter(closedLedger(ledger), [], "first_in_first_out").ledger;
  expect(closingOrders.map(({ order, amount }) => [order, textOf(amount)])).toEqual([["order 3", "-10"]]);
});
