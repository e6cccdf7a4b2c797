import { describe, expect, it } from "vitest";
import { accountDocument, accountText } from "../../src/cli/explain/account.ts";
import { positionsDocument, positionsText } from "../../src/cli/explain/positions.ts";
import type { NetPosition } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
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
      },
    ]);
    expect(positionsText(document)).toContain("no cycle has run here: nobody knows what of this is ours\n");
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
