import { expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay } from "../../src/cli/explain/replay.ts";
import { externalReference, runId } from "../../src/core/domain/ids.ts";
import { decideOn } from "../../src/cycle/decision-records.ts";
import type { DecisionRecord } from "../../src/cycle/ports/decision-store.ts";
import { encodeBasis } from "../../src/cycle/recorded-basis.ts";
import { temporaryDirectory } from "../adapters/store/temporary-store.ts";
import { inputOf, NOW, OTHER, RISING, SETTINGS, viewOf } from "../core/risk/decision-world.ts";

const directory = temporaryDirectory();
type Change = (records: readonly DecisionRecord[]) => readonly DecisionRecord[];

/** Where the records of a cycle, changed after they were made, are found to differ. */
function differenceAfter(change: Change): string {
  const { store } = openStore({ directory: directory(), now: NOW });
  const input = inputOf([viewOf(RISING), viewOf(RISING, {}, OTHER)]);
  const basis = { input, settings: SETTINGS, unobserved: [] };
  const cycle = store.beginCycle({ runId: runId("run"), startedAt: NOW, dryRun: false });
  store.recordDecisions(cycle, change(decideOn(basis).records), encodeBasis(basis, "1.0.0", new Set()));
  store.close();
  const reader = openStoreForReading(directory());
  if (reader === undefined) throw new Error("there is no store");
  const found = replay(reader, cycle, { program: "1.0.0", strategyBy: () => SETTINGS.strategy });
  reader.close();
  return found.outcome === "different"
    ? `${found.difference.instrument} ${found.difference.place}`
    : found.outcome;
}

const first =
  (changed: Partial<DecisionRecord>): Change =>
  (records) =>
    records.map((one, place) => (place === 0 ? { ...one, ...changed } : one));

it.each<[string, Change, string]>([
  ["nothing", (records) => records, "same"],
  ["its action", first({ action: "hold" }), "FxSpot:21 action"],
  ["its reason", first({ reason: "OTHER" }), "FxSpot:21 reason"],
  [
    "a fact",
    (records) => records.map((one) => ({ ...one, facts: { ...one.facts, config_hash: "other" } })),
    "FxSpot:21 facts.config_hash",
  ],
  [
    "the name of its order",
    first({ externalReference: externalReference("ATB-OTHER") }),
    "FxSpot:21 external_reference",
  ],
  ["that there was a last one", (records) => records.slice(0, -1), "Stock:211 "],
])("a cycle of whose record %s is another is found out by replaying it", (_, change, found) => {
  expect(differenceAfter(change)).toBe(found);
});
