import { expect, it } from "vitest";
import { accountDocument, accountText } from "../../src/cli/explain/account.ts";
import { ownResultDocument, ownResultText } from "../../src/cli/explain/own-result.ts";
import type { EquityMark } from "../../src/core/accounting/own-performance.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { PAIR, SHARE } from "../adapters/store/support-values.ts";
import { ACCOUNT } from "../adapters/saxo/support/account.ts";

const MARK: EquityMark = {
  at: timestamp(Date.UTC(2026, 2, 4, 9, 15)),
  result: decimal("-120.456"),
  peak: decimal("80"),
  equity: decimal("9800"),
  positions: [
    {
      instrumentId: SHARE.id,
      quantity: decimal("3"),
      exposure: decimal("300"),
      openProfitLoss: decimal("-20.456"),
    },
    {
      instrumentId: PAIR.id,
      quantity: decimal("-1"),
      exposure: decimal("-100"),
      openProfitLoss: decimal("10"),
    },
  ],
  performance: { today: decimal("-12.3"), consecutiveLosses: 2, drawdownFraction: 0.0204 },
};

const TEXT = `
our own trading                        EUR
today (America/New_York)            -12.30
this week                        not known
realised so far                    -110.00
open                                -10.46
exposure, both sides added up       400.00
exposure, one against the other     200.00
fall from the highest result        2.04 %
closed at a loss, in a row               2
at 2026-03-04T09:15:00.000Z, after costs as far as the broker has told them: those of a purchase count when it is closed
`;

it("tells programs what our own trading has come to, and what is not known", () => {
  expect(ownResultDocument(MARK, "America/New_York")).toEqual({
    at: "2026-03-04T09:15:00.000Z",
    time_zone: "America/New_York",
    today: "-12.30",
    week: null,
    realised: "-110.00",
    open: "-10.46",
    exposure_gross: "400.00",
    exposure_net: "200.00",
    drawdown_fraction: 0.0204,
    consecutive_losses: 2,
  });
});

it("tells people the same, below the account", () => {
  const ownResult = ownResultDocument(MARK, "America/New_York");
  expect(ownResultText(ownResult, "EUR")).toBe(TEXT);
  const balance = { currency: "EUR", cash: decimal("1"), totalValue: decimal("2"), isReliable: true };
  const records = { environment: "SIM", asOf: MARK.at, account: ACCOUNT, balance };
  expect(accountText(accountDocument({ ...records, ownResult })).endsWith(TEXT)).toBe(true);
  expect(accountText(accountDocument(records))).not.toContain("our own trading");
});
