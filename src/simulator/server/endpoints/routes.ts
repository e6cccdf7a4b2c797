import type { Route } from "../route.ts";
import { balancesMe, balancesOfClient, marginOverview } from "./balances.ts";
import { cancelOrders, cancelOrdersOnInstrument } from "./cancel-orders.ts";
import { changeOrders } from "./change-order.ts";
import { charts } from "./charts.ts";
import { clientActivities } from "./client-activities.ts";
import { closedPositionById, closedPositionsMe, closedPositionsOfClient } from "./closed-positions.ts";
import { answerDisclaimer, readDisclaimers } from "./disclaimers.ts";
import { currencyExposure, fxSpotExposure, instrumentExposure } from "./exposure.ts";
import { exchangeById, exchanges } from "./exchanges.ts";
import { accountValues, performance, performanceSummary, performanceTimeSeries } from "./history.ts";
import { accountByKey, accountsMe, accountsOfClient, clientsMe, rootUser, usersMe } from "./identity.ts";
import { infoPrice, infoPriceList } from "./info-prices.ts";
import { instrumentDetails, instrumentDetailsList } from "./instrument-details.ts";
import { searchInstruments } from "./instrument-search.ts";
import { markMessageSeen, markMessagesSeen, messages } from "./messages.ts";
import { netPositionById, netPositionsMe, netPositionsOfClient } from "./net-positions.ts";
import { orderActivities } from "./order-activities.ts";
import { orderById, orderDetails, ordersMe, ordersOfClient } from "./orders.ts";
import { takeOrder } from "./place-order.ts";
import { positionById, positionsMe, positionsOfClient } from "./positions.ts";
import { precheck } from "./precheck.ts";
import {
  algoStrategies,
  countries,
  currencies,
  currencyPairs,
  languages,
  timeZones,
} from "./reference-lists.ts";
import { byKey, ofClient } from "../ownership.ts";
import { bookedClosedPositions, bookedTrades } from "./reports.ts";
import { resetAccount } from "./reset-account.ts";
import {
  changeCapabilities,
  diagnose,
  features,
  replaceCapabilities,
  sessionCapabilities,
} from "./sessions.ts";
import { tradingSchedule } from "./trading-schedule.ts";

const on =
  (method: Route["method"]) =>
  (path: string, endpoint: Route["endpoint"], handle: Route["handle"]): Route => ({
    method,
    path,
    endpoint,
    handle,
  });
const get = on("GET");
const put = on("PUT");
const patch = on("PATCH");

/** One for each method, to try whether it gets through. */
const diagnostics = (["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const).map(
  (method): Route => ({
    ...on(method)(`/root/v1/diagnostics/${method.toLowerCase()}`, "diagnostics", diagnose),
    isPublic: true,
  }),
);

/** Everything that this Saxo answers; any other path is 404. */
export const ROUTES: readonly Route[] = [
  ...diagnostics,
  get("/root/v1/sessions/capabilities", "session_capabilities", sessionCapabilities),
  patch("/root/v1/sessions/capabilities", "session_capabilities", changeCapabilities),
  put("/root/v1/sessions/capabilities", "session_capabilities", replaceCapabilities),
  get("/root/v1/features/availability", "features", features),
  get("/root/v1/user", "root_user", rootUser),
  get("/port/v1/users/me", "users_me", usersMe),
  get("/port/v1/users/{UserKey}", "users_me", byKey("UserKey", usersMe)),
  get("/port/v1/clients/me", "clients_me", clientsMe),
  get("/port/v1/clients/{ClientKey}", "clients_me", byKey("ClientKey", clientsMe)),
  get("/port/v1/accounts/me", "accounts_me", accountsMe),
  get("/port/v1/accounts", "accounts_me", accountsOfClient),
  get("/port/v1/accounts/{AccountKey}", "accounts_me", accountByKey),
  put("/port/v1/accounts/{AccountKey}/reset", "account_reset", resetAccount),
  get("/port/v1/balances/me", "balances", balancesMe),
  get("/port/v1/balances", "balances", balancesOfClient),
  get("/port/v1/netpositions/me", "net_positions", netPositionsMe),
  get("/port/v1/balances/marginoverview", "balances", marginOverview),
  get("/port/v1/netpositions", "net_positions", netPositionsOfClient),
  get("/port/v1/netpositions/{NetPositionId}", "net_positions", netPositionById),
  get("/port/v1/positions/me", "positions", positionsMe),
  get("/port/v1/positions", "positions", positionsOfClient),
  get("/port/v1/positions/{PositionId}", "positions", positionById),
  get("/port/v1/closedpositions/me", "closed_positions", closedPositionsMe),
  get("/port/v1/closedpositions", "closed_positions", closedPositionsOfClient),
  get("/port/v1/closedpositions/{ClosedPositionId}", "closed_positions", closedPositionById),
  get("/port/v1/exposure/currency/me", "exposure", currencyExposure),
  get("/port/v1/exposure/instruments/me", "exposure", instrumentExposure),
  get("/port/v1/exposure/fxspot/me", "exposure", fxSpotExposure),
  get("/port/v1/exposure/currency", "exposure", ofClient(currencyExposure)),
  get("/port/v1/exposure/instruments", "exposure", ofClient(instrumentExposure)),
  get("/port/v1/exposure/fxspot", "exposure", ofClient(fxSpotExposure)),
  get("/port/v1/orders/me", "orders", ordersMe),
  get("/port/v1/orders", "orders", ordersOfClient),
  get("/port/v1/orders/{OrderId}/details", "orders", orderDetails),
  get("/port/v1/orders/{ClientKey}/{OrderId}", "orders", orderById),
  get("/port/v1/orders/{ClientKey}", "orders", orderById),
  get("/ref/v1/instruments", "instruments", searchInstruments),
  get("/ref/v1/instruments/details", "instrument_details", instrumentDetailsList),
  get("/ref/v1/instruments/details/{Uic}/{AssetType}", "instrument_details", instrumentDetails),
  get("/ref/v1/instruments/tradingschedule/{Uic}/{AssetType}", "trading_schedule", tradingSchedule),
  get("/ref/v1/exchanges", "reference_lists", exchanges),
  get("/ref/v1/exchanges/{ExchangeId}", "reference_lists", exchangeById),
  get("/ref/v1/currencies", "reference_lists", currencies),
  get("/ref/v1/currencypairs", "reference_lists", currencyPairs),
  get("/ref/v1/timezones", "reference_lists", timeZones),
  get("/ref/v1/countries", "reference_lists", countries),
  get("/ref/v1/languages", "reference_lists", languages),
  get("/ref/v1/algostrategies", "reference_lists", algoStrategies),
  get("/trade/v1/infoprices/list", "info_prices", infoPriceList),
  get("/trade/v1/infoprices", "info_prices", infoPrice),
  get("/chart/v3/charts", "charts", charts),
  get("/cs/v1/audit/orderactivities", "order_activities", orderActivities),
  get("/trade/v1/messages", "messages", messages),
  put("/trade/v1/messages/seen", "messages", markMessagesSeen),
  put("/trade/v1/messages/seen/{MessageId}", "messages", markMessageSeen),
  get("/cs/v1/reports/closedPositions/{ClientKey}/{FromDate}/{ToDate}", "reports", bookedClosedPositions),
  get("/cs/v1/reports/trades/{ClientKey}", "reports", bookedTrades),
  get("/cs/v1/reports/bookings/{ClientKey}", "reports", bookedTrades),
  get("/hist/v3/accountvalues/{ClientKey}", "history", accountValues),
  get("/hist/v3/perf/{ClientKey}", "history", performance),
  get("/hist/v4/performance/summary", "history", performanceSummary),
  get("/hist/v4/performance/timeseries", "history", performanceTimeSeries),
  get("/ens/v1/activities", "client_activities", clientActivities),
  get("/dm/v2/disclaimers", "disclaimers", readDisclaimers),
  { method: "POST", path: "/dm/v2/disclaimers", endpoint: "disclaimers", handle: answerDisclaimer },
  { method: "POST", path: "/trade/v2/orders", endpoint: "place_order", handle: takeOrder },
  { method: "POST", path: "/trade/v2/orders/precheck", endpoint: "precheck", handle: precheck },
  { method: "PATCH", path: "/trade/v2/orders", endpoint: "change_order", handle: changeOrders },
  { method: "DELETE", path: "/trade/v2/orders", endpoint: "cancel_orders", handle: cancelOrdersOnInstrument },
  { method: "DELETE", path: "/trade/v2/orders/{OrderIds}", endpoint: "cancel_orders", handle: cancelOrders },
];
