import type { DurationMs, Timestamp } from "../core/domain/time.ts";
import type { Account, AccountTerms } from "./exchange/books.ts";
import type { TradingRules } from "./exchange/trading-rules.ts";
import type { OAuthOptions } from "./oauth/oauth-server.ts";
import type { Split } from "./market/types.ts";
import type { ChartOverrides } from "./server/chart-overrides.ts";
import type { DeskSettings } from "./server/desk.ts";
import type { StandingDisclaimer } from "./server/disclaimer.ts";
import type { TradeLevel } from "./server/session-levels.ts";

/** In what an account differs from the others. */
type OwnTerms = Partial<Pick<Account, "currency" | "isActive" | "isMarginTradingAllowed">>;

export interface SimulatorOptions {
  /** A file that only this simulator uses, or `:memory:` for a world that ends with it. */
  readonly statePath: string;
  /** The simulator has no clock of its own and sets no timers: everything happens when somebody asks. */
  readonly now: () => Timestamp;
  /** A token of SIM that never expires; its session is always the same. */
  readonly accessToken?: string;
  /** How to wait: in the client's time, not in that of the simulated world. Needed by faults that keep a client waiting. */
  readonly sleep?: (duration: DurationMs) => Promise<void>;
  /** Sign-in pages and token endpoint; none by default. */
  readonly oauth?: OAuthOptions;
  /** 0, the default: any free one. */
  readonly port?: number;
  /** Of a new world; an existing one keeps its own. */
  readonly seed?: number;
  /** Of a new world: the five-minute slot in which the replay begins. By default a newcomer sees a purchase at once. */
  readonly anchor?: number;
  /** How long the order log lags behind; 3 seconds by default. */
  readonly activityDelay?: DurationMs;
  /** Texts that stand before every order, or the usual one of a kind; none by default. */
  readonly disclaimers?: DeskSettings["disclaimers"] | "none" | StandingDisclaimer["kind"];
  readonly closedMarket?: DeskSettings["closedMarket"];
  /** Which prices the user gets; every one, at once, by default. */
  readonly entitlement?: DeskSettings["entitlement"];
  readonly hasAcceptedMarketDataTerms?: boolean;
  /** What a new session may do; on Saxo `OrdersOnly`. */
  readonly tradeLevelAtLogin?: TradeLevel;
  /** Between asking for a trade level and having it; none by default. */
  readonly tradeLevelDelay?: DurationMs;
  readonly pageSize?: number;
  readonly refusesUnknownFieldGroups?: boolean;
  readonly refusesListsWithUnknown?: boolean;
  /** Whether empty lists of closed positions, and messages, come as bare arrays, as they were once seen on LIVE. */
  readonly listsAsSeenBare?: boolean;
  /** Whether resetting an account ends its orders and positions as well; so by default. */
  readonly resetsWholeAccount?: boolean;
  /** Of a new world: how positions are netted, and whether it trades on margin; an existing one keeps its own. */
  readonly account?: AccountTerms;
  /** Of a new world: its accounts, the first of which counts where none is named; one in dollars by default. */
  readonly accounts?: readonly OwnTerms[];
  /** Shares that become several. */
  readonly splits?: readonly Split[];
  /** What charts show in place of the market's own. */
  readonly charts?: ChartOverrides;
  /** Bounds of prices and sides that Saxo enforces and does not publish. */
  readonly rules?: TradingRules;
  readonly enforceRateLimits?: boolean;
  /** Whether a precheck counts against the limit of order writes. Saxo does not say; not by default. */
  readonly precheckCountsAsOrder?: boolean;
  /** Told of every request when it was dealt with. */
  readonly onRequest?: (request: SimulatedRequest) => void;
  /** Told of errors that the client sees as a bare 500. By default they are thrown, and end the process. */
  readonly onFailure?: (error: unknown) => void;
}

export interface SimulatedRequest {
  readonly method: string;
  /** As sent, query included. */
  readonly target: string;
  readonly at: Timestamp;
  /** Absent when the connection was cut. */
  readonly status?: number;
  /** Kinds of the faults that it met. */
  readonly faults: readonly string[];
}
