import { refreshPair } from "../../../../src/adapters/saxo/login/token-endpoint.ts";
import type { SaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import { orderId, requestId } from "../../../../src/core/domain/ids.ts";
import { timestamp } from "../../../../src/core/domain/time.ts";
import { fixture } from "./fake-saxo.ts";
import { ACCOUNT, EURUSD, MARKET_ORDER, ORDER, STOCK } from "./account.ts";

/** One endpoint, a good answer of it, and the use of the broker that asks it. */
export interface KnownCall {
  readonly method: string;
  readonly path: string;
  readonly good: unknown;
  readonly call: (broker: SaxoBroker, base: URL) => Promise<unknown>;
  /** Whether the use is to write orders; all others must send none. */
  readonly isWrite?: boolean;
}

const POSITION = {
  PositionId: "5019999999",
  NetPositionId: "EURUSD__FxSpot",
  PositionBase: {
    AccountId: ACCOUNT.accountId,
    Amount: 10000.0,
    AssetType: "FxSpot",
    Uic: 21,
    CanBeClosed: true,
    IsForceOpen: false,
    Status: "Open",
    OpenPrice: 1.16214,
    ExecutionTimeOpen: "2026-03-04T09:15:22.481000Z",
    SourceOrderId: "5000000001",
    ExternalReference: "ATB-ABCDEFGH234567",
    RelatedOpenOrders: [{ OrderId: "5000000002", OpenOrderType: "Limit", OrderPrice: 1.2 }],
  },
};

const CLOSED_POSITION = {
  ClosedPositionUniqueId: "5019999999-5019999998",
  NetPositionId: "EURUSD__FxSpot",
  ClosedPosition: {
    AccountId: ACCOUNT.accountId,
    Amount: 10000.0,
    AssetType: "FxSpot",
    Uic: 21,
    BuyOrSell: "Buy",
    OpeningPositionId: "5019999999",
    ClosingPositionId: "5019999998",
    OpenPrice: 1.16214,
    ClosingPrice: 1.17,
    ExecutionTimeOpen: "2026-03-04T09:15:22.481000Z",
    ExecutionTimeClose: "2026-03-04T10:15:22.481000Z",
    ClosedProfitLossInBaseCurrency: 70.5,
    OpeningExternalReferenceId: "ATB-ABCDEFGH234567",
  },
};

const LISTING = {
  AssetType: "Stock",
  CurrencyCode: "USD",
  Description: "Apple Inc.",
  ExchangeId: "NASDAQ",
  GroupId: 29241,
  Identifier: 211,
  PrimaryListing: 211,
  SummaryType: "Instrument",
  Symbol: "AAPL:xnas",
  TradableAs: ["Stock"],
};

const readIdentity = (broker: SaxoBroker): Promise<unknown> => broker.readIdentity();

const GRANT = {
  access_token: "eyJhbGciOiJFUzI1NiJ9.granted.c2lnbmF0dXJl",
  token_type: "Bearer",
  expires_in: 1200,
  refresh_token: "2f1c9d1e-refresh",
  refresh_token_expires_in: 2400,
  base_uri: null,
};

export const CALLS: readonly KnownCall[] = [
  {
    method: "POST",
    path: "/token",
    good: GRANT,
    call: (_, authBase) =>
      refreshPair(
        {
          refreshToken: "the-one-before",
          codeVerifier: undefined,
          redirectUri: "http://localhost/callback",
        },
        { app: { authBase, appKey: "app", appSecret: "secret", redirectUri: "http://localhost/callback" } },
      ),
  },
  {
    method: "GET",
    path: "/root/v1/sessions/capabilities",
    good: fixture("session-capabilities/orders-only"),
    call: readIdentity,
  },
  { method: "GET", path: "/root/v1/user", good: fixture("user-rights/trader"), call: readIdentity },
  { method: "GET", path: "/port/v1/users/me", good: fixture("users/terms-accepted"), call: readIdentity },
  { method: "GET", path: "/port/v1/clients/me", good: fixture("client/real-time"), call: readIdentity },
  { method: "GET", path: "/port/v1/accounts/me", good: fixture("accounts/one"), call: readIdentity },
  {
    method: "GET",
    path: "/port/v1/balances",
    good: fixture("balance/reliable"),
    call: (broker) => broker.readBalance(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/netpositions",
    good: fixture("net-positions/several"),
    call: (broker) => broker.readNetPositions(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/positions",
    good: { Data: [POSITION] },
    call: (broker) => broker.readPositions(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/closedpositions",
    good: { Data: [CLOSED_POSITION] },
    call: (broker) => broker.readClosedPositions(ACCOUNT),
  },
  {
    method: "GET",
    path: "/port/v1/orders",
    good: fixture("open-orders/several"),
    call: (broker) => broker.readOpenOrders(ACCOUNT),
  },
  {
    method: "GET",
    path: "/cs/v1/audit/orderactivities",
    good: fixture("order-activities/market-order-filled"),
    call: (broker) => broker.readOrderActivities(ACCOUNT, timestamp(0)),
  },
  {
    method: "GET",
    path: "/ref/v1/instruments",
    good: { Data: [LISTING] },
    call: (broker) =>
      broker.searchInstruments(ACCOUNT, {
        words: "apple",
        assetTypes: ["Stock"],
        withNonTradable: false,
        limit: 20,
      }),
  },
  {
    method: "GET",
    path: "/ref/v1/instruments/details",
    good: fixture("instrument-details/stocks"),
    call: (broker) => broker.readInstrumentDetails(ACCOUNT, [STOCK]),
  },
  {
    method: "GET",
    path: "/ref/v1/instruments/tradingschedule/211/Stock",
    good: fixture("trading-schedule/stock"),
    call: (broker) => broker.readTradingSessions(STOCK),
  },
  {
    method: "GET",
    path: "/trade/v1/infoprices/list",
    good: fixture("info-prices/fx"),
    call: (broker) => broker.readQuotes(ACCOUNT, [EURUSD]),
  },
  {
    method: "GET",
    path: "/chart/v3/charts",
    good: fixture("chart/fx-hourly"),
    call: (broker) => broker.readBars(EURUSD, { kind: "latest", barMinutes: 60, count: 2 }),
  },
  {
    method: "POST",
    path: "/trade/v2/orders/precheck",
    good: fixture("precheck/ok-with-disclaimers"),
    call: (broker) => broker.precheck(ORDER, requestId("one")),
  },
  {
    method: "GET",
    path: "/dm/v2/disclaimers",
    good: fixture("disclaimers/two"),
    call: (broker) => broker.readDisclaimers(["dG9rZW4+MQ=="]),
  },
  {
    method: "POST",
    path: "/dm/v2/disclaimers",
    good: {},
    call: (broker) => broker.answerDisclaimer({ context: "c", token: "t", response: "Accepted" }),
  },
  {
    method: "POST",
    path: "/trade/v2/orders",
    good: fixture("placement/placed"),
    call: (broker) => broker.place(ORDER, requestId("one")),
    isWrite: true,
  },
  {
    method: "PATCH",
    path: "/trade/v2/orders",
    good: { OrderId: "5000000001" },
    call: (broker) =>
      broker.change({ orderId: orderId("5000000001"), order: MARKET_ORDER }, requestId("one")),
    isWrite: true,
  },
  {
    method: "DELETE",
    path: "/trade/v2/orders/5000000001",
    good: fixture("cancellation/requested"),
    call: (broker) => broker.cancel(ACCOUNT, [orderId("5000000001")], requestId("one")),
    isWrite: true,
  },
  {
    method: "DELETE",
    path: "/trade/v2/orders",
    good: fixture("cancellation/requested"),
    call: (broker) => broker.cancelAll(ACCOUNT, EURUSD, requestId("one")),
    isWrite: true,
  },
];
