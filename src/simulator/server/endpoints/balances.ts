import type { Decimal } from "../../../core/domain/decimal.ts";
import { ZERO } from "../../../core/domain/decimal.ts";
import type { Balance } from "../../exchange/balance.ts";
import { balanceOf } from "../../exchange/balance.ts";
import { percentage } from "../../exchange/cents.ts";
import type { Answer } from "../answer.ts";
import { ok, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { refuseForeignKeys, requireClientKey } from "../ownership.ts";

export const balancesMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk.identity) ?? balances(desk, request);

export const balancesOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk.identity) ?? balances(desk, request);

/** The one account and its client use the same currency, so both see the same figures. */
function balances({ books, market }: Desk, { at }: ApiRequest): Answer {
  const balance = balanceOf(books, market, at);
  return ok({
    CalculationReliability: "Ok",
    CashAvailableForTrading: wireNumber(balance.cashAvailable),
    CashBalance: wireNumber(balance.cash),
    CashBlocked: wireNumber(balance.cashBlocked),
    ChangesScheduled: false,
    ClosedPositionsCount: books.closedPositions.size,
    CollateralCreditValue: { Line: wireNumber(balance.marginAvailable), UtilzationPct: 0 }, // the wire's own spelling
    CostToClosePositions: wireNumber(balance.costToClose),
    Currency: "USD",
    CurrencyDecimals: 2,
    InitialMargin: {
      CollateralCreditValue: { Line: wireNumber(balance.marginAvailable), UtilzationPct: 0 },
      ...marginFigures(balance),
    },
    IsPortfolioMarginModelSimple: true,
    MarginAvailableForTrading: wireNumber(balance.marginAvailable),
    MarginCollateralNotAvailable: 0,
    MarginExposureCoveragePct: percent(balance.marginEquity, balance.marginExposure),
    MarginNetExposure: wireNumber(balance.marginExposure),
    MarginUsedByCurrentPositions: wireNumber(balance.marginUsed.neg()),
    MarginUtilizationPct: percent(balance.marginUsed, balance.marginEquity),
    NetEquityForMargin: wireNumber(balance.marginEquity),
    NetPositionsCount: balance.holdings.length,
    NonMarginPositionsValue: wireNumber(balance.nonMarginValue),
    OpenPositionsCount: books.lots.size,
    OptionPremiumsMarketValue: 0,
    OrdersCount: books.orders.size,
    OtherCollateral: 0,
    TotalValue: wireNumber(balance.totalValue),
    TransactionsNotBooked: 0,
    TriggerOrdersCount: 0,
    UnrealizedMarginClosedProfitLoss: 0,
    UnrealizedMarginOpenProfitLoss: wireNumber(balance.marginProfitLoss),
    UnrealizedMarginProfitLoss: wireNumber(balance.marginProfitLoss),
    UnrealizedPositionsValue: wireNumber(balance.unrealized),
  });
}

const marginFigures = (balance: Balance): Record<string, number> => ({
  MarginAvailable: wireNumber(balance.marginAvailable),
  MarginUsedByCurrentPositions: wireNumber(balance.marginUsed.neg()),
  MarginUtilizationPct: percent(balance.marginUsed, balance.marginEquity),
  NetEquityForMargin: wireNumber(balance.marginEquity),
});

const percent = (part: Decimal, whole: Decimal): number =>
  wireNumber(whole.gt(ZERO) ? percentage(part, whole) : ZERO);
