import { seconds } from "../core/domain/time.ts";
import { openBooks } from "./exchange/books.ts";
import { identityOf } from "./exchange/ids.ts";
import { DEFAULT_TRADING_RULES } from "./exchange/trading-rules.ts";
import { anchorForFirstStart } from "./market/first-start.ts";
import { createMarket } from "./market/market.ts";
import { withSplits } from "./market/split-market.ts";
import type { Market, World } from "./market/types.ts";
import type { StoredWorld } from "./persistence/stored.ts";
import type { WorldStore } from "./persistence/world-store.ts";
import type { DeskSettings } from "./server/desk.ts";
import { Desk } from "./server/desk.ts";
import { usualDisclaimer } from "./server/disclaimer.ts";
import { QuoteOverrides } from "./server/quote-overrides.ts";
import { SessionLevels } from "./server/session-levels.ts";
import type { SimulatorOptions } from "./simulator-options.ts";

const DEFAULT_SEED = 1;

/** A Saxo that is in nobody's way. */
const USUAL = {
  activityDelay: seconds(3),
  disclaimers: "none",
  closedMarket: { currencies: "refuse", exchanges: "queue" },
  rules: DEFAULT_TRADING_RULES,
  entitlement: "everything",
  hasAcceptedMarketDataTerms: true,
  listsAsSeenBare: false,
  pageSize: 1000,
  refusesUnknownFieldGroups: false,
  refusesListsWithUnknown: false,
  resetsWholeAccount: true,
  tradeLevelAtLogin: "FullTradingAndChat",
  tradeLevelDelay: seconds(0),
} as const satisfies Partial<SimulatorOptions>;

/** The world in the store, or a new one, and whoever works in it. */
export function openDesk(options: SimulatorOptions, store: WorldStore): Desk {
  const { world, accounts } = store.load() ?? createWorld(options, store);
  const { tradeLevelAtLogin, tradeLevelDelay, ...settings } = settingsOf(options);
  return new Desk({
    seed: world.seed,
    identity: identityOf(world.seed),
    market: marketOf(world, options),
    charts: options.charts ?? new Map(),
    store,
    accounts,
    quotes: new QuoteOverrides(),
    sessions: new SessionLevels(tradeLevelAtLogin, tradeLevelDelay),
    settings,
  });
}

function marketOf(world: World, { splits = [] }: SimulatorOptions): Market {
  const market = createMarket(world);
  return splits.length === 0 ? market : withSplits(market, splits);
}

function settingsOf(options: SimulatorOptions) {
  const { activityDelay, disclaimers, closedMarket, rules, entitlement, pageSize, ...others } = {
    ...USUAL,
    ...options,
  };
  const { hasAcceptedMarketDataTerms, listsAsSeenBare, resetsWholeAccount } = others;
  const { refusesUnknownFieldGroups, refusesListsWithUnknown } = others;
  const { tradeLevelAtLogin, tradeLevelDelay } = others;
  return {
    activityDelay,
    disclaimers: standingDisclaimers(disclaimers),
    closedMarket,
    rules,
    entitlement,
    pageSize,
    hasAcceptedMarketDataTerms,
    listsAsSeenBare,
    resetsWholeAccount,
    refusesUnknownFieldGroups,
    refusesListsWithUnknown,
    refusesEagerPolls: others.enforceRateLimits ?? true,
    tradeLevelAtLogin,
    tradeLevelDelay,
  };
}

function standingDisclaimers(
  asked: NonNullable<SimulatorOptions["disclaimers"]>,
): DeskSettings["disclaimers"] {
  if (asked === "none") return [];
  return typeof asked === "string" ? [usualDisclaimer(asked)] : asked;
}

function createWorld(
  {
    now,
    account,
    accounts = [{}],
    seed = DEFAULT_SEED,
    anchor = anchorForFirstStart(now()),
  }: SimulatorOptions,
  store: WorldStore,
): StoredWorld {
  const world = { seed, anchor };
  const opened = accounts.map((own, index) =>
    openBooks(now(), { account: { ...account, ...own, number: index + 1 } }),
  );
  store.create(world, opened);
  return { world, accounts: opened };
}
