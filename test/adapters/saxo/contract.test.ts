import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { chooseAccount } from "../../../src/adapters/saxo/mapping/account-choice.ts";
import { accountBalance } from "../../../src/adapters/saxo/mapping/balance.ts";
import { sampledBars } from "../../../src/adapters/saxo/mapping/bars.ts";
import { instrumentDetails } from "../../../src/adapters/saxo/mapping/instrument-details.ts";
import { netPositions } from "../../../src/adapters/saxo/mapping/net-positions.ts";
import { nettingProfile } from "../../../src/adapters/saxo/mapping/netting-profile.ts";
import { openOrders } from "../../../src/adapters/saxo/mapping/open-order.ts";
import { orderAnswer } from "../../../src/adapters/saxo/mapping/order-answer.ts";
import { closedPosition, position } from "../../../src/adapters/saxo/mapping/position.ts";
import { precheckOutcome } from "../../../src/adapters/saxo/mapping/precheck-outcome.ts";
import { quoteReading } from "../../../src/adapters/saxo/mapping/quote-reading.ts";
import { tradingSessions } from "../../../src/adapters/saxo/mapping/trading-sessions.ts";
import { Account } from "../../../src/adapters/saxo/wire/account.ts";
import { Balance } from "../../../src/adapters/saxo/wire/balance.ts";
import { Chart } from "../../../src/adapters/saxo/wire/chart.ts";
import { Client } from "../../../src/adapters/saxo/wire/client.ts";
import { InstrumentDetails } from "../../../src/adapters/saxo/wire/instrument-details.ts";
import { ListPage } from "../../../src/adapters/saxo/wire/list.ts";
import { NetPosition } from "../../../src/adapters/saxo/wire/net-position.ts";
import { OpenOrder } from "../../../src/adapters/saxo/wire/open-order.ts";
import { ClosedPosition, Position } from "../../../src/adapters/saxo/wire/position.ts";
import { Precheck } from "../../../src/adapters/saxo/wire/precheck.ts";
import { SessionCapabilities } from "../../../src/adapters/saxo/wire/session-capabilities.ts";
import { TradingSchedule } from "../../../src/adapters/saxo/wire/trading-schedule.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { isoFromTimestamp } from "../../../src/core/domain/time.ts";

const SAMPLES = fileURLToPath(new URL("../../../../shared/saxo-samples", import.meta.url));
const rowsOf = (sample: unknown): unknown[] => ListPage.parse(sample).Data;

/** What each recorded answer says, read the way the broker reads it. */
const READINGS: readonly {
  readonly file: string;
  readonly read: (sample: unknown) => unknown;
  readonly expected: unknown;
}[] = [
  {
    file: "root-sessions-capabilities",
    read: (sample) => SessionCapabilities.parse(sample),
    expected: { DataLevel: "Standard", TradeLevel: "OrdersOnly" },
  },
  {
    file: "port-clients-me",
    read: (sample) => nettingProfile(Client.parse(sample)),
    expected: "FifoEndOfDay",
  },
  {
    file: "port-accounts-me",
    read: (sample) =>
      chooseAccount(
        rowsOf(sample).map((row) => Account.parse(row)),
        {},
      ).AccountId,
    expected: "9226397",
  },
  { file: "port-accounts-single", read: (sample) => Account.parse(sample).Currency, expected: "EUR" },
  {
    file: "port-balances-me",
    read: (sample) => {
      const balance = accountBalance(Balance.parse(sample));
      const { cash, totalValue, currency, isReliable, marginAvailable, marginUsed } = balance;
      const figures = [cash, totalValue, marginAvailable, marginUsed].map((figure) => figure?.toFixed());
      return [...figures, currency, isReliable];
    },
    expected: ["999956.74", "996386.01", "978723.61", "17662.4", "EUR", true],
  },
  {
    file: "port-netpositions-me",
    read: (sample) =>
      netPositions(rowsOf(sample).map((row) => NetPosition.parse(row)))
        .slice(0, 2)
        .map(({ valuation, ...p }) => [
          p.instrumentId,
          p.quantity.toFixed(),
          p.averageOpenPrice?.toFixed(),
          p.canBeClosed,
          [valuation?.price, valuation?.marketValue, valuation?.exposure, valuation?.profitLoss].map(
            (figure) => figure?.toFixed(),
          ),
        ]),
    expected: [
      ["FxSpot:23", "100000", "1.75824", true, ["1.75322", undefined, "116201.5", "-332.64"]],
      ["FxSpot:22", "500000", "1.86391", true, ["1.85813", undefined, "581007.5", "-1806.86"]],
    ],
  },
  {
    file: "port-positions-me",
    read: (sample) =>
      rowsOf(sample)
        .map((row) => position(Position.parse(row)))
        .map((one) => [
          one.positionId,
          one.instrumentId,
          one.quantity.toFixed(),
          one.status,
          one.openPrice?.toFixed(),
        ]),
    expected: [
      ["212561926", "FxSpot:21", "-100000", "Open", "1.13715"],
      ["212561892", "FxSpot:21", "100000", "Open", "1.1371"],
      ["212550212", "FxSpot:22", "500000", "Open", "1.86391"],
      ["212550210", "FxSpot:23", "100000", "Open", "1.75824"],
    ],
  },
  {
    file: "port-closedpositions-me",
    read: (sample) =>
      rowsOf(sample)
        .map((row) => closedPosition(ClosedPosition.parse(row)))
        .map((one) => [
          one.openingPositionId,
          one.closingPositionId,
          one.quantity.toFixed(),
          one.profitLoss?.toFixed(),
        ]),
    expected: [
      ["212710176", "212725160", "-40000", "-383.377496"],
      ["212710176", "212725128", "-40000", "-388.640056"],
      ["212710174", "212724952", "40000", "5.30466"],
    ],
  },
  {
    file: "trade-orders-patch",
    read: orderAnswer,
    expected: { root: { orderId: "76289286" }, rows: [], hasError: false, codes: [] },
  },
  {
    file: "port-netpositions-single",
    read: (sample) => netPositions([NetPosition.parse(sample)]).length,
    expected: 1,
  },
  ...["port-orders", "port-orders-me"].map((file) => ({
    file,
    read: (sample: unknown) =>
      openOrders(rowsOf(sample).map((row) => OpenOrder.parse(row)))
        .slice(0, 1)
        .map((o) => [
          o.orderId,
          o.instrumentId,
          o.side,
          o.quantity.toFixed(),
          o.filledQuantity.toFixed(),
          o.status,
          o.orderType,
          o.price?.toFixed(),
        ]),
    expected: [["76332324", "FxSpot:16", "buy", "100000", "0", "Working", "Limit", "7"]],
  })),
  {
    file: "port-orders-clientkey-orderid",
    read: (sample) =>
      openOrders(rowsOf(sample).map((row) => OpenOrder.parse(row))).map(({ status }) => status),
    expected: ["Working"],
  },
  {
    file: "ref-instruments-details-single",
    read: (sample) => {
      const details = instrumentDetails(InstrumentDetails.parse(sample), instrument("FxSpot", 23), {
        accountId: "9226397",
        rights: {},
      });
      const { ticks } = details.pricing;
      return [
        details.symbol,
        details.minimumTradeSize.toFixed(),
        details.lot,
        details.tradability,
        ticks.limitTick?.toFixed(),
        ticks.stopTick?.toFixed(),
      ];
    },
    expected: ["GBPCAD", "1000", undefined, "tradable", "0.0001", "0.00005"],
  },
  {
    file: "ref-instruments-tradingschedule",
    read: (sample) =>
      tradingSessions(TradingSchedule.parse(sample))?.map((s) => [isoFromTimestamp(s.startAt), s.state]),
    expected: [
      ["2019-03-07T22:04:00.000Z", "AutomatedTrading"],
      ["2019-03-08T21:59:00.000Z", "Closed"],
      ["2019-03-10T18:04:00.000Z", "AutomatedTrading"],
    ],
  },
  {
    file: "trade-infoprices-list",
    read: (sample) => {
      const reading = quoteReading(rowsOf(sample)[0]);
      if (reading.kind !== "quote") return reading;
      const { bid, ask, delayedByMinutes, priceTypeBid, marketState } = reading.quote;
      return [bid.toFixed(), ask.toFixed(), delayedByMinutes, priceTypeBid, marketState];
    },
    expected: ["1.74858", "1.74948", 15, "Indicative", "Open"],
  },
  { file: "trade-infoprices", read: (sample) => quoteReading(sample).kind, expected: "quote" },
  {
    file: "chart-charts-fxspot",
    read: (sample) => {
      const { bars: found, refusedAt } = sampledBars(Chart.parse(sample).Data);
      return [
        found.length,
        refusedAt.length,
        found[0] === undefined ? "" : isoFromTimestamp(found[0].startAt),
        found[0]?.close.toFixed(5),
      ];
    },
    expected: [24, 0, "2019-09-05T21:00:00.000Z", "1.63115"],
  },
  {
    file: "trade-orders-post",
    read: orderAnswer,
    expected: { root: { orderId: "76288494" }, rows: [], hasError: false, codes: [] },
  },
  {
    file: "trade-orders-precheck",
    read: (sample) => {
      const outcome = precheckOutcome(Precheck.parse(sample));
      return outcome.kind === "accepted" ? outcome.estimatedCashRequired?.toFixed() : outcome;
    },
    expected: "296.275",
  },
  {
    file: "trade-orders-precheck-error",
    read: (sample) => [precheckOutcome(Precheck.parse(sample)).kind, orderAnswer(sample)?.codes],
    expected: ["refused", ["IllegalInstrumentId"]],
  },
  {
    file: "trade-orders-error-invalidmodelstate",
    read: orderAnswer,
    expected: {
      root: {},
      rows: [],
      hasError: true,
      codes: ["InvalidModelState"],
      blame: {
        code: "InvalidModelState",
        message:
          "Orders: Stop leg of OCO order must have OrderType of either: TrailingStopIfTraded, StopIfTraded, StopLimit",
      },
    },
  },
];

const found = existsSync(SAMPLES) ? readdirSync(SAMPLES) : [];
if (found.length === 0)
  console.info(`no recorded answers at ${SAMPLES}: the contract is checked by our fixtures only`);

describe("recorded answers of Saxo", () => {
  it("are all there, or none is", () => {
    const missing = READINGS.filter(({ file }) => !found.includes(`${file}.json`));
    expect(missing.length === 0 || found.length === 0).toBe(true);
  });

  for (const { file, read, expected } of READINGS) {
    if (!found.includes(`${file}.json`)) continue;
    it(`reads ${file}`, () => {
      expect(read(JSON.parse(readFileSync(`${SAMPLES}/${file}.json`, "utf8")))).toEqual(expected);
    });
  }
});
