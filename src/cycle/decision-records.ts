import { assert } from "../core/domain/assert.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import { present } from "../core/domain/present.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { decide } from "../core/risk/decide.ts";
import type { DecisionInput, DecisionSettings } from "../core/risk/decision-input.ts";
import type { Decision } from "../core/risk/decision.ts";
import { digestOfBars } from "../core/strategy/bars-digest.ts";
import type { KeptMemory } from "../core/strategy/strategy-memory.ts";
import { strategyLabel } from "../core/strategy/contract.ts";
import type { DecisionRecord } from "./ports/decision-store.ts";

/** All that the decisions of a cycle depend on: the same basis gives the same records, to the byte. */
export interface DecisionBasis {
  readonly input: DecisionInput;
  readonly settings: DecisionSettings;
  /** Instruments of the watchlist that were not looked at, and why. */
  readonly unobserved: readonly Unobserved[];
}

interface Unobserved {
  readonly instrumentId: InstrumentId;
  readonly reason: "SCHEDULE_UNREADABLE" | "OUTSIDE_TRADING_HOURS";
}

interface Decided {
  readonly decisions: readonly Decision[];
  /** One for each instrument of the watchlist. */
  readonly records: readonly DecisionRecord[];
  readonly memory?: KeptMemory;
  /** Why the strategy gave no answer to act on. */
  readonly failure?: string;
}

export function decideOn({ input, settings, unobserved }: DecisionBasis): Decided {
  const { decisions, memory, failure } = decide(input, settings);
  const views = new Map(input.instruments.map((view) => [view.instrument.id, view]));
  const by = { strategy: strategyLabel(settings.strategy), config_hash: settings.configHash };
  const all = [
    ...decisions.map((decision) => recordOf(decision, views.get(decision.instrument.id))),
    ...unobserved.map((one) => unobservedRecord(one, input.now)),
  ];
  const records = all.map((record) => ({ ...record, facts: { ...record.facts, ...by } }));
  return { decisions, records, ...present({ memory, failure }) };
}

function recordOf(
  decision: Decision,
  view: DecisionInput["instruments"][number] | undefined,
): DecisionRecord {
  const { instrument, decidedAt, action, reason, facts, approved } = decision;
  assert(view !== undefined, "a decision is about an instrument that nobody has looked at");
  return {
    instrumentId: instrument.id,
    decidedAt,
    action,
    reason,
    facts: withDigest(facts, view, decision.barsAvailable),
    ...(approved === undefined ? {} : { externalReference: approved.externalReference }),
  };
}

/** Which bars these were, to the bit: two records with one digest have seen the same. */
function withDigest(
  facts: Decision["facts"],
  { bars }: DecisionInput["instruments"][number],
  barsAvailable: number,
): Decision["facts"] {
  if (bars.kind !== "bars" || barsAvailable === 0) return facts;
  const digest = digestOfBars(bars.bars.slice(0, barsAvailable));
  return { ...facts, bars: { ...objectIn(facts["bars"]), digest } };
}

const objectIn = (value: unknown): object => (typeof value === "object" && value !== null ? value : {});

const unobservedRecord = ({ instrumentId, reason }: Unobserved, decidedAt: Timestamp): DecisionRecord => ({
  instrumentId,
  decidedAt,
  action: "hold",
  reason,
  facts: {},
});
