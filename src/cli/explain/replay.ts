import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import { inWords, TradebotError } from "../../core/domain/errors.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import { present } from "../../core/domain/present.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { strategyLabel, type StrategyDeclaration } from "../../core/strategy/contract.ts";
import { decideOn } from "../../cycle/decision-records.ts";
import type { DecisionRecord } from "../../cycle/ports/decision-store.ts";
import { decodeBasis, type DecidingCode, type ReadBasis } from "../../cycle/recorded-basis.ts";

/** What making a cycle's decisions again came to. */
export type Replay = { readonly cycle: CycleId; readonly decisions: number } & (
  | { readonly outcome: "same" }
  | { readonly outcome: "different"; readonly difference: Difference; readonly remark?: string }
  /** Nothing can be said: what it takes is not there. */
  | { readonly outcome: "impossible"; readonly reason: string }
);

/** The first place in which two records do not agree. */
interface Difference {
  readonly instrument: string;
  /** `facts.gates[3].value` */
  readonly place: string;
  /** JSON; absent where there is nothing. */
  readonly recorded?: string;
  readonly recomputed?: string;
}

/** The code that would decide now. */
export interface PresentCode {
  readonly program: string;
  /** Of the label's name, in whatever version; `undefined` where there is none. */
  readonly strategyBy: (label: string) => StrategyDeclaration | undefined;
}

/** Makes the decisions of a cycle again, of what is written down alone, and holds them against what was decided. */
export function replay(reader: StoreReader, cycle: CycleId, code: PresentCode): Replay {
  const recorded = reader.decisionsOf(cycle);
  const about = { cycle, decisions: recorded.length };
  const basis = readBasis(reader, cycle);
  if (typeof basis === "string") return { ...about, outcome: "impossible", reason: basis };
  const { code: then, decideBy } = basis;
  const found = strategyOf(then, code);
  if (typeof found === "string") return { ...about, outcome: "impossible", reason: found };
  const changed = changeOfCode(then, found, code.program);
  if (changed?.isOfStrategy === true) return { ...about, outcome: "impossible", reason: changed.words };
  const records = recordsOf(() => decideOn(decideBy(found)).records, changed !== undefined);
  if (records === undefined)
    return { ...about, outcome: "impossible", reason: `${changed?.words ?? ""}, which needs other inputs` };
  const difference = firstDifference(recorded, records);
  if (difference === undefined) return { ...about, outcome: "same" };
  const remark = changed === undefined ? {} : { remark: changed.words };
  return { ...about, outcome: "different", difference, ...remark };
}

/** Or why it is not there. */
function strategyOf(then: DecidingCode, code: PresentCode): StrategyDeclaration | string {
  const found = code.strategyBy(then.strategy);
  const none = `there is no strategy ${then.strategy} here`;
  if (found === undefined) return none;
  return strategyLabel(found) === then.strategy ? found : `${none}, but ${strategyLabel(found)}`;
}

/** Or why there is none to be had. */
function readBasis(reader: StoreReader, cycle: CycleId): ReadBasis | string {
  try {
    const kept = reader.basisOf(cycle);
    return kept === undefined ? NOT_KEPT : decodeBasis(kept);
  } catch (error) {
    if (error instanceof TradebotError) throw error; // the store itself cannot be read
    return `what it was decided from is damaged, or no longer whole: ${inWords(error)}`;
  }
}

/** Another version may ask for what was no input then; of the same one that would be a bug, and is said as one. */
function recordsOf(
  recompute: () => readonly DecisionRecord[],
  isOtherVersion: boolean,
): readonly DecisionRecord[] | undefined {
  try {
    return recompute();
  } catch (error) {
    if (isOtherVersion) return undefined;
    throw error;
  }
}

const NOT_KEPT =
  "what it was decided from is not kept: it is older than AUDIT_RETENTION_DAYS, or than this version of the program";

/** Whether other code would decide than decided then, in words. */
function changeOfCode(
  then: DecidingCode,
  { fileDigest: digest }: StrategyDeclaration,
  program: string,
): { readonly isOfStrategy: boolean; readonly words: string } | undefined {
  if (then.fileDigest !== digest) {
    const words = `the file of ${then.strategy} has changed: its digest was ${then.fileDigest ?? "none"} and is ${digest ?? "none"}`;
    return { isOfStrategy: true, words };
  }
  if (then.program === program) return undefined;
  return { isOfStrategy: false, words: `decided by version ${then.program}, recomputed by ${program}` };
}

function firstDifference(
  recorded: readonly RecordedDecision[],
  recomputed: readonly DecisionRecord[],
): Difference | undefined {
  for (let place = 0; place < Math.max(recorded.length, recomputed.length); place += 1) {
    const [then, now] = [recorded[place], recomputed[place]].map((one) => one && document(one));
    const found = differenceBetween(then, now, "");
    const instrument = recorded[place]?.instrumentId ?? recomputed[place]?.instrumentId ?? "";
    if (found !== undefined) return { instrument, ...found };
  }
  return undefined;
}

const document = ({ instrumentId, decidedAt, action, reason, facts, externalReference }: DecisionRecord) => ({
  instrument_id: instrumentId,
  decided_at: isoFromTimestamp(decidedAt),
  action,
  reason,
  facts,
  external_reference: externalReference,
});

type Found = Omit<Difference, "instrument">;

/** As JSON says it: what it has no word for is no difference. */
function differenceBetween(then: unknown, now: unknown, place: string): Found | undefined {
  const [recorded, recomputed] = [JSON.stringify(then), JSON.stringify(now)];
  if (recorded === recomputed) return undefined;
  const [before, after] = [partsOf(then), partsOf(now)];
  if (before === undefined || after === undefined) return { place, ...present({ recorded, recomputed }) };
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const inside = Array.isArray(then) ? `${place}[${name}]` : place === "" ? name : `${place}.${name}`;
    const found = differenceBetween(before.get(name), after.get(name), inside);
    if (found !== undefined) return found;
  }
  return { place: `${place}: the order of its parts`, ...present({ recorded, recomputed }) };
}

const partsOf = (value: unknown): ReadonlyMap<string, unknown> | undefined =>
  typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
