import { assert } from "../../core/domain/assert.ts";
import { ASSET_TYPES, instrument, instrumentFromId, isAssetType } from "../../core/domain/instrument.ts";
import { entryText, isSymbol, symbolFromText } from "../../core/domain/symbol.ts";
import type { WatchlistEntry } from "../../core/domain/symbol.ts";
import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, listItems, quoted, repeated, value } from "./value-kind.ts";

const TYPES = ASSET_TYPES.join(", ");

function collect(readings: readonly Reading<WatchlistEntry>[]): Reading<readonly WatchlistEntry[]> {
  const entries = readings.flatMap((reading) => (reading.kind === "value" ? [reading.value] : []));
  const faults = [
    ...readings.flatMap((reading) => (reading.kind === "fault" ? [reading.fault] : [])),
    ...repeated(entries.map((entry) => entryText(entry).toLowerCase())).map(
      (text) => `${quoted(text)} stands more than once`,
    ),
  ];
  return faults.length === 0 ? value(entries) : fault(faults.join("; "));
}

function readItem(item: string): Reading<WatchlistEntry> {
  const byId = instrumentFromId(item);
  if (byId !== undefined) return value({ kind: "instrument", instrument: byId });
  const bySymbol = symbolFromText(item);
  if (bySymbol !== undefined) return value({ kind: "symbol", ...bySymbol });
  const hint = item.includes("/") ? ": Saxo writes EURUSD, without a slash" : "";
  return fault(`${quoted(item)} is no instrument${hint}`);
}

export const watchlist: ValueKind<readonly WatchlistEntry[]> = {
  expected: `a comma-separated list of AssetType:Uic or symbol@AssetType; asset types: ${TYPES}`,
  read: (text) => collect(listItems(text).map(readItem)),
};

const MEMBERS = ["symbol", "asset_type", "uic"];

/** What is wrong with one object of the list is said of its place, since it may have no name. */
function readObject(of: unknown, index: number): Reading<WatchlistEntry> {
  if (typeof of !== "object" || of === null || Array.isArray(of))
    return fault(`entry ${index + 1} is no object`);
  const members: Readonly<Record<string, unknown>> = { ...of };
  const unknown = Object.keys(members).find((name) => !MEMBERS.includes(name));
  const problem =
    unknown === undefined
      ? memberFault(members)
      : `has the member ${quoted(unknown)}, expected ${MEMBERS.join(", ")}`;
  return problem === undefined ? value(entryOf(members)) : fault(`entry ${index + 1} ${problem}`);
}

function memberFault({
  symbol,
  asset_type: type,
  uic,
}: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof symbol !== "string" || !isSymbol(symbol)) return "has no symbol such as AAPL:xnas or EURUSD";
  if (typeof type !== "string" || !isAssetType(type)) return `has no asset_type of ${TYPES}`;
  const isNumber = uic === undefined || (Number.isSafeInteger(uic) && Number(uic) > 0);
  return isNumber ? undefined : "has a uic that is no whole number above 0";
}

/** @param members without a fault */
function entryOf({ symbol, asset_type: type, uic }: Readonly<Record<string, unknown>>): WatchlistEntry {
  const [text, assetType] = [String(symbol), String(type)];
  assert(isAssetType(assetType), "an entry without a fault has an asset type");
  return uic === undefined
    ? { kind: "symbol", symbol: text, assetType }
    : { kind: "instrument", instrument: instrument(assetType, Number(uic)), symbol: text };
}

function readJson(text: string): Reading<readonly WatchlistEntry[]> {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return fault("no JSON");
  }
  if (!Array.isArray(list) || list.length === 0) return fault("no list, or one with nothing in it");
  return collect(list.map(readObject));
}

export const watchlistJson: ValueKind<readonly WatchlistEntry[]> = {
  expected: `a JSON list of objects with symbol, asset_type and, where it is known, uic; asset types: ${TYPES}`,
  read: readJson,
};
