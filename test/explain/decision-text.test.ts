import { describe, expect, it } from "vitest";
import { explainedText } from "../../src/cli/explain/decision-text.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { bought, denied, held } from "./decisions.ts";

describe("the text of a decision", () => {
  it("of a hold says what the strategy said and what was seen", () => {
    expect(explainedText([{ decision: held, order: undefined }])).toBe(
      `Stock:211: hold, SIG_NO_CROSSING (cycle 7, 2026-03-04T09:15:11.000Z)
  Nothing is done: the strategy says SIG_NO_CROSSING.

  seen   figures
  bars   minutes=5 required=21 available=21 newest_close_at=2026-03-04T09:15:00.000Z
         newest_close=160.37
  quote  bid=160.36 ask=160.38 market_state=Open

  indicator      value
  short_average  160.1
  gap_bps         -3.5

  gate             result  found  limit
  NO_QUOTE         passed  -      -
  MARKET_NOT_OPEN  passed  Open   Open
  QUOTE_STALE      passed  0.666  300
`,
    );
  });

  it("leaves out the digits that only floating point has", () => {
    const facts = {
      signal: {
        action: "hold",
        reason: "SIG_NO_CROSSING",
        indicators: { average: 1.2035499999999997, gap_bps: -0.39976666666666666, bars: 1234567890 },
      },
      gates: [{ gate: "BAR_STALE", passed: true, value: 0.07868333333333333, limit: 25 }],
    };
    const text = explainedText([{ decision: { ...held, facts }, order: undefined }]);
    expect(text.split("\n").slice(3)).toEqual([
      "  indicator        value",
      "  average        1.20355",
      "  gap_bps    -0.39976667",
      "  bars        1234567890",
      "",
      "  gate       result  found        limit",
      "  BAR_STALE  passed  0.078683333  25",
      "",
    ]);
  });

  it("of a denial names the limit that was met and what it means", () => {
    expect(explainedText([{ decision: denied, order: undefined }])).toBe(
      `FxSpot:21: hold, DUPLICATE_BUY (cycle 7, 2026-03-04T09:15:11.000Z)
  Nothing is done: the strategy says buy (SIG_CROSSED_ABOVE), but is denied: The
  account is long in the instrument already, or a buy order is pending; while one of
  ours is, whatever DUPLICATE_BUY_POLICY says; found position, limit block.

  seen      figures
  position  own_quantity=1000 broker_quantity=1000

  indicator  value
  gap_bps     20.3

  gate           result  found     limit
  NO_QUOTE       passed  -         -
  DUPLICATE_BUY  FAILED  position  block
`,
    );
  });

  it("of a trade tells the order's steps and executions", () => {
    expect(explainedText([bought])).toBe(
      `CfdOnIndex:4913: buy, SIG_CROSSED_ABOVE (cycle 7, 2026-03-04T09:15:11.000Z)
  buy 1: the strategy says SIG_CROSSED_ABOVE, and every gate passed; the order is
  filled (5000000001).

  seen   figures
  order  side=buy purpose=entry quantity=1 external_reference=ATB-ABCDEFGH234567

  indicator  value
  gap_bps     20.3

  gate           result  found  limit
  MAX_POSITIONS  passed  0      5

  outcome: filled, order 5000000001, ATB-ABCDEFGH234567
  at                        step     reason         detail
  2026-03-04T09:15:12.000Z  placing  ABOUT_TO_SEND
  2026-03-04T09:15:12.100Z  placed   ACCEPTED
  2026-03-04T09:15:15.000Z  filled   FILLED
  executed at               quantity    price
  2026-03-04T09:15:12.050Z         1  1477.34

  all of it: tradebot trace ATB-ABCDEFGH234567
`,
    );
  });

  it("of a trade shows the orders beside it and where they wait", () => {
    const { order } = bought;
    if (order === undefined) throw new Error("the trade has no order");
    const { standing } = order;
    const stop = { ...standing.intent, purpose: "stop", side: "sell", price: decimal("1447.79") } as const;
    const protection = [{ ...order, standing: { ...standing, state: "placed", intent: stop } as const }];
    expect(explainedText([{ ...bought, protection }])).toContain(
      `  beside it    price  quantity  state   order
  stop       1447.79         1  placed  5000000001
`,
    );
  });

  it("of a data gate's denial says that the strategy was not asked", () => {
    const decision = {
      ...held,
      reason: "MARKET_NOT_OPEN",
      facts: { gates: [{ gate: "MARKET_NOT_OPEN", passed: false, value: "Closed", limit: "Open" }] },
    };
    expect(explainedText([{ decision, order: undefined }])).toContain(
      "  Nothing is done, and the strategy is not asked: The market is not in its normal\n" +
        "  session, or nobody says that it is; found Closed, limit Open.\n",
    );
  });

  it.each([
    ["buy", "SIG_CROSSED_ABOVE"],
    ["hold", "SIG_NO_CROSSING"],
  ])("of a data gate's denial says what the strategy says of sound bars: %s", (action, reason) => {
    const facts = {
      signal: { action, reason, indicators: {} },
      gates: [
        { gate: "MARKET_NOT_OPEN", passed: false, value: "Closed", limit: "Open" },
        { gate: "NO_BARS", passed: true },
      ],
    };
    const decision = { ...held, reason: "MARKET_NOT_OPEN", facts };
    expect(explainedText([{ decision, order: undefined }]).replaceAll("\n  ", " ")).toContain(
      `Nothing is done, though the strategy says ${action} (${reason}): The market is not in its normal session, or nobody says that it is; found Closed, limit Open.`,
    );
  });

  it("of a wish that comes to no order says what is wanted, and why it comes to none", () => {
    const facts = {
      signal: { action: "buy", reason: "SIG_DIP", indicators: {} },
      gates: [{ gate: "NO_BARS", passed: true }],
    };
    const decision = { ...held, reason: "SIZE_WITHOUT_STOP", facts };
    expect(explainedText([{ decision, order: undefined }]).replaceAll("\n  ", " ")).toContain(
      "Nothing is done: the strategy says buy (SIG_DIP), and it is to be sized by its risk, and neither the strategy nor STOP_LOSS_PCT says where it would end (SIZE_WITHOUT_STOP).",
    );
  });

  it("of an instrument that was not looked at says why", () => {
    const decision = { ...held, reason: "OUTSIDE_TRADING_HOURS", facts: {} };
    expect(explainedText([{ decision, order: undefined }]).replaceAll("\n  ", " ")).toContain(
      "Nothing is done, and the strategy is not asked: By its schedule its market has no trading session now.",
    );
  });

  it("of several instruments begins with a line for each", () => {
    const text = explainedText([
      bought,
      { decision: denied, order: undefined },
      { decision: held, order: undefined },
    ]);
    expect(text.split("\n\n")[0]).toBe(
      `instrument       action  reason             gates passed  order
CfdOnIndex:4913  buy     SIG_CROSSED_ABOVE        1 of 1  filled
FxSpot:21        hold    DUPLICATE_BUY            1 of 2  -
Stock:211        hold    SIG_NO_CROSSING          3 of 3  -`,
    );
  });

  it("of an order that nothing came of says why", () => {
    const { order } = bought;
    assert(order !== undefined, "a purchase has an order");
    const step = { cycleId: order.cycleId, from: "created", to: "dropped", reason: "DRY_RUN" } as const;
    const { intent, filledQuantity, earlierAttempts } = order.standing;
    const standing = { intent, filledQuantity, earlierAttempts, state: "dropped" } as const;
    const dropped = { ...order, standing, transitions: [{ ...step, at: held.decidedAt }], fills: [] };
    expect(explainedText([{ ...bought, order: dropped }]).split("\n\n")[0]).toBe(
      `CfdOnIndex:4913: buy, SIG_CROSSED_ABOVE (cycle 7, 2026-03-04T09:15:11.000Z)
  buy 1: the strategy says SIG_CROSSED_ABOVE, and every gate passed; the order is
  dropped: DRY_RUN.`,
    );
  });

  it("lets no recorded text move the cursor", () => {
    const decision = { ...held, facts: { quote: { market_state: "\u001b[2JOpen" } } };
    expect(explainedText([{ decision, order: undefined }])).not.toContain("\u001b");
  });

  it("stays within 120 columns", () => {
    const lines = explainedText([bought, { decision: denied, order: undefined }]).split("\n");
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });
});
