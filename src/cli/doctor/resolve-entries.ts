import { resolutionFault } from "../../core/domain/resolve-symbol.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import { symbolText, type SymbolRef, type WatchlistEntry } from "../../core/domain/symbol.ts";
import { askForSymbol } from "../../cycle/resolve-symbols.ts";
import { isError, type NamedInstrument } from "./market-facts.ts";
import { failing, failureOf, type Diagnosis } from "./diagnosis.ts";
import { attempt, type Asking } from "./read-markets.ts";

export interface Entries {
  readonly instruments: readonly NamedInstrument[];
  /** Of those that are written by their symbol. */
  readonly symbolsOf: ReadonlyMap<InstrumentId, SymbolRef>;
  /** One for each symbol that means no instrument. */
  readonly diagnoses: readonly Diagnosis[];
}

/** Asks the broker anew which instruments the symbols of the watchlist mean, whatever a cycle has remembered. */
export async function resolveEntries(entries: readonly WatchlistEntry[], asking: Asking): Promise<Entries> {
  const found = await Promise.all(entries.map((entry) => resolveEntry(entry, asking)));
  return {
    instruments: found.filter((each) => "instrument" in each),
    symbolsOf: new Map(
      found.flatMap((each, place) => {
        const entry = entries[place];
        return "instrument" in each && entry?.kind === "symbol" ? [[each.instrument.id, entry]] : [];
      }),
    ),
    diagnoses: found.filter((each) => "verdict" in each),
  };
}

async function resolveEntry(
  entry: WatchlistEntry,
  { broker, identity }: Asking,
): Promise<NamedInstrument | Diagnosis> {
  if (entry.kind === "instrument") {
    const { instrument, symbol } = entry;
    return { instrument, ...(symbol === undefined ? {} : { expectedSymbol: symbol }) };
  }
  const resolution = await attempt(() => askForSymbol(broker, identity, entry));
  const written = symbolText(entry);
  if (isError(resolution)) {
    const failure = failureOf("instrument", resolution);
    return { ...failure, finding: `${written}: ${failure.finding}` };
  }
  if (resolution.kind === "resolved") {
    return { instrument: resolution.listing.instrument, writtenAs: written };
  }
  return failing("instrument", `${written}: ${resolutionFault(entry, resolution)}`, {
    exit: "configuration",
    remedy: "write AssetType:Uic on the watchlist; tradebot instruments search finds it",
  });
}
