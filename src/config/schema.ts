import { z } from "zod/mini";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { STRATEGIES } from "../core/strategy/registry.ts";
import {
  AUTH_BASES,
  GATEWAYS,
  authBase,
  authMode,
  environmentName,
  redirectAddress,
  restBase,
} from "./kinds/broker.ts";
import { dates, timeOfDay, timeZone, weekdays } from "./kinds/hours.ts";
import { barHorizon } from "./kinds/instruments.ts";
import { jsonObject, jsonObjects } from "./kinds/json.ts";
import { secretAddress } from "./kinds/notification.ts";
import {
  choice,
  decimalNumber,
  directory,
  filePath,
  prometheusFile,
  oneOf,
  secretText,
  strategyFile,
  trueOrFalse,
  wholeNumber,
} from "./kinds/plain.ts";
import { watchlist, watchlistJson } from "./kinds/watchlist.ts";
import { RISK_SETTINGS } from "./risk-settings.ts";
import { byDefault, byEnvironment, optionalSetting, setting } from "./setting.ts";
import type { Environment, LogConsole, LogLevel, LogRotationMode, TradingHoursMode } from "./settings.ts";

const MODES: readonly TradingHoursMode[] = ["always", "fixed", "instrument"];
const ROTATION_MODES: readonly LogRotationMode[] = ["time", "size"];
const CONSOLES: readonly LogConsole[] = ["auto", "plain", "journal", "quiet", "off"];
const OPTIONAL_EVERYWHERE = {
  LOCAL: { kind: "optional" },
  SIM: { kind: "optional" },
  LIVE: { kind: "optional" },
} as const;
/** LOCAL has a broker of its own, to which these mean nothing. */
const OPTIONAL_WITH_SAXO = { ...OPTIONAL_EVERYWHERE, LOCAL: { kind: "unused" } } as const;
const DISCLAIMER_POLICIES: readonly DisclaimerPolicy[] = ["block_all", "auto_accept_normal", "manual_review"];
const LEVELS: Readonly<Record<string, LogLevel>> = {
  DEBUG: "debug",
  INFO: "info",
  WARN: "warn",
  ERROR: "error",
};

export const strategyName = oneOf(STRATEGIES.map(({ name }) => name));

/** What a start without any configuration trades with: nothing that is worth something. */
export const DEFAULT_ENVIRONMENT: Environment = "LOCAL";
export const DEFAULT_STRATEGY = "moving_average";

/** Every setting whose name does not depend on the strategy. The order is the one of the documentation. */
export const SettingsSchema = z.object({
  SAXO_ENV: setting(environmentName, {
    group: "broker",
    description:
      "Whom the program trades with. LOCAL is the embedded broker, with invented money and no network; SIM is Saxo's simulation environment; LIVE is real money.",
    presence: byDefault(DEFAULT_ENVIRONMENT),
  }),
  SAXO_REST_BASE: optionalSetting(restBase, {
    group: "broker",
    description: "Where the requests go; another server that speaks Saxo's OpenAPI can stand in for Saxo.",
    presence: {
      LOCAL: { kind: "refused", why: "LOCAL talks to its own embedded broker; SIM can be sent elsewhere" },
      SIM: { kind: "default", text: GATEWAYS.SIM },
      LIVE: { kind: "default", text: GATEWAYS.LIVE },
    },
  }),
  SAXO_AUTH_BASE: optionalSetting(authBase, {
    group: "broker",
    description: "Where people log in and tokens are renewed; its pages are /authorize and /token.",
    presence: {
      LOCAL: { kind: "unused" },
      SIM: { kind: "default", text: AUTH_BASES.SIM },
      LIVE: { kind: "default", text: AUTH_BASES.LIVE },
    },
  }),
  SAXO_AUTH_MODE: optionalSetting(authMode, {
    group: "broker",
    description:
      "How the program proves who it is. oauth: by `tradebot login`, renewed from then on; manual: by SAXO_ACCESS_TOKEN; auto: whichever of SAXO_APP_KEY and SAXO_ACCESS_TOKEN is set.",
    presence: {
      LOCAL: { kind: "unused" },
      SIM: { kind: "default", text: "auto" },
      LIVE: { kind: "default", text: "auto" },
    },
  }),
  SAXO_APP_KEY: optionalSetting(secretText, {
    group: "broker",
    description: "Key of the app that was registered on Saxo's developer portal for this environment.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_APP_SECRET: optionalSetting(secretText, {
    group: "broker",
    description: "Secret of that app; an app without one logs in with PKCE.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_REDIRECT_URI: optionalSetting(redirectAddress, {
    group: "broker",
    description: "Redirect address of that app, to which the browser comes back after a login.",
    presence: {
      LOCAL: { kind: "unused" },
      SIM: { kind: "default", text: "http://localhost:8765/callback" },
      LIVE: { kind: "default", text: "http://localhost:8765/callback" },
    },
  }),
  SAXO_ACCESS_TOKEN: optionalSetting(secretText, {
    group: "broker",
    description: "24-hour token from Saxo's developer portal, in place of a login.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_TOKEN_FILE: optionalSetting(filePath, {
    group: "broker",
    description: "File that keeps the login; by default saxo-token.json in STATE_DIR.",
    presence: OPTIONAL_WITH_SAXO,
    example: "state-sim/saxo-token.json",
  }),
  SAXO_ACCOUNT_KEY: optionalSetting(secretText, {
    group: "broker",
    description:
      "The account to trade on: its number as Saxo's platform shows it, or its AccountKey; needed when the login sees more than one active account.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_CLIENT_KEY: optionalSetting(secretText, {
    group: "broker",
    description: "The client that owns the account; by default the one the login belongs to.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),

  WATCHLIST: optionalSetting(watchlist, {
    group: "watchlist",
    description:
      "The instruments to trade: by asset type and UIC, Saxo's number of an instrument, or by symbol and asset type, of which the broker is asked the UIC once a week. `tradebot instruments search <words>` finds both.",
    presence: {
      LOCAL: { kind: "default", text: "CfdOnIndex:4913,Stock:211,FxSpot:21" },
      SIM: { kind: "required" },
      LIVE: { kind: "required" },
    },
    example: "Stock:211,EURUSD@FxSpot",
  }),
  WATCHLIST_JSON: optionalSetting(watchlistJson, {
    group: "watchlist",
    description: "The same as a JSON list, in place of WATCHLIST; with a uic the broker is not asked for it.",
    presence: OPTIONAL_EVERYWHERE,
    example: '[{"symbol":"AAPL:xnas","asset_type":"Stock","uic":211}]',
  }),

  STRATEGY_NAME: optionalSetting(strategyName, {
    group: "strategy",
    description: "The strategy that gives the signals; `tradebot strategies list` tells of each.",
    presence: byDefault(DEFAULT_STRATEGY),
  }),
  STRATEGY_FILE: optionalSetting(strategyFile, {
    group: "strategy",
    description:
      "A strategy of your own, in place of STRATEGY_NAME; `tradebot strategies new <file>` writes one to begin with.",
    presence: OPTIONAL_EVERYWHERE,
    example: "strategies/my-strategy.ts",
  }),
  STRATEGY_PARAMS_JSON: optionalSetting(jsonObject("a JSON object of parameters by their names"), {
    group: "strategy",
    description:
      "Parameters of the strategy in one place. What is set in a parameter's own setting counts before it.",
    presence: OPTIONAL_EVERYWHERE,
    example: '{"short_window":10,"long_window":50}',
  }),
  STRATEGY_PARAMS_OVERRIDES_JSON: optionalSetting(
    jsonObjects("a JSON object of instruments, each with an object of parameters"),
    {
      group: "strategy",
      description:
        "Parameters for single instruments, by AssetType:Uic or by symbol as on the watchlist, over those for all.",
      presence: OPTIONAL_EVERYWHERE,
      example: '{"Stock:211":{"long_window":50}}',
    },
  ),
  BAR_MINUTES: setting(barHorizon, {
    group: "strategy",
    description: "Length of the bars the strategy looks at.",
    presence: byEnvironment({ LOCAL: "5", SIM: "60", LIVE: "60" }),
  }),

  DRY_RUN: setting(trueOrFalse, {
    group: "mode",
    description:
      "Whether orders end after the broker's precheck, so that nothing is placed. On LIVE they also do while nobody has armed it (tradebot arm) for the account, the limits and the time.",
    presence: byEnvironment({ LOCAL: "false", SIM: "true", LIVE: "true" }),
  }),

  TRADING_HOURS_MODE: setting(oneOf(MODES), {
    group: "hours",
    description:
      "When cycles run. always: at each start; fixed: between TRADING_START and TRADING_END; instrument: during the sessions of the exchanges.",
    presence: byDefault("always"),
  }),
  TRADING_START: setting(timeOfDay, {
    group: "hours",
    description:
      "First minute of the fixed hours. The same as TRADING_END means the whole day; later than it, over midnight.",
    presence: byDefault("09:30"),
  }),
  TRADING_END: setting(timeOfDay, {
    group: "hours",
    description: "End of the fixed hours; this minute is outside.",
    presence: byDefault("16:00"),
  }),
  TIMEZONE: setting(timeZone, {
    group: "hours",
    description:
      "Zone of the fixed hours, and of the day that MAX_DAILY_TRADES and the limits of a day and a week count.",
    presence: byDefault("America/New_York"),
  }),
  TRADING_DAYS: setting(weekdays, {
    group: "hours",
    description: "Days on which the fixed hours begin.",
    presence: byDefault("Mon-Fri"),
  }),
  TRADING_HOLIDAYS: setting(dates, {
    group: "hours",
    description: "Dates on which the fixed hours do not begin.",
    presence: byDefault("none"),
  }),

  REQUIRE_MARKET_OPEN: setting(trueOrFalse, {
    group: "data_quality",
    description: "Whether an instrument is traded only while its market is open.",
    presence: byDefault("true"),
  }),
  ALLOW_EXTENDED_HOURS: setting(trueOrFalse, {
    group: "data_quality",
    description:
      "Whether pairs of currencies (FxSpot) are also traded while their market is in PreMarket or PostMarket. Others take limit orders alone then, and are left alone.",
    presence: byDefault("false"),
  }),
  DATA_STALENESS_THRESHOLD_SECONDS: setting(wholeNumber({ min: 1, max: 86_400, unit: "seconds" }), {
    group: "data_quality",
    description: "Age from which a quote is too old to trade on.",
    presence: byDefault("300"),
  }),
  ALLOW_DELAYED_DATA_IN_SIM: setting(trueOrFalse, {
    group: "data_quality",
    description:
      "Whether quotes that the broker delays may be traded on; the delay is added to the age allowed. Never on LIVE.",
    presence: byEnvironment({ LOCAL: "true", SIM: "true", LIVE: "false" }),
  }),

  ...RISK_SETTINGS,

  DISCLAIMER_POLICY: setting(oneOf(DISCLAIMER_POLICIES), {
    group: "execution",
    description:
      "What becomes of an order before which Saxo wants a disclaimer answered. block_all: it is not placed; auto_accept_normal: accepted, unless it is a blocking one or has conditions; manual_review: accepted where a person has agreed to that very text before.",
    presence: byDefault("block_all"),
  }),
  ORDERS_PER_SECOND: setting(decimalNumber({ min: 0.01, max: 1, unit: "orders per second" }), {
    group: "execution",
    description: "Pace of order requests; Saxo refuses more than 1.",
    presence: byDefault("1"),
  }),
  CYCLE_TIMEOUT_SECONDS: setting(wholeNumber({ min: 10, max: 3600, unit: "seconds" }), {
    group: "execution",
    description:
      "Time after which a cycle ends at its next safe point; with SCHEDULER_JITTER_SECONDS less than SCHEDULER_INTERVAL_MINUTES.",
    presence: byDefault("240"),
  }),

  LOG_DIR: setting(directory, {
    group: "logging",
    description: "Directory of the log files, and of nothing else.",
    presence: byDefault("logs"),
  }),
  LOG_LEVEL: setting(choice(LEVELS), {
    group: "logging",
    description: "Events below this level are not logged.",
    presence: byDefault("INFO"),
  }),
  LOG_ROTATION_MODE: setting(oneOf(ROTATION_MODES), {
    group: "logging",
    description:
      "When a new log file begins. time: with each UTC day; size: when the file has reached LOG_MAX_BYTES.",
    presence: byDefault("time"),
  }),
  LOG_RETENTION_DAYS: setting(wholeNumber({ min: 1, max: 3650, unit: "days" }), {
    group: "logging",
    description: "Days of log files that are kept with LOG_ROTATION_MODE=time, beside today's.",
    presence: byDefault("30"),
  }),
  LOG_MAX_BYTES: setting(wholeNumber({ min: 1024, max: 1_073_741_824, unit: "bytes" }), {
    group: "logging",
    description: "Size at which the next log file begins with LOG_ROTATION_MODE=size.",
    presence: byDefault("10485760"),
  }),
  LOG_BACKUP_COUNT: setting(wholeNumber({ min: 1, max: 1000 }), {
    group: "logging",
    description: "Earlier log files that are kept beside the current one with LOG_ROTATION_MODE=size.",
    presence: byDefault("5"),
  }),
  LOG_CONSOLE: setting(oneOf(CONSOLES), {
    group: "logging",
    description:
      "How the log appears on stderr. auto: colours on a terminal, journal levels where systemd's journal listens, plain text otherwise; plain; journal; quiet: warnings and errors alone, as cron mails them; off.",
    presence: byDefault("auto"),
  }),

  STATE_DIR: setting(directory, {
    group: "operation",
    description: "Directory of the store and the lock.",
    presence: byDefault("state"),
  }),
  REPORT_DIR: setting(directory, {
    group: "operation",
    description: "Directory of the cycle summaries.",
    presence: byDefault("reports"),
  }),
  AUDIT_RETENTION_DAYS: setting(wholeNumber({ min: 1, max: 36_500, unit: "days" }), {
    group: "operation",
    description:
      "Days for which decisions, account snapshots, cycles and their summaries are kept. Orders, their transitions and fills are kept for good.",
    presence: byDefault("90"),
  }),
  SCHEDULER_INTERVAL_MINUTES: setting(wholeNumber({ min: 1, max: 1440, unit: "minutes" }), {
    group: "operation",
    description:
      "Time between two starts: what `schedule install` sets up, and what `status --check` expects.",
    presence: byDefault("5"),
  }),
  SCHEDULER_JITTER_SECONDS: setting(wholeNumber({ min: 0, max: 3600, unit: "seconds" }), {
    group: "operation",
    description:
      "Longest random wait before a cycle, so that installations do not all ask the broker at once.",
    presence: byDefault("0"),
  }),
  SCHEDULER_WEBHOOK_URL: optionalSetting(secretAddress, {
    group: "operation",
    description: "Where a failure is posted as JSON, once when it begins and once when it is over.",
    presence: OPTIONAL_EVERYWHERE,
    example: "https://hooks.example.com/tradebot",
    isSecret: true,
  }),
  HEALTHCHECK_PING_URL: optionalSetting(secretAddress, {
    group: "operation",
    description:
      "Dead man's switch that is told of each start, success and failure: the address itself, with /start and with /fail behind it.",
    presence: OPTIONAL_EVERYWHERE,
    example: "https://hc-ping.example.com/tradebot",
    isSecret: true,
  }),
  PROMETHEUS_TEXTFILE: optionalSetting(prometheusFile, {
    group: "operation",
    description:
      "File that is written after each cycle for node_exporter's textfile collector; its name ends in .prom.",
    presence: OPTIONAL_EVERYWHERE,
    example: "/var/lib/prometheus/node-exporter/tradebot.prom",
  }),
});

/** The values of a complete and valid configuration, by setting. */
export type SettingValues = z.infer<typeof SettingsSchema>;
