import { afterEach, describe, expect, it } from "vitest";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimalFromNumber, sumDecimals } from "../../../src/core/domain/decimal.ts";
import { NETTING_PROFILES } from "../../../src/simulator/exchange/books.ts";
import type { Reply, SaxoUnderTest } from "../saxo-under-test.ts";
import { column, numberAt, pick, rows, startSaxo } from "../saxo-under-test.ts";

let saxo: SaxoUnderTest;
afterEach(() => saxo.close());

const IN_BASE = [
  "ClosedProfitLossInBaseCurrency",
  "ProfitLossCurrencyConversion",
  "CostOpeningInBaseCurrency",
  "CostClosingInBaseCurrency",
];
interface Traded {
  readonly AssetType: string;
  readonly Uic: number;
  readonly unit: number;
}

const SHARE: Traded = { AssetType: "Stock", Uic: 211, unit: 1 };
const INSTRUMENTS: readonly Traded[] = [
  { AssetType: "Stock", Uic: 1636, unit: 1 }, // in euros
  SHARE,
  { AssetType: "FxSpot", Uic: 21, unit: 1_111 },
  { AssetType: "CfdOnStock", Uic: 211, unit: 1 },
];

/** Buys in two parts, sells in three, with the prices and rates of other hours. */
async function buyAndSell({ unit, ...instrument }: Traded): Promise<void> {
  const trades: readonly (readonly [side: string, units: number])[] = [
    ["Buy", 3],
    ["Buy", 4],
    ["Sell", 2],
    ["Sell", 4],
    ["Sell", 1],
  ];
  for (const [BuySell, units] of trades) {
    expect((await saxo.order({ ...instrument, BuySell, Amount: units * unit })).status).toBe(200);
    saxo.clock.advance(60_000);
  }
}

const cash = async (): Promise<number> => numberAt(await saxo.get("/port/v1/balances/me"), "CashBalance");

/** Nothing is open any more, and these rows tell of all that was. */
async function closedRows(): Promise<Reply> {
  const open = await saxo.get("/port/v1/positions/me");
  expect(rows(open)).toEqual([]);
  return saxo.get("/port/v1/closedpositions/me?$top=1000");
}

const sumOf = (reply: Reply, field: string): Decimal =>
  sumDecimals(column(reply, "ClosedPosition", field).map((value) => decimalFromNumber(Number(value ?? 0))));

describe("the results of what was closed", () => {
  it.each(NETTING_PROFILES.flatMap((profile) => [["USD", profile] as const, ["EUR", profile] as const]))(
    "add up, with costs and conversion, to the change of the cash: %s, %s",
    async (currency, nettingProfile) => {
      saxo = await startSaxo({
        account: { nettingProfile, isMarginTradingAllowed: true },
        accounts: [{ currency }],
        enforceRateLimits: false,
      });
      const before = await cash();
      for (const instrument of INSTRUMENTS) await buyAndSell(instrument);
      if (nettingProfile === "FifoEndOfDay") saxo.clock.advance(7 * 60 * 60_000); // it nets overnight
      const closed = await closedRows();
      const sum = sumDecimals(IN_BASE.map((field) => sumOf(closed, field)));
      expect(sum.toFixed(2)).toBe(((await cash()) - before).toFixed(2));
      expect(rows(closed).length).toBeGreaterThanOrEqual(12);
    },
  );

  it("tell what the change of the currency brought, where there is another currency", async () => {
    saxo = await startSaxo({ enforceRateLimits: false });
    for (const instrument of INSTRUMENTS) await buyAndSell(instrument);
    const conversions = new Map(
      rows(await closedRows()).map((row) => [
        pick(row, "NetPositionId"),
        typeof pick(row, "ClosedPosition", "ProfitLossCurrencyConversion"),
      ]),
    );
    expect(Object.fromEntries(conversions)).toEqual({
      "ASML:xams__Stock": "number",
      "AAPL:xnas__Stock": "undefined",
      EURUSD__FxSpot: "undefined",
      "AAPL:xnas__CfdOnStock": "undefined",
    });
  });

  it("are the same in both currencies where both are one, in whole cents, at prices of few digits", async () => {
    const account = { nettingProfile: "AverageRealTime", isMarginTradingAllowed: true } as const;
    saxo = await startSaxo({ account, enforceRateLimits: false });
    await buyAndSell(SHARE);
    for (const row of rows(await closedRows())) {
      const profitLoss = pick(row, "ClosedPosition", "ClosedProfitLoss");
      expect(profitLoss).toBe(pick(row, "ClosedPosition", "ClosedProfitLossInBaseCurrency"));
      expect(String(profitLoss)).toMatch(/^-?\d+(\.\d{1,2})?$/);
      expect(String(pick(row, "ClosedPosition", "OpenPrice"))).toMatch(/^\d+(\.\d{1,6})?$/);
    }
  });
});
