import { entryText, type WatchlistEntry } from "../core/domain/symbol.ts";
import { assert } from "../core/domain/assert.ts";
import { factsOf, type StrategyDeclaration, type StrategyParameters } from "../core/strategy/contract.ts";
import type { ParameterValue } from "../core/strategy/parameter.ts";
import type { Members } from "../core/domain/is-object.ts";
import type { ConfigFault } from "./config-fault.ts";
import { quoted } from "./kinds/value-kind.ts";
import { parameterTexts, similarName } from "./parameter-members.ts";
import type { InstrumentParameters } from "./settings.ts";
import { shownFault } from "./shown-text.ts";
import { kindOfParameter, parametersFault } from "./strategy-settings.ts";

interface Basis {
  readonly strategy: StrategyDeclaration;
  /** Of all instruments; absent while one is faulty. */
  readonly parameters: StrategyParameters | undefined;
  readonly watchlist: readonly WatchlistEntry[];
}

type OverrideFault = Pick<ConfigFault, "fault" | "expected" | "hint">;

export interface Overrides {
  readonly overrides: readonly InstrumentParameters[];
  readonly faults: readonly OverrideFault[];
}

/** What is set for single instruments, laid over what is set for all, and everything that is wrong with it. */
export function readOverrides(json: Readonly<Record<string, Members>>, basis: Basis): Overrides {
  const overrides: InstrumentParameters[] = [];
  const faults: OverrideFault[] = [];
  for (const [name, members] of Object.entries(json)) {
    const found = findEntry(name, basis.watchlist);
    if (found.kind === "fault") faults.push(found.fault);
    const own = readOwn(name, members, basis);
    faults.push(...own.faults);
    if (found.kind === "fault" || own.parameters === undefined) continue;
    if (overrides.some(({ entry }) => entry === found.entry)) {
      faults.push({ fault: `${entryText(found.entry)} stands twice, once as ${quoted(name)}` });
    }
    overrides.push({ entry: found.entry, parameters: own.parameters });
  }
  return { overrides, faults };
}

type Found =
  | { readonly kind: "entry"; readonly entry: WatchlistEntry }
  | { readonly kind: "fault"; readonly fault: OverrideFault };

/** Every way to name an entry: as it stands on the watchlist, or by its symbol alone. */
function namesOf(entry: WatchlistEntry): readonly string[] {
  const { symbol } = entry;
  if (symbol === undefined) return [entryText(entry)];
  const type = entry.kind === "instrument" ? entry.instrument.assetType : entry.assetType;
  return [entryText(entry), `${symbol}@${type}`, symbol];
}

function findEntry(name: string, watchlist: readonly WatchlistEntry[]): Found {
  const wanted = name.toLowerCase();
  const entries = watchlist.filter((entry) => namesOf(entry).some((known) => known.toLowerCase() === wanted));
  const [entry] = entries;
  if (entries.length === 1 && entry !== undefined) return { kind: "entry", entry };
  if (entries.length > 1) {
    const hint = `write ${entries.map(entryText).join(" or ")}`;
    return { kind: "fault", fault: { fault: `"${shownFault(name)}" is more than one instrument`, hint } };
  }
  const known = watchlist.flatMap(namesOf);
  const nearest = similarName(
    wanted,
    known.map((each) => each.toLowerCase()),
  );
  const meant = known.find((each) => each.toLowerCase() === nearest);
  const hint =
    meant === undefined
      ? `the watchlist has ${watchlist.map(entryText).join(", ")}`
      : `did you mean ${meant}?`;
  return { kind: "fault", fault: { fault: `${quoted(name)} is not on the watchlist`, hint } };
}

function readOwn(
  name: string,
  members: Members,
  { strategy, parameters }: Basis,
): { readonly parameters?: StrategyParameters; readonly faults: readonly OverrideFault[] } {
  const { texts, faults } = parameterTexts(strategy, members);
  const said = faults.map((each) => ({ ...each, fault: `${shownFault(name)}: ${each.fault}` }));
  const values: Record<string, ParameterValue> = {};
  for (const [parameter, text] of texts) {
    const reading = readParameter(strategy, parameter, text);
    if ("value" in reading) values[parameter] = reading.value;
    else said.push({ ...reading, fault: `${shownFault(name)}: ${reading.fault}` });
  }
  if (said.length > 0 || parameters === undefined) return { faults: said };
  const merged = { ...parameters, ...values };
  const complaint = parametersFault(strategy, merged);
  return complaint === undefined
    ? { parameters: merged, faults: [] }
    : { faults: [{ fault: `${shownFault(name)}: ${complaint}` }] };
}

function readParameter(
  strategy: StrategyDeclaration,
  parameter: string,
  text: string,
): OverrideFault | { readonly value: ParameterValue } {
  if (strategy.sharedParameters?.includes(parameter) === true) {
    return {
      fault: `${parameter} concerns all instruments together, so that it cannot be set for one`,
      expected: "it in STRATEGY_PARAMS_JSON, or in its own setting",
    };
  }
  const facts = factsOf(strategy.parameters)[parameter];
  assert(facts !== undefined, `${parameter} was found among the parameters`);
  const { read, expected } = kindOfParameter(facts);
  const reading = read(text);
  if (reading.kind === "value") return { value: reading.value };
  return { fault: `${parameter} is ${quoted(text)}: ${reading.fault}`, expected };
}
