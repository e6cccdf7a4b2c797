import type { InstrumentId } from "../core/domain/instrument.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import type { StandingDisclaimer } from "../simulator/server/disclaimer.ts";
import type { AtLeastOne, Chance } from "./chance.ts";
import type { Terms } from "./schedule.ts";

const ALWAYS_OPEN: AtLeastOne<string> = ["CfdOnIndex:4913", "CfdOnIndex:100002", "CfdOnIndex:100037"];
const MARGIN: AtLeastOne<string> = [
  ...ALWAYS_OPEN,
  "FxSpot:21",
  "FxSpot:31",
  "Stock:211",
  "Stock:1636",
  "CfdOnStock:211",
];
/** What a cash account may buy; in dollars and in euros. */
const CASH: AtLeastOne<string> = ["Stock:211", "Stock:1636"];

/** All while the stock exchange in New York trades, or opens or closes within the schedule. */
const MORNINGS: AtLeastOne<string> = ["2026-03-04T15:10:10Z", "2026-03-04T14:25:10Z", "2026-03-05T20:50:10Z"];

export function drawTerms(chance: Chance): Terms {
  const isMarginTradingAllowed = chance.isPercent(85);
  const hours = chance.pick(HOURS);
  const { policy, disclaimers } = chance.isPercent(20) ? drawTexts(chance) : NO_TEXTS;
  return {
    startIso: chance.pick(hours.TRADING_HOURS_MODE === "always" ? MORNINGS : EVENINGS),
    watchlist: chance.some(isMarginTradingAllowed ? MARGIN : CASH, 4).map(idOf),
    account: {
      isMarginTradingAllowed,
      nettingProfile: chance.pick(["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const),
    },
    env: {
      ...hours,
      DISCLAIMER_POLICY: policy,
      MAX_POSITIONS: String(chance.pick([1, 2, 5, 5])),
      MAX_DAILY_TRADES: String(chance.pick([2, 10, 10])),
      ...drawProtection(chance),
      ...chance.pick(LIMITS),
    },
    disclaimers,
    ...(chance.isPercent(50) ? { renewalSeconds: chance.pick([1, 5, 40]) } : {}),
    activityDelaySeconds: chance.pick([0, 3, 3, 3, 6, 10]),
    buys: chance.pick([40, 40, 55]),
    sells: chance.pick([20, 45, 60]),
  };
}

/** As the market has it, as its schedule says, or as a person has set it. */
const HOURS = [
  { TRADING_HOURS_MODE: "always" },
  { TRADING_HOURS_MODE: "always" },
  { TRADING_HOURS_MODE: "instrument" },
  { TRADING_HOURS_MODE: "fixed" },
] as const;

/** Before the market closes for a night or a weekend, in which New York puts its clocks forward; and before it opens. */
const EVENINGS: AtLeastOne<string> = ["2026-03-05T20:35:10Z", "2026-03-06T20:50:10Z", "2026-03-04T14:25:10Z"];

const NO_TEXTS = { policy: "block_all", disclaimers: [] } as const;

type Policy = "block_all" | "auto_accept_normal" | "manual_review";

/** Texts that stand before orders: mostly such as the policy lets be accepted, so that there are orders. */
function drawTexts(chance: Chance): {
  readonly policy: Policy;
  readonly disclaimers: readonly StandingDisclaimer[];
} {
  const policy = chance.pick<Policy>([
    "auto_accept_normal",
    "auto_accept_normal",
    "auto_accept_normal",
    "manual_review",
    "block_all",
  ]);
  const isHarmless = policy === "auto_accept_normal" && chance.isPercent(85);
  const disclaimers = chance.list(1, 2, () => ({
    kind: chance.pick(isHarmless ? (["normal", "recurring"] as const) : (["normal", "blocking"] as const)),
    condition: isHarmless ? ("none" as const) : chance.pick(["none", "checkbox", "user_input"] as const),
    shownAt: chance.pick(["precheck", "placement"] as const),
  }));
  return { policy, disclaimers };
}

/** Where orders are about something else than the limits, which by default leave little room for several at once. */
const WIDE = {
  MAX_POSITION_VALUE: "1000000",
  MAX_FX_NOTIONAL: "1000000",
  MAX_PORTFOLIO_EXPOSURE: "10000000",
};

/** Positions of which a part can be sold, or be filled, so that what waits beside them has to follow. */
const SEVERAL = { ...WIDE, DEFAULT_QUANTITY: "Stock=8,CfdOnStock=8,CfdOnIndex=8,FxSpot=8000" };

/** Where there is room for one or two positions, and none for the next one. */
const NARROW = {
  MAX_POSITION_VALUE: "4500",
  MAX_PORTFOLIO_EXPOSURE: "4500",
  DEFAULT_QUANTITY: "Stock=8,CfdOnStock=8,CfdOnIndex=1,FxSpot=2000",
};

const LIMITS = [SEVERAL, SEVERAL, SEVERAL, SEVERAL, WIDE, {}, NARROW, NARROW] as const;

const drawProtection = (chance: Chance): Readonly<Record<string, string>> => ({
  STOP_LOSS_PCT: chance.pick(["0", "0.5", "2"] as const),
  TAKE_PROFIT_PCT: chance.pick(["0", "0", "0.5", "5"] as const),
});

function idOf(text: string): InstrumentId {
  const instrument = instrumentFromId(text);
  if (instrument === undefined) throw new RangeError(`"${text}" is no instrument`);
  return instrument.id;
}
