import type { Decimal } from "../../../core/domain/decimal.ts";
import { sumDecimals, ZERO } from "../../../core/domain/decimal.ts";
import type { Balance } from "../../exchange/balance.ts";
import { balanceOf } from "../../exchange/balance.ts";
import { percentage } from "../../exchange/cents.ts";
import type { Holding } from "../../exchange/valuation.ts";
import type { Answer } from "../answer.ts";
import { ok, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { shownTo } from "../entitlement.ts";
import { booksIn, refuseForeignKeys, requireClientKey } from "../ownership.ts";

export const balancesMe = (desk: Desk, request: ApiRequest): Answer =>
  refuseForeignKeys(request, desk) ?? balances(desk, request);

export const balancesOfClient = (desk: Desk, request: ApiRequest): Answer =>
  requireClientKey(request, desk) ?? balances(desk, request);

/** What the margin of the account is bound by, in groups. */
export function marginOverview(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk);
  if (refusal !== undefined) return refusal;
  return ok(marginGroups(balanceOf(booksIn(request, desk), desk.market, request.at)));
}

/** Of an account in its own currency, of the client in that of the first account. */
function balances(desk: Desk, request: ApiRequest): Answer {
  const { query, at } = request;
  const books = booksIn(request, desk);
  const balance = balanceOf(books, desk.market, at);
  const groups = query.words("FieldGroups", ["CalculateCashForTrading", "MarginOverview"]);
  return ok({
    CalculationReliability: isPriced(balance, desk, request) ? "Ok" : "NoMarketAccess",
    CashAvailableForTrading: wireNumber(balance.cashAvailable),
    CashBalance: wireNumber(balance.cash),
    CashBlocked: wireNumber(balance.cashBlocked),
    ChangesScheduled: false,
    ClosedPositionsCount: books.closedPositions.size,
    CollateralCreditValue: { Line: wireNumber(balance.marginAvailable), UtilzationPct: 0 }, // the wire's own spelling
    CostToClosePositions: wireNumber(balance.costToClose),
    Currency: books.account.currency,
    CurrencyDecimals: 2,
    InitialMargin: {
      CollateralCreditValue: { Line: wireNumber(balance.marginAvailable), UtilzationPct: 0 },
      ...marginFigures(balance),
    },
    IsPortfolioMarginModelSimple: true,
    MarginAvailableForTrading: wireNumber(balance.marginAvailable),
    MarginCollateralNotAvailable: 0,
    MarginExposureCoveragePct: percent(balance.marginEquity, balance.marginExposure),
    ...(groups.has("MarginOverview") && { MarginOverview: marginGroups(balance) }),
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
    SettlementValue: 0,
    SpendingPowerDetail: {
      Current: wireNumber(balance.marginAvailable),
      Maximum: wireNumber(balance.marginEquity),
    },
    TotalValue: wireNumber(balance.totalValue),
    TransactionsNotBooked: 0,
    TriggerOrdersCount: 0,
    UnrealizedMarginClosedProfitLoss: 0,
    UnrealizedMarginOpenProfitLoss: wireNumber(balance.marginProfitLoss),
    UnrealizedMarginProfitLoss: wireNumber(balance.marginProfitLoss),
    UnrealizedPositionsValue: wireNumber(balance.unrealized),
  });
}

/** Whether the user may see the price of everything held; a figure that rests on other prices is not to be relied on. */
const isPriced = ({ holdings }: Balance, desk: Desk, request: ApiRequest): boolean =>
  holdings.every(({ instrument }) => shownTo(instrument, desk, request).priceType !== "NoAccess");

function marginGroups({ holdings }: Balance): Record<string, unknown> {
  const onMargin = holdings.filter(({ instrument }) => instrument.isMargin);
  const types = new Set(onMargin.map(marginGroupOf));
  const groups = [...types].map((type) => {
    const members = onMargin.filter((holding) => marginGroupOf(holding) === type);
    return {
      Contributors: members.map(({ instrument, margin }) => ({
        AssetTypes: [instrument.assetType],
        InstrumentDescription: instrument.description,
        InstrumentSpecifier: instrument.symbol,
        Margin: wireNumber(margin),
        Uic: instrument.uic,
      })),
      GroupType: type,
      TotalMargin: wireNumber(sumDecimals(members.map(({ margin }) => margin))),
    };
  });
  return { Groups: groups };
}

const marginGroupOf = ({ instrument }: Holding): string =>
  instrument.assetType === "FxSpot" ? "FX" : "CFDs";

const marginFigures = (balance: Balance): Record<string, number> => ({
  MarginAvailable: wireNumber(balance.marginAvailable),
  MarginUsedByCurrentPositions: wireNumber(balance.marginUsed.neg()),
  MarginUtilizationPct: percent(balance.marginUsed, balance.marginEquity),
  NetEquityForMargin: wireNumber(balance.marginEquity),
});

const percent = (part: Decimal, whole: Decimal): number =>
  wireNumber(whole.gt(ZERO) ? percentage(part, whole) : ZERO);
