import { describe, expect, it } from "vitest";
import { accountDocument, accountText } from "../../src/cli/explain/account.ts";
import { positionsDocument, positionsText } from "../../src/cli/explain/positions.ts";
import type { ClosedPosition, NetPosition, Position } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { positionId } from "../../src/core/domain/ids.ts";
import { ACCOUNT } from "../adapters/saxo/support/saxo-world.ts";
import { instant } from "./decisions.ts";

const asOf = instant("2026-03-04T09:16:00Z");
const at = { environment: "SIM", currency: "EUR", asOf } as const;

const share: NetPosition = {
  instrumentId: "Stock:211",
  quantity: decimal("12"),
  averageOpenPrice: decimal("187.25"),
  canBeClosed: true,
  valuation: {
    price: decimal("190"),
    marketValue: decimal("2280"),
    exposure: decimal("2280"),
    profitLoss: decimal("33"),
  },
};
const pair: NetPosition = { instrumentId: "FxSpot:21", quantity: decimal("-10000"), canBeClosed: true };

describe("positions", () => {
  it("shows beside what the broker holds how much of it is ours", () => {
    const own = new Map([
      ["Stock:211", decimal("10")],
      ["Stock:307", decimal("5")],
    ]);
    expect(positionsText(positionsDocument({ ...at, held: [share, pair], own }))).toBe(
      `SIM, as the broker showed it at 2026-03-04T09:16:00.000Z; money in EUR

position   quantity  average  price  value  exposure  profit/loss  ours  not ours
FxSpot:21    -10000        -      -      -         -            -     0    -10000
Stock:211        12   187.25    190   2280      2280           33    10         2
Stock:307         0        -      -      -         -            -     5        -5
not ours: what the broker holds beyond the sum of our own booked executions
`,
    );
  });

  it("says nothing about whose they are when there is no store to ask", () => {
    const document = positionsDocument({ ...at, held: [share], own: undefined });
    expect(JSON.parse(JSON.stringify(document.positions))).toEqual([
      {
        instrument_id: "Stock:211",
        quantity: "12",
        average_open_price: "187.25",
        price: "190",
        market_value: "2280",
        exposure: "2280",
        profit_loss: "33",
        lots: [],
      },
    ]);
    expect(positionsText(document)).toContain("no cycle has run here: nobody knows what of this is ours\n");
  });

  it("shows the openings where one row adds up several, and what was closed when asked", () => {
    const lot = (id: string, quantity: string): Position => ({
      positionId: positionId(id),
      instrumentId: "FxSpot:21",
      quantity: decimal(quantity),
      status: "Open",
      canBeClosed: true,
      isForceOpen: false,
      openPrice: decimal("1.15"),
      openedAt: asOf,
      externalReference: "ATB-AAAA",
      relatedOrderIds: [],
    });
    const closed: ClosedPosition = {
      instrumentId: "Stock:211",
      quantity: decimal("-2"),
      openingPositionId: positionId("70"),
      closingPositionId: positionId("71"),
      openPrice: decimal("190"),
      closingPrice: decimal("187.5"),
      openedAt: asOf,
      closedAt: asOf,
      profitLoss: decimal("5"),
    };
    const square: NetPosition = { ...pair, quantity: decimal("0") };
    const lots = [lot("90", "10000"), lot("91", "-10000"), { ...lot("92", "1"), instrumentId: "Stock:211" }];
    const document = positionsDocument({
      ...at,
      held: [square, share],
      lots,
      closed: [closed],
      own: new Map(),
    });
    expect(positionsText(document)).toContain(`
opening    id  quantity  price  opened                    status  reference
FxSpot:21  90     10000   1.15  2026-03-04T09:16:00.000Z  Open    ATB-AAAA
FxSpot:21  91    -10000   1.15  2026-03-04T09:16:00.000Z  Open    ATB-AAAA

closed     quantity  opened at  closed at  profit/loss  time                      reference
Stock:211        -2        190      187.5            5  2026-03-04T09:16:00.000Z  -
`);
    expect(positionsText(positionsDocument({ ...at, held: [], closed: [], own: new Map() }))).toContain(
      "no position is held\n\nnothing was closed lately\n",
    );
  });

  it("shows what was put right about ours lately", () => {
    const adjustment = { at: asOf, instrumentId: instrument("Stock", 211).id, quantity: decimal("-2") };
    const adjustments = [{ ...adjustment, reason: "HELD_NO_MORE", detail: "ours 12, at the broker 10" }];
    const document = positionsDocument({ ...at, held: [], own: new Map(), adjustments });
    expect(positionsText(document)).toContain(`no position is held

put right  by  time                      because
Stock:211  -2  2026-03-04T09:16:00.000Z  HELD_NO_MORE: ours 12, at the broker 10
`);
    expect(document.adjustments).toMatchObject([{ instrument_id: "Stock:211", quantity: "-2" }]);
  });

  it("says so when nothing is held", () => {
    expect(positionsText(positionsDocument({ ...at, held: [], own: new Map() }))).toBe(
      "SIM, as the broker showed it at 2026-03-04T09:16:00.000Z; money in EUR\n\nno position is held\n",
    );
  });
});

describe("the account", () => {
  const balance = {
    currency: "EUR",
    cash: decimal("100250.75"),
    totalValue: decimal("101003.5"),
    isReliable: true,
    marginUsed: decimal("512.4"),
  };

  it("is shown with its keys masked, and no figure made up", () => {
    expect(accountText(accountDocument({ environment: "SIM", asOf, account: ACCOUNT, balance }))).toBe(
      `SIM, as the broker showed it at 2026-03-04T09:16:00.000Z

account
account key  Ac-***==
client key   Cl-***==
netting      FifoRealTime

balance                 EUR
cash              100250.75
total value        101003.5
cash available            -
margin available          -
margin used           512.4
the broker vouches for these figures
`,
    );
  });

  it("says loudly that figures are not reliable", () => {
    const doubted = { ...balance, isReliable: false };
    const document = accountDocument({ environment: "SIM", asOf, account: ACCOUNT, balance: doubted });
    expect(document.is_reliable).toBe(false);
    expect(accountText(document)).toContain("the broker does NOT vouch for these figures");
  });
});
