import { assert } from "../core/domain/assert.ts";
import { minutes, seconds } from "../core/domain/time.ts";
import { riskLimitsFrom } from "./risk-limits-from-values.ts";
import type { SettingValues } from "./schema.ts";
import type {
  Authentication,
  LocalSettings,
  LogRotation,
  Notification,
  SaxoConnection,
  Settings,
  StrategySettings,
} from "./settings.ts";

/** Gives the checked values the shape in which the program uses them. */
export function settingsFrom(values: SettingValues, strategy: StrategySettings): Settings {
  const common = commonSettings(values, strategy);
  return values.SAXO_ENV === "LOCAL"
    ? { environment: values.SAXO_ENV, ...common }
    : { environment: values.SAXO_ENV, saxo: connectionFrom(values), ...common };
}

function connectionFrom(values: SettingValues): SaxoConnection {
  const { SAXO_REST_BASE: restBase, SAXO_ACCOUNT_KEY: accountKey, SAXO_CLIENT_KEY: clientKey } = values;
  assert(restBase !== undefined, "the settings of a connection are complete");
  return {
    restBase,
    authentication: authenticationFrom(values),
    ...(accountKey === undefined ? {} : { accountKey }),
    ...(clientKey === undefined ? {} : { clientKey }),
  };
}

/** Which mode `auto` stands for is clear, because one of the two secrets alone is set. */
function authenticationFrom(values: SettingValues): Authentication {
  const { SAXO_AUTH_MODE: mode, SAXO_ACCESS_TOKEN: accessToken, SAXO_APP_KEY: appKey } = values;
  if (mode !== "oauth" && accessToken !== undefined) return { mode: "manual", accessToken };
  const { SAXO_AUTH_BASE: authBase, SAXO_REDIRECT_URI: redirectAddress, SAXO_APP_SECRET: appSecret } = values;
  assert(
    appKey !== undefined && authBase !== undefined && redirectAddress !== undefined,
    "the settings of a login are complete",
  );
  return {
    mode: "oauth",
    authBase,
    appKey,
    redirectAddress,
    tokenFile: values.SAXO_TOKEN_FILE ?? `${values.STATE_DIR}/saxo-token.json`,
    ...(appSecret === undefined ? {} : { appSecret }),
  };
}

function commonSettings(
  values: SettingValues,
  strategy: StrategySettings,
): Omit<LocalSettings, "environment"> {
  return {
    watchlist: watchlistFrom(values),
    strategy,
    barMinutes: values.BAR_MINUTES,
    dryRun: values.DRY_RUN,
    tradingHours: {
      mode: values.TRADING_HOURS_MODE,
      start: values.TRADING_START,
      end: values.TRADING_END,
      timeZone: values.TIMEZONE,
      days: values.TRADING_DAYS,
      holidays: values.TRADING_HOLIDAYS,
    },
    dataQuality: {
      requireMarketOpen: values.REQUIRE_MARKET_OPEN,
      allowExtendedHours: values.ALLOW_EXTENDED_HOURS,
      staleness: seconds(values.DATA_STALENESS_THRESHOLD_SECONDS),
      allowDelayedData: values.ALLOW_DELAYED_DATA_IN_SIM,
    },
    risk: {
      sizing: values.SIZING,
      tradeValue: values.TRADE_VALUE,
      riskPerTradePercent: values.RISK_PER_TRADE_PCT,
      defaultQuantity: values.DEFAULT_QUANTITY,
      limits: riskLimitsFrom(values),
      maxPositions: values.MAX_POSITIONS,
      maxDailyTrades: values.MAX_DAILY_TRADES,
      stopLossPercent: values.STOP_LOSS_PCT,
      takeProfitPercent: values.TAKE_PROFIT_PCT,
      duplicateBuyPolicy: values.DUPLICATE_BUY_POLICY,
    },
    execution: {
      disclaimerPolicy: values.DISCLAIMER_POLICY,
      ordersPerSecond: values.ORDERS_PER_SECOND,
      cycleTimeout: seconds(values.CYCLE_TIMEOUT_SECONDS),
    },
    logging: {
      directory: values.LOG_DIR,
      level: values.LOG_LEVEL,
      rotation: rotationFrom(values),
      console: values.LOG_CONSOLE,
    },
    stateDirectory: values.STATE_DIR,
    reportDirectory: values.REPORT_DIR,
    auditRetentionDays: values.AUDIT_RETENTION_DAYS,
    schedulerInterval: minutes(values.SCHEDULER_INTERVAL_MINUTES),
    jitterMax: seconds(values.SCHEDULER_JITTER_SECONDS),
    notification: notificationFrom(values),
    ...(values.PROMETHEUS_TEXTFILE === undefined ? {} : { prometheusFile: values.PROMETHEUS_TEXTFILE }),
  };
}

function watchlistFrom({ WATCHLIST: list, WATCHLIST_JSON: json }: SettingValues): Settings["watchlist"] {
  const watchlist = json ?? list;
  assert(watchlist !== undefined, "one of the two ways to write the watchlist is used");
  return watchlist;
}

const rotationFrom = (values: SettingValues): LogRotation =>
  values.LOG_ROTATION_MODE === "time"
    ? { mode: "time", retentionDays: values.LOG_RETENTION_DAYS }
    : { mode: "size", maxBytes: values.LOG_MAX_BYTES, backupCount: values.LOG_BACKUP_COUNT };

const notificationFrom = ({
  SCHEDULER_WEBHOOK_URL: webhookUrl,
  HEALTHCHECK_PING_URL: pingUrl,
}: SettingValues): Notification => ({
  ...(webhookUrl === undefined ? {} : { webhookUrl }),
  ...(pingUrl === undefined ? {} : { pingUrl }),
});
