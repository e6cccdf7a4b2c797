import { z } from "zod";
import type { Decimal } from "../../core/domain/decimal.ts";
import { decimal } from "../../core/domain/decimal.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import { instrumentFromId } from "../../core/domain/instrument.ts";
import { timestampFromIso } from "../../core/domain/time.ts";
import { ACCOUNT_CURRENCIES, NETTING_PROFILES } from "../exchange/books.ts";
import { DISCLAIMER_KINDS } from "../server/disclaimer.ts";
import { ENTITLEMENTS } from "../server/entitlement.ts";
import { TRADE_LEVELS } from "../server/session-levels.ts";
import { FaultEntry } from "./fault-schema.ts";

const Delay = z.number().nonnegative().max(86_400);
const Life = z.int().positive().max(31_536_000);

const Disclaimer = z.strictObject({
  kind: z.enum(DISCLAIMER_KINDS),
  condition: z.enum(["checkbox", "user_input", "none"]).default("checkbox"),
  shownAt: z.enum(["precheck", "placement"]).default("precheck"),
});

const RedirectUri = z.string().refine((text) => URL.canParse(text) && new URL(text).hash === "", {
  error: "must be an address, as http://localhost:8765/callback",
});

const OAuth = z.strictObject({
  codeSeconds: Life.default(60),
  accessTokenSeconds: Life.default(1200),
  refreshTokenSeconds: Life.default(3600),
  successStatus: z.literal([200, 201]).default(201),
  requiresRedirectUri: z.boolean().default(false),
  redirectUris: z.array(RedirectUri).min(1).exactOptional(),
});

/** A part of a price, of which more than the whole is no bound. */
const Fraction = z.number().positive().max(10).transform(fraction);
const InstrumentKey = z.string().refine((text) => instrumentFromId(text) !== undefined, {
  error: "must be an instrument, as FxSpot:21",
});
const InstrumentIds = z
  .array(InstrumentKey)
  .transform((ids) => new Set(ids.flatMap((id) => instrumentFromId(id)?.id ?? [])));

const Account = z.strictObject({
  nettingProfile: z.enum(NETTING_PROFILES).default("FifoRealTime"),
  isMarginTradingAllowed: z.boolean().default(true),
});

const OwnTerms = z.strictObject({
  currency: z.enum(ACCOUNT_CURRENCIES).exactOptional(),
  isActive: z.boolean().exactOptional(),
  isMarginTradingAllowed: z.boolean().exactOptional(),
});

const Rules = z.strictObject({
  aggressiveDistanceMax: Fraction.exactOptional(),
  allowsExtendedHours: z.boolean().exactOptional(),
  childDistanceMax: Fraction.exactOptional(),
  childDistanceMaxOf: z
    .record(InstrumentKey, Fraction)
    .transform((bounds) => new Map(byInstrument(bounds)))
    .exactOptional(),
  passiveDistanceMax: Fraction.exactOptional(),
  sellsOnlySettled: z.boolean().exactOptional(),
  shortTradeDisabled: InstrumentIds.exactOptional(),
});

const WhenClosed = z.enum(["queue", "refuse"]);
const ClosedMarket = z.union([
  WhenClosed.transform((both) => ({ currencies: both, exchanges: both })),
  z.strictObject({ currencies: WhenClosed.default("refuse"), exchanges: WhenClosed.default("queue") }),
]);

const Settings = z.strictObject({
  account: Account.exactOptional(),
  accounts: z.array(OwnTerms).min(1).max(4).exactOptional(),
  activityDelaySeconds: Delay.exactOptional(),
  closedMarket: ClosedMarket.exactOptional(),
  disclaimers: z.array(Disclaimer).exactOptional(),
  enforceRateLimits: z.boolean().exactOptional(),
  entitlement: z.enum(ENTITLEMENTS).exactOptional(),
  hasAcceptedMarketDataTerms: z.boolean().exactOptional(),
  listsAsSeenBare: z.boolean().exactOptional(),
  oauth: OAuth.prefault({}),
  pageSize: z.int().positive().max(1000).exactOptional(),
  precheckCountsAsOrder: z.boolean().exactOptional(),
  resetsWholeAccount: z.boolean().exactOptional(),
  refusesListsWithUnknown: z.boolean().exactOptional(),
  refusesUnknownFieldGroups: z.boolean().exactOptional(),
  rules: Rules.exactOptional(),
  tradeLevelAtLogin: z.enum(TRADE_LEVELS).exactOptional(),
  tradeLevelDelaySeconds: Delay.exactOptional(),
});

const Quote = z.strictObject({
  priceType: z.enum(["NoAccess", "NoMarket", "Indicative", "OldIndicative"]).exactOptional(),
  delayedByMinutes: z.int().nonnegative().max(1440).exactOptional(),
  marketState: z.string().min(1).exactOptional(),
});

const Instant = z.string().transform((text, context) => {
  const at = timestampFromIso(text);
  if (at !== undefined) return at;
  context.addIssue({ code: "custom", message: "must be an instant, as 2026-03-04T15:15:00Z" });
  return z.NEVER;
});
const Instants = z.array(Instant).default([]);

const Split = z.strictObject({
  at: Instant,
  ratio: z.int().min(2).max(100),
  historyAdjustedAt: Instant.exactOptional(),
});

const Chart = z.strictObject({
  versionChangesAt: Instants,
  missing: Instants.transform((starts) => new Set(starts)),
  duplicated: Instants.transform((starts) => new Set(starts)),
});

/** What a simulator does besides being a Saxo; see docs/how-to/simulator.md. */
export const Script = z.strictObject({
  settings: Settings.prefault({}),
  quotes: z.record(InstrumentKey, Quote).default({}),
  charts: z
    .record(InstrumentKey, Chart)
    .transform((charts) => new Map(byInstrument(charts)))
    .prefault({}),
  splits: z
    .record(InstrumentKey, Split)
    .transform((splits) => byInstrument(splits).map(([instrumentId, split]) => ({ instrumentId, ...split })))
    .prefault({}),
  faults: z.array(FaultEntry).default([]),
});
export type Script = z.output<typeof Script>;

function fraction(value: number): Decimal {
  return decimal(String(value));
}

function byInstrument<Value>(
  values: Readonly<Record<string, Value>>,
): readonly (readonly [InstrumentId, Value])[] {
  return Object.entries(values).flatMap(([id, value]) => {
    const instrument = instrumentFromId(id);
    return instrument === undefined ? [] : [[instrument.id, value] as const];
  });
}
