import type { AccountIdentity } from "../../../core/domain/account.ts";
import type { InstrumentSearch, InstrumentsFound } from "../../../core/domain/resolve-symbol.ts";
import { listing } from "../mapping/listing.ts";
import { query } from "../transport/call.ts";
import { readRows } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { InstrumentSummary } from "../wire/instrument-summary.ts";

const PAGE_ROWS = 200;
/** Whoever looks through more should say more words. */
const ROWS_MAX = 1000;

/** A row that cannot be read, or is of a kind this program does not trade, is left out: it can only be found missing. */
export async function searchInstruments(
  client: SaxoClient,
  { accountKey }: AccountIdentity,
  { words, assetTypes, exchange, withNonTradable = false, limit = ROWS_MAX }: InstrumentSearch,
): Promise<InstrumentsFound> {
  const call = {
    method: "GET",
    path: "/ref/v1/instruments",
    query: query({
      Keywords: words,
      AssetTypes: assetTypes.length === 0 ? undefined : assetTypes.join(","),
      ExchangeId: exchange,
      IncludeNonTradable: String(withNonTradable),
      AccountKey: withNonTradable ? undefined : accountKey,
      $top: Math.min(limit + 1, PAGE_ROWS),
    }),
  } as const;
  const rows = await readRows(client, call, { enough: limit + 1 });
  const listings = rows
    .map((row) => InstrumentSummary.safeParse(row).data)
    .map((wire) => (wire === undefined ? undefined : listing(wire)))
    .filter((found) => found !== undefined);
  return { listings: listings.slice(0, limit), hasMore: rows.length > limit };
}
