import { decimal, ZERO, type Decimal } from "../core/domain/decimal.ts";
import type { WatchlistEntry } from "../core/domain/symbol.ts";
import type { ConfigFault } from "./config-fault.ts";
import { blamedOf, faultAt, type Standing } from "./standing.ts";
import { isPair, watchlistIn } from "./watchlist-in.ts";

/** Settings that cannot all be meant, each sound by itself. */
interface Contradiction {
  /** The one that is blamed where somebody wrote it comes first. */
  readonly settings: readonly string[];
  readonly holds: (read: Read) => boolean;
  readonly fault: string;
  readonly expected: string;
}

interface Read {
  readonly amount: (name: string) => Decimal;
  readonly word: (name: string) => string;
  /** Whether the strategy names a stop with each purchase, or may. */
  readonly namesStops: boolean;
  /** Of which there are some on the watchlist, or may be. */
  readonly pairs: boolean;
  readonly others: boolean;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    settings: ["MIN_TRADE_AMOUNT", "MAX_POSITION_VALUE"],
    holds: ({ amount, others }) => others && amount("MIN_TRADE_AMOUNT").gt(amount("MAX_POSITION_VALUE")),
    fault: "the smallest purchase of MIN_TRADE_AMOUNT is more than MAX_POSITION_VALUE lets a position be",
    expected: "MIN_TRADE_AMOUNT no more than MAX_POSITION_VALUE",
  },
  {
    settings: ["MIN_TRADE_AMOUNT", "MAX_FX_NOTIONAL"],
    holds: ({ amount, pairs }) => pairs && amount("MIN_TRADE_AMOUNT").gt(amount("MAX_FX_NOTIONAL")),
    fault: "the smallest purchase of MIN_TRADE_AMOUNT is more than MAX_FX_NOTIONAL lets a position be",
    expected: "MIN_TRADE_AMOUNT no more than MAX_FX_NOTIONAL",
  },
  {
    settings: ["MAX_POSITION_VALUE", "MAX_PORTFOLIO_EXPOSURE"],
    holds: ({ amount, others }) =>
      others && amount("MAX_POSITION_VALUE").gt(amount("MAX_PORTFOLIO_EXPOSURE")),
    fault: "one position of MAX_POSITION_VALUE is more than MAX_PORTFOLIO_EXPOSURE lets all of them be",
    expected: "MAX_POSITION_VALUE no more than MAX_PORTFOLIO_EXPOSURE",
  },
  {
    settings: ["MAX_WEEKLY_LOSS", "MAX_DAILY_LOSS"],
    holds: ({ amount }) =>
      amount("MAX_WEEKLY_LOSS").gt(ZERO) && amount("MAX_DAILY_LOSS").gt(amount("MAX_WEEKLY_LOSS")),
    fault: "MAX_DAILY_LOSS lets more be lost in a day than MAX_WEEKLY_LOSS in a week",
    expected: "MAX_DAILY_LOSS no more than MAX_WEEKLY_LOSS, or 0 for none of either",
  },
  {
    settings: ["TRADE_VALUE", "MAX_POSITION_VALUE", "SIZING"],
    holds: ({ word, amount, others }) =>
      others && word("SIZING") === "value" && amount("TRADE_VALUE").gt(amount("MAX_POSITION_VALUE")),
    fault: "with SIZING=value the first purchase, of TRADE_VALUE, is more than MAX_POSITION_VALUE",
    expected: "TRADE_VALUE no more than MAX_POSITION_VALUE",
  },
  {
    settings: ["TRADE_VALUE", "MAX_FX_NOTIONAL", "SIZING"],
    holds: ({ word, amount, pairs }) =>
      pairs && word("SIZING") === "value" && amount("TRADE_VALUE").gt(amount("MAX_FX_NOTIONAL")),
    fault: "with SIZING=value the first purchase of a pair, of TRADE_VALUE, is more than MAX_FX_NOTIONAL",
    expected: "TRADE_VALUE no more than MAX_FX_NOTIONAL",
  },
  {
    settings: ["TRADE_VALUE", "MIN_TRADE_AMOUNT", "SIZING"],
    holds: ({ word, amount }) =>
      word("SIZING") === "value" && amount("TRADE_VALUE").lt(amount("MIN_TRADE_AMOUNT")),
    fault: "with SIZING=value every purchase, of TRADE_VALUE, is less than MIN_TRADE_AMOUNT",
    expected: "TRADE_VALUE no less than MIN_TRADE_AMOUNT",
  },
  ...["MAX_POSITIONS", "MAX_DAILY_TRADES"].map((name) => ({
    settings: [name],
    holds: ({ amount }: Read) => amount(name).eq(ZERO),
    fault: "nothing could ever be bought",
    expected: "1 or more; `tradebot kill-switch on --mode entries` keeps from buying for a while",
  })),
  {
    settings: ["SIZING", "STOP_LOSS_PCT"],
    holds: ({ word, amount, namesStops }) =>
      word("SIZING") === "risk" && amount("STOP_LOSS_PCT").eq(ZERO) && !namesStops,
    fault:
      "SIZING=risk measures a purchase by its stop; STOP_LOSS_PCT=0 places none, and the strategy names none",
    expected: "STOP_LOSS_PCT above 0, or another SIZING",
  },
];

/**
 * Limits that contradict each other, or the first purchase: nothing could ever be bought, and nobody would know why.
 *
 * @param sound settings whose values are sound by themselves
 * @param namesStops whether the strategy names a stop with each purchase; true where that is not known
 */
export function checkLimits(sound: readonly Standing[], namesStops: boolean): readonly ConfigFault[] {
  const byName = new Map(sound.map((standing) => [standing.setting.name, standing]));
  const textOf = (name: string): string => byName.get(name)?.text ?? "";
  const watchlist = watchlistIn(sound) ?? [];
  const mayTrade = (isOne: (entry: WatchlistEntry) => boolean): boolean =>
    watchlist.length === 0 || watchlist.some(isOne); // what is missing or faulty may become anything
  const read: Read = {
    word: (name) => textOf(name).toLowerCase(),
    amount: (name) => decimal(textOf(name)),
    namesStops,
    pairs: mayTrade(isPair),
    others: mayTrade((entry) => !isPair(entry)),
  };
  return CONTRADICTIONS.flatMap(({ settings, holds, ...words }) => {
    const concerned = settings
      .flatMap((name) => byName.get(name) ?? [])
      .filter(({ text }) => text !== undefined);
    if (concerned.length < settings.length || !holds(read)) return [];
    const blamed = blamedOf(concerned);
    return blamed === undefined ? [] : [faultAt(blamed, words)];
  });
}
