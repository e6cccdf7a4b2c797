import { isAssetType } from "./instrument.ts";
import type { AssetType, Instrument } from "./instrument.ts";

/** An instrument by the name people know it by; which UIC that is, the broker has to say. */
export interface SymbolRef {
  /** `AAPL:xnas`, or `AAPL` where one exchange alone lists it; compared without regard to case. */
  readonly symbol: string;
  readonly assetType: AssetType;
}

/** One entry of the watchlist. */
export type WatchlistEntry =
  | {
      readonly kind: "instrument";
      readonly instrument: Instrument;
      /** What it is thought to be; absent where nobody says. */
      readonly symbol?: string;
    }
  | ({ readonly kind: "symbol" } & SymbolRef);

const SYMBOL = /^(?=.{1,40}$)[A-Za-z0-9][A-Za-z0-9._&+-]*(:[A-Za-z0-9]{2,8})?$/;

/** Whether it is written as Saxo writes symbols: no spaces, no slash, the exchange behind a colon. */
export const isSymbol = (text: string): boolean => SYMBOL.test(text);

/** Reads `AAPL:xnas@Stock`; `undefined` when the form or the asset type is not known. */
export function symbolFromText(text: string): SymbolRef | undefined {
  const cut = text.lastIndexOf("@");
  const [symbol, assetType] = [text.slice(0, Math.max(cut, 0)), text.slice(cut + 1)];
  return isSymbol(symbol) && isAssetType(assetType) ? { symbol, assetType } : undefined;
}

/** `AAPL:xnas@Stock` */
export const symbolText = ({ symbol, assetType }: SymbolRef): string => `${symbol}@${assetType}`;

/** The same for every way of writing the same symbol. */
export const symbolKey = ({ symbol, assetType }: SymbolRef): string => `${assetType}/${symbol.toLowerCase()}`;

/** What stands before the exchange. */
export const tickerOf = (symbol: string): string => symbol.split(":")[0] ?? symbol;

export const entryText = (entry: WatchlistEntry): string =>
  entry.kind === "instrument" ? entry.instrument.id : symbolText(entry);
