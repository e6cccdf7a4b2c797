import type { AssetType, Instrument, InstrumentId } from "./instrument.ts";
import type { SymbolRef } from "./symbol.ts";
import { tickerOf } from "./symbol.ts";

/** What a search says about one instrument. */
export interface Listing {
  readonly instrument: Instrument;
  readonly symbol: string;
  readonly description: string;
  readonly currency: string;
  /** The broker's name of the exchange, which is not the MIC. */
  readonly exchange: string;
  /** Whether it is the main listing of what it lists. */
  readonly isPrimary: boolean;
}

export type Resolution =
  | { readonly kind: "resolved"; readonly listing: Listing }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Listing[] }
  | { readonly kind: "unknown"; readonly near: readonly Listing[] };

/**
 * Which of the instruments found the symbol means: never the first or the likeliest, but the one whose symbol it is.
 * The main listing decides where one full symbol stands for several; without an exchange nothing decides.
 */
export function resolveSymbol(wanted: SymbolRef, found: readonly Listing[]): Resolution {
  const listings = onceEach(found).filter(({ instrument }) => instrument.assetType === wanted.assetType);
  const exact = listings.filter(({ symbol }) => isMeant(wanted, symbol));
  const candidates = hasExchange(wanted.symbol) ? preferPrimary(exact) : exact;
  const [only, ...others] = candidates;
  if (only === undefined) return { kind: "unknown", near: nearest(wanted, listings) };
  return others.length === 0 ? { kind: "resolved", listing: only } : { kind: "ambiguous", candidates };
}

const hasExchange = (symbol: string): boolean => symbol.includes(":");

function isMeant({ symbol: wanted }: SymbolRef, symbol: string): boolean {
  const compared = hasExchange(wanted) ? symbol : tickerOf(symbol);
  return compared.toLowerCase() === wanted.toLowerCase();
}

function preferPrimary(listings: readonly Listing[]): readonly Listing[] {
  const primary = listings.filter(({ isPrimary }) => isPrimary);
  return primary.length > 0 ? primary : listings;
}

function onceEach(listings: readonly Listing[]): readonly Listing[] {
  const byId = new Map<InstrumentId, Listing>();
  for (const listing of listings)
    if (!byId.has(listing.instrument.id)) byId.set(listing.instrument.id, listing);
  return [...byId.values()];
}

const NEAR_MAX = 5;

/** Those of the same ticker on other exchanges first, then whatever the search gave. */
function nearest({ symbol }: SymbolRef, listings: readonly Listing[]): readonly Listing[] {
  const ticker = tickerOf(symbol).toLowerCase();
  const isSameTicker = (listing: Listing): boolean => tickerOf(listing.symbol).toLowerCase() === ticker;
  return [...listings.filter(isSameTicker), ...listings.filter((listing) => !isSameTicker(listing))].slice(
    0,
    NEAR_MAX,
  );
}

const LISTED_MAX = 8;

/** Why a symbol is no instrument, and what could be written instead. */
export function resolutionFault(
  wanted: SymbolRef,
  resolution: Exclude<Resolution, { readonly kind: "resolved" }>,
): string {
  if (resolution.kind === "ambiguous") {
    return `${resolution.candidates.length} instruments have this symbol: ${inWords(resolution.candidates)}`;
  }
  const what = `the broker lists no ${wanted.assetType} of this symbol`;
  return resolution.near.length === 0 ? what : `${what}; near it: ${inWords(resolution.near)}`;
}

function inWords(listings: readonly Listing[]): string {
  const words = listings
    .slice(0, LISTED_MAX)
    .map(
      ({ instrument, symbol, isPrimary }) =>
        `${instrument.id} (${symbol}${isPrimary ? ", main listing" : ""})`,
    );
  const rest = listings.length - words.length;
  return `${words.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** What is looked for in the broker's list. */
export interface InstrumentSearch {
  readonly words: string;
  /** Of any type when empty. */
  readonly assetTypes: readonly AssetType[];
  /** The broker's name of it (`NASDAQ`). */
  readonly exchange?: string;
  /** Also what the login may not trade. */
  readonly withNonTradable?: boolean;
  /** At most so many are read; every one that there is, within reason, when absent. */
  readonly limit?: number;
}

export interface InstrumentsFound {
  readonly listings: readonly Listing[];
  /** The broker has more than were read. */
  readonly hasMore: boolean;
}
