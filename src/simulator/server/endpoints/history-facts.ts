import type { Balance } from "../../exchange/balance.ts";
import { balanceOf } from "../../exchange/balance.ts";
import type { Books } from "../../exchange/books.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import type { LoggedActivity } from "../../persistence/stored.ts";
import { wireDate, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { booksIn, namedAccount } from "../ownership.ts";

const DAYS_PER_WEEK = 7;
const DAY_MS = 86_400_000;

type Group = Record<string, unknown>;

/** What reports of the account's history are made of. */
export interface Facts {
  readonly books: Books;
  readonly balance: Balance;
  readonly executions: readonly LoggedActivity[];
  readonly desk: Desk;
  readonly date: string;
}

export function factsOf(desk: Desk, request: ApiRequest): Facts {
  const { at } = request;
  const books = booksIn(request, desk);
  const everything = {
    from: undefined,
    upTo: undefined,
    orderId: undefined,
    correlationKey: undefined,
    account: namedAccount(request, desk)?.account.number,
    afterLogId: undefined,
  };
  const executions = desk
    .activities(at, everything)
    .filter(({ activity }) => activity.execution !== undefined);
  return { books, balance: balanceOf(books, desk.market, at), executions, desk, date: wireDate(at) };
}

const dayOf = ({ activity }: LoggedActivity): string => wireDate(activity.at);

export const today = ({ date }: Facts, value: number): readonly Group[] => [{ Date: date, Value: value }];

export function periodOf({ executions, date }: Facts): Group {
  const [first] = executions;
  const last = executions.at(-1);
  return {
    From: first === undefined ? date : dayOf(first),
    InceptionDay: first === undefined ? date : dayOf(first),
    LastTradeDay: last === undefined ? date : dayOf(last),
    Thru: date,
  };
}

export function tradeFigures({ executions, desk }: Facts): Group {
  const symbolOf = ({ order }: LoggedActivity): string => instrumentOf(desk.market, order.instrument).symbol;
  const longs = executions.filter(({ order }) => order.side === "buy").length;
  const times = executions.map(({ activity }) => activity.at);
  const weeks = times.length === 0 ? 1 : (Math.max(...times) - Math.min(...times)) / DAY_MS / DAYS_PER_WEEK;
  return {
    AverageTradeDurationInMinutes: 0,
    AverageTradesPerWeek: executions.length / Math.max(weeks, 1),
    NumberOfDaysTraded: new Set(executions.map(dayOf)).size,
    NumberOfLongTrades: longs,
    NumberOfShortTrades: executions.length - longs,
    TopTradedInstruments: [...new Set(executions.map(symbolOf))],
    TradedInstruments: [...new Set(executions.map(({ order }) => order.instrument.assetType))],
    TradesTotalCount: executions.length,
    TradesWonCount: 0,
  };
}

export function tradesPerDay({ executions }: Facts): readonly Group[] {
  const counts = new Map<string, number>();
  for (const day of executions.map(dayOf)) counts.set(day, (counts.get(day) ?? 0) + 1);
  return [...counts].map(([day, count]) => ({ Date: day, TradeCount: count }));
}

export const allocation = (facts: Facts): Group => ({
  TradesPerAssetType: {
    ClosedTradesAllocations: sharesOf(facts, ({ order }) => order.instrument.assetType).map(
      ({ key, share }) => ({ AssetClassType: key, ...share }),
    ),
  },
  TradesPerInstrument: {
    ClosedTradesAllocations: sharesOf(facts, ({ order }) => order.instrument.id).map(({ line, share }) => {
      const { assetType, uic, description, symbol } = instrumentOf(facts.desk.market, line.order.instrument);
      return {
        AssetType: assetType,
        InstrumentDescription: description,
        InstrumentSymbol: symbol,
        InstrumentUic: uic,
        ...share,
      };
    }),
  },
});

interface Share {
  readonly key: string;
  readonly line: LoggedActivity;
  readonly share: Group;
}

function sharesOf({ executions }: Facts, keyOf: (line: LoggedActivity) => string): readonly Share[] {
  const lines = new Map<string, LoggedActivity[]>();
  for (const line of executions) lines.set(keyOf(line), [...(lines.get(keyOf(line)) ?? []), line]);
  return [...lines].flatMap(([key, found]) =>
    found.slice(0, 1).map((line) => ({
      key,
      line,
      share: {
        ReturnAttribution: 0,
        TradeCount: found.length,
        TradePercent: found.length / executions.length,
      },
    })),
  );
}

export const keyFigures = ({ books }: Facts): Group => ({
  ClosedTradesCount: books.closedPositions.size,
  DrawdownReport: { Drawdowns: [], MaxDaysInDrawdownFromTop10Drawdowns: 0 },
  LosingDaysFraction: 0,
  MaxDrawDownFraction: 0,
  ReturnFraction: 0,
  SampledStandardDeviation: 0,
  SharpeRatio: 0,
  SortinoRatio: 0,
});

export function totals({ balance, books }: Facts): Group {
  const { holdings, cash } = balance;
  const { currency } = books.account;
  return {
    TotalCashBalance: wireNumber(cash),
    TotalCashBalancePerCurrency: [{ StringValue: currency, Value: wireNumber(cash) }],
    TotalOpenPositionsValue: wireNumber(balance.unrealized),
    TotalPositionsValuePerCurrency: [{ StringValue: currency, Value: wireNumber(balance.unrealized) }],
    TotalPositionsValuePerProductPerSecurity: holdings.map(({ instrument, profitLoss, exposure }) => ({
      Description: instrument.description,
      ProductName: instrument.assetType,
      Symbol: instrument.symbol,
      Value: wireNumber(instrument.isMargin ? profitLoss : exposure),
    })),
  };
}
