import { balanceOf } from "../../exchange/balance.ts";
import type { Books } from "../../exchange/books.ts";
import type { Answer } from "../answer.ts";
import { empty, ok, refuseFields, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { refuseForeignKeys, requireClientKey } from "../ownership.ts";
import type { Facts } from "./history-facts.ts";
import {
  allocation,
  factsOf,
  keyFigures,
  periodOf,
  today,
  totals,
  tradeFigures,
  tradesPerDay,
} from "./history-facts.ts";

// There is no back office that keeps a history: what the account is worth now and how often it traded is true,
// figures that would need older values are zero. On SIM these answers are made up altogether.

const GROUPS_V3 = ["AccountSummary", "Allocation", "BalancePerformance", "TimeWeightedPerformance"] as const;
const LISTS = [
  "TotalCashBalancePerCurrency",
  "TotalPositionsValuePerCurrency",
  "TotalPositionsValuePerProductPerSecurity",
] as const;
const PERIODS = ["AllTime", "Month", "Quarter", "Year"] as const;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

type Group = Record<string, unknown>;

/** What the account is worth, per account and in all. */
export function accountValues(desk: Desk, request: ApiRequest): Answer {
  const { identity } = desk;
  if (request.pathParameters.get("ClientKey") !== identity.clientKey) return empty(401);
  const row = (Key: string, KeyType: string, books: Books): Group => ({
    AccountValue: wireNumber(balanceOf(books, desk.market, request.at).totalValue),
    AccountValueMonth: 0,
    AccountValueYear: 0,
    Key,
    KeyType,
  });
  const accounts = desk.accounts.map((books) => row(desk.nameOf(books.account.number).key, "Account", books));
  return ok({ Data: [...accounts, row(identity.clientKey, "Client", desk.clientBooks(request.at))] });
}

/** The older form of the account's performance. */
export function performance(desk: Desk, request: ApiRequest): Answer {
  const isOwn = request.pathParameters.get("ClientKey") === desk.identity.clientKey;
  const foreign = isOwn ? refuseForeignKeys(request, desk) : empty(401);
  if (foreign !== undefined) return foreign;
  const faulty = periodFault(request);
  if (faulty !== undefined) return faulty;
  const facts = factsOf(desk, request);
  const named = request.query.words("FieldGroups", [...GROUPS_V3, ...LISTS]);
  const has = (group: string): boolean => named.size === 0 || [...named].some((name) => name === group);
  return ok({
    ...(has("AccountSummary") && {
      AccountSummary: { ...tradeFigures(facts), TotalReturnFraction: 0, WinFraction: 0 },
    }),
    ...(has("Allocation") && { Allocation: allocation(facts) }),
    ...(has("BalancePerformance") && { BalancePerformance: balanceSeries(facts) }),
    ...(has("TimeWeightedPerformance") && { TimeWeightedPerformance: timeWeighted(facts) }),
    ...periodOf(facts),
    ...Object.fromEntries(Object.entries(totals(facts)).filter(([name]) => !isList(name) || has(name))),
  });
}

/** The newer form of the same: everything but series. */
export function performanceSummary(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk) ?? periodFault(request);
  if (refusal !== undefined) return refusal;
  const facts = factsOf(desk, request);
  return ok({
    AccumulatedProfitLoss: wireNumber(facts.balance.unrealized),
    ...periodOf(facts),
    ...totals(facts),
    TradeSummary: {
      Allocation: allocation(facts),
      ...tradeFigures(facts),
      TradeActivity: { TradesPerDay: tradesPerDay(facts) },
    },
    WinFraction: 0,
  });
}

/** The newer form of the same: the series. */
export function performanceTimeSeries(desk: Desk, request: ApiRequest): Answer {
  const refusal = requireClientKey(request, desk) ?? periodFault(request);
  if (refusal !== undefined) return refusal;
  const facts = factsOf(desk, request);
  const { balance } = facts;
  return ok({
    Balance: {
      AccountBalance: today(facts, wireNumber(balance.cash)),
      AccountValue: today(facts, wireNumber(balance.totalValue)),
      CashBalance: today(facts, wireNumber(balance.cash)),
      CashTransfer: today(facts, 0),
      MonthlyProfitLoss: today(facts, 0),
      SecurityTransfer: today(facts, 0),
      TotalAccruals: today(facts, 0),
      YearlyProfitLoss: today(facts, 0),
    },
    KeyFigures: { ...keyFigures(facts), PerformanceFraction: 0 },
    TimeWeighted: {
      Accumulated: today(facts, 0),
      MonthlyReturn: today(facts, 0),
      YearlyReturn: today(facts, 0),
    },
  });
}

function periodFault({ query }: ApiRequest): Answer | undefined {
  const period = query.text("StandardPeriod");
  if (period !== undefined && pickEnum(PERIODS, period) === undefined) {
    return refuseFields({ StandardPeriod: [`StandardPeriod must be one of ${PERIODS.join(", ")}`] });
  }
  const faulty = ["FromDate", "ToDate"].filter((name) => !DATE.test(query.text(name) ?? "2000-01-01"));
  return faulty.length === 0
    ? undefined
    : refuseFields(Object.fromEntries(faulty.map((name) => [name, [`${name} must be yyyy-MM-dd`]])));
}

const isList = (name: string): boolean => LISTS.some((list) => list === name);

const balanceSeries = (facts: Facts): Group => ({
  AccountBalanceTimeSeries: today(facts, wireNumber(facts.balance.cash)),
  AccountValueTimeSeries: today(facts, wireNumber(facts.balance.totalValue)),
  MonthlyProfitLossTimeSeries: today(facts, 0),
  SecurityTransferTimeSeries: today(facts, 0),
  YearlyProfitLossTimeSeries: today(facts, 0),
});

const timeWeighted = (facts: Facts): Group => ({
  AccumulatedTimeWeightedTimeSeries: today(facts, 0),
  MonthlyReturnTimeSeries: today(facts, 0),
  PerformanceFraction: 0,
  PerformanceKeyFigures: keyFigures(facts),
  YearlyReturnTimeSeries: today(facts, 0),
});
