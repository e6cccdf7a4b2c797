import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, InstrumentId } from "../core/domain/instrument.ts";
import type { AccountIdentity } from "../core/domain/account.ts";
import {
  resolutionFault,
  resolveSymbol,
  type Listing,
  type Resolution,
} from "../core/domain/resolve-symbol.ts";
import { symbolText, tickerOf, type SymbolRef } from "../core/domain/symbol.ts";
import { elapsed, minutes } from "../core/domain/time.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import type { Ports } from "./ports.ts";
import type { Broker } from "./ports/broker.ts";
import type { CycleSettings } from "./settings.ts";
import { remember, remembered, type Memory } from "./symbol-memory.ts";

const DAY = minutes(24 * 60);
/** How long an answer is good for; a listing rarely moves. */
const RESOLUTION_LIFE_DAYS = 7;
/** More hits than any ticker has listings. */
const SEARCH_LIMIT = 400;

type Connect = () => Promise<Pick<ConnectedContext, "broker" | "account">>;

/** Which instrument a symbol means, or why it is not traded. */
type Outcome =
  | { readonly kind: "resolved"; readonly instrument: Instrument; readonly doubt?: Doubt }
  | ({ readonly kind: "refused"; readonly error?: TradebotError } & Doubt);
interface Doubt {
  readonly code: string;
  readonly detail: string;
}

export interface ResolvedWatchlist {
  /** Each once, whatever it is written as. */
  readonly watchlist: readonly Instrument[];
  /** Symbols that mean no instrument now. */
  readonly unresolved: number;
  /** What is written by its symbol. */
  readonly symbolsOf: ReadonlyMap<InstrumentId, SymbolRef>;
}

/**
 * The instruments of the watchlist. A symbol is asked about once a week and found in the cache otherwise; one that
 * cannot be resolved is told and stops no other.
 *
 * @throws TradebotError when not one entry of the watchlist is an instrument
 */
export async function resolveWatchlist(
  ports: Ports,
  { watchlist, symbols }: CycleSettings,
  connect: Connect,
): Promise<ResolvedWatchlist> {
  if (symbols.length === 0) return { watchlist, unresolved: 0, symbolsOf: new Map() };
  const outcomes = await Promise.all(
    symbols.map(async (wanted) => ({ wanted, outcome: await outcomeOf(ports, wanted, connect) })),
  );
  const resolved = new Map(watchlist.map((instrument) => [instrument.id, instrument]));
  const symbolsOf = new Map<InstrumentId, SymbolRef>();
  for (const { wanted, outcome } of outcomes) {
    const doubt = outcome.kind === "resolved" ? outcome.doubt : outcome;
    if (doubt !== undefined) report(ports, wanted, doubt);
    if (outcome.kind !== "resolved") continue;
    resolved.set(outcome.instrument.id, outcome.instrument);
    symbolsOf.set(outcome.instrument.id, wanted);
  }
  const unresolved = outcomes.filter(({ outcome }) => outcome.kind === "refused").length;
  if (resolved.size > 0) return { watchlist: [...resolved.values()], unresolved, symbolsOf };
  throw nothingResolved(outcomes.map(({ outcome }) => outcome));
}

function report({ events }: Ports, { symbol, assetType }: SymbolRef, { code, detail }: Doubt): void {
  const about = { symbol, asset_type: assetType, reason: code, detail };
  events.emit("marketdata_symbol_unresolved", about);
}

async function outcomeOf(ports: Ports, wanted: SymbolRef, connect: Connect): Promise<Outcome> {
  const known = remembered(ports, wanted);
  const isFresh =
    known !== undefined && elapsed(known.checkedAt, ports.clock.now()) < RESOLUTION_LIFE_DAYS * DAY;
  if (isFresh) return outcomeFrom(wanted, known);
  try {
    const { broker, account } = await connect();
    return learn(ports, wanted, { known, found: await askForSymbol(broker, account, wanted) });
  } catch (error) {
    const failure = asInstrumentFailure(error);
    return staying(wanted, known, { code: failure.code, detail: failure.message, error: failure });
  }
}

/** Asks for the whole symbol and, where that finds nothing, for what stands before the exchange. */
export async function askForSymbol(
  broker: Pick<Broker, "searchInstruments">,
  account: AccountIdentity,
  wanted: SymbolRef,
): Promise<Resolution> {
  const listings: Listing[] = [];
  for (const words of new Set([wanted.symbol, tickerOf(wanted.symbol)])) {
    const assetTypes = [wanted.assetType];
    const search = { words, assetTypes, withNonTradable: true, limit: SEARCH_LIMIT };
    listings.push(...(await broker.searchInstruments(account, search)).listings);
    const resolution = resolveSymbol(wanted, listings);
    if (resolution.kind !== "unknown") return resolution;
  }
  return resolveSymbol(wanted, listings);
}

function learn(
  ports: Ports,
  wanted: SymbolRef,
  { known, found }: { readonly known: Memory | undefined; readonly found: Resolution },
): Outcome {
  if (found.kind !== "resolved") {
    const code = found.kind === "ambiguous" ? "SYMBOL_AMBIGUOUS" : "SYMBOL_UNKNOWN";
    return staying(wanted, known, { code, detail: resolutionFault(wanted, found) });
  }
  const { instrument } = found.listing;
  const isOther = known !== undefined && known.instrument.id !== instrument.id;
  const memory: Memory = {
    instrument: known?.instrument ?? instrument,
    checkedAt: ports.clock.now(),
    ...(isOther ? { changedTo: instrument } : {}),
  };
  remember(ports, wanted, memory);
  return outcomeFrom(wanted, memory);
}

/** What is known stays so until it is contradicted: what is held under it can still be sold. The next cycle asks again. */
function staying(
  wanted: SymbolRef,
  known: Memory | undefined,
  doubt: Doubt & { readonly error?: TradebotError },
): Outcome {
  if (known === undefined) return { kind: "refused", ...doubt };
  const outcome = outcomeFrom(wanted, known);
  return outcome.kind === "resolved" ? { ...outcome, doubt } : outcome;
}

function outcomeFrom(wanted: SymbolRef, { instrument, changedTo }: Memory): Outcome {
  if (changedTo === undefined) return { kind: "resolved", instrument };
  return {
    kind: "refused",
    code: "SYMBOL_CHANGED",
    detail: `${symbolText(wanted)} was ${instrument.id} and is ${changedTo.id} now: write the one you mean in its place, or both`,
  };
}

/** Whoever could not be asked is the cause; where all were answered, the watchlist is. */
function nothingResolved(outcomes: readonly Outcome[]): TradebotError {
  const refused = outcomes.filter((outcome) => outcome.kind === "refused");
  const cause = refused.map(({ error }) => error).find((error) => error !== undefined);
  return (
    cause ??
    new TradebotError({
      code: "WATCHLIST_UNRESOLVED",
      message: `no symbol of the watchlist is an instrument: ${refused[0]?.detail ?? ""}`,
      exit: "configuration",
      hint: "each symbol's reason is in the log (marketdata_symbol_unresolved); tradebot instruments search finds what to write",
    })
  );
}
