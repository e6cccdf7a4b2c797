import type { InstrumentsFound, Listing } from "../../core/domain/resolve-symbol.ts";
import { printable, renderTable } from "../output.ts";

interface SearchRecords {
  readonly environment: string;
  readonly words: string;
  /** With what the login may not trade. */
  readonly all: InstrumentsFound;
  /** Without it. */
  readonly tradable: InstrumentsFound;
}

type ListingsDocument = ReturnType<typeof listingsDocument>;

export function listingsDocument({ environment, words, all, tradable }: SearchRecords) {
  const ids = new Set(tradable.listings.map(({ instrument }) => instrument.id));
  /** Where not all of the tradable ones were read, one that is missing among them may still be one. */
  const isTradable = ({ instrument }: Listing): boolean | undefined =>
    ids.has(instrument.id) ? true : tradable.hasMore ? undefined : false;
  return {
    environment,
    words,
    instruments: all.listings.map((listing) => ({
      instrument_id: listing.instrument.id,
      symbol: listing.symbol,
      description: listing.description,
      currency: listing.currency,
      exchange: listing.exchange,
      is_primary: listing.isPrimary,
      is_tradable: isTradable(listing),
    })),
    has_more: all.hasMore,
  };
}

export function listingsText({ environment, words, instruments, has_more }: ListingsDocument): string {
  if (instruments.length === 0) {
    return `${environment} lists no instrument for ${JSON.stringify(printable(words))}; try fewer words, or leave --asset-type and --exchange out\n`;
  }
  const rows = instruments.map((found) => [
    found.instrument_id,
    found.symbol,
    found.currency,
    found.exchange,
    found.is_primary ? "main" : "",
    TRADABLE_WORDS[String(found.is_tradable)] ?? "",
    found.description,
  ]);
  const table = renderTable(
    ["instrument", "symbol", "currency", "exchange", "listing", "tradable", ""],
    rows,
  );
  return has_more ? `${table}there are more: say more words, or raise --limit\n` : table;
}

const TRADABLE_WORDS: Readonly<Record<string, string>> = { true: "yes", false: "no", undefined: "?" };
