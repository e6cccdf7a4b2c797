import { entryText, type WatchlistEntry } from "../core/domain/symbol.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import type { ConfigFault } from "./config-fault.ts";
import type { InstrumentParameters } from "./settings.ts";
import { faultAt, type Standing } from "./standing.ts";
import { isPair } from "./watchlist-in.ts";

interface Wanted {
  readonly strategy: StrategyDeclaration;
  readonly parameters: StrategyParameters;
  readonly overrides: readonly InstrumentParameters[];
  readonly watchlist: readonly WatchlistEntry[];
}

interface Purchase {
  readonly entry: WatchlistEntry;
  readonly value: number;
}

/** Limits that no purchase of the strategy could ever meet in one of its instruments: nobody would know why it is not bought. */
export function checkPurchases(wanted: Wanted, standings: readonly Standing[]): readonly ConfigFault[] {
  const purchases = purchasesOf(wanted);
  const faultBy = (name: string, isRefused: (one: Purchase, limit: number) => boolean) => {
    const standing = standings.find(({ setting }) => setting.name === name);
    if (standing?.text === undefined) return [];
    const limit = Number(standing.text); // what is no number is a fault already, and refuses nothing here
    const refused = purchases.find((one) => isRefused(one, limit));
    return refused === undefined ? [] : [faultAt(standing, refusalOf(wanted.strategy, refused))];
  };
  return [
    ...faultBy("MIN_TRADE_AMOUNT", ({ value }, limit) => value < limit),
    ...faultBy("MAX_POSITION_VALUE", ({ entry, value }, limit) => !isPair(entry) && value > limit),
    ...faultBy("MAX_FX_NOTIONAL", ({ entry, value }, limit) => isPair(entry) && value > limit),
  ];
}

function purchasesOf({ strategy, parameters, overrides, watchlist }: Wanted): readonly Purchase[] {
  const own = new Map(overrides.map((one) => [entryText(one.entry), one.parameters]));
  const each = watchlist.map((entry) => own.get(entryText(entry)) ?? parameters);
  const values = strategy.purchaseValues?.(each) ?? [];
  return watchlist.flatMap((entry, at) => {
    const value = values[at] ?? 0;
    return value > 0 ? [{ entry, value }] : [];
  });
}

const refusalOf = ({ name }: StrategyDeclaration, { entry, value }: Purchase) => ({
  fault: `the strategy ${name} buys ${entryText(entry)} for ${value} at a time, and this refuses every such purchase`,
  expected: `a limit that lets ${value} pass, or another sum in the strategy's parameters`,
});
