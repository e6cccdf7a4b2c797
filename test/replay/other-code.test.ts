import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay, type PresentCode, type Replay } from "../../src/cli/explain/replay.ts";
import { cycleId, runId } from "../../src/core/domain/ids.ts";
import type { StrategyDeclaration } from "../../src/core/strategy/contract.ts";
import { decideOn } from "../../src/cycle/decision-records.ts";
import { encodeBasis } from "../../src/cycle/recorded-basis.ts";
import { inputOf, NOW, RISING, SETTINGS, viewOf } from "../core/risk/decision-world.ts";
import { temporaryDirectory } from "../adapters/store/temporary-store.ts";

const own: StrategyDeclaration = { ...SETTINGS.strategy, name: "mine", fileDigest: "then" };
const directory = temporaryDirectory();

/** One cycle, decided by a user's own strategy, and recomputed with the code that is there now. */
function replayWith(code: Partial<PresentCode>, damage = ""): Replay {
  const { store } = openStore({ directory: directory(), now: NOW });
  const basis = {
    input: inputOf([viewOf(RISING)]),
    settings: { ...SETTINGS, strategy: own },
    unobserved: [],
  };
  const cycle = store.beginCycle({ runId: runId("run"), startedAt: NOW, dryRun: false });
  store.recordDecisions(cycle, decideOn(basis).records, encodeBasis(basis, "1.0.0", new Set()));
  store.beginCycle({ runId: runId("run"), startedAt: NOW, dryRun: false });
  store.close();
  const database = new DatabaseSync(path.join(directory(), "tradebot.db"));
  database.exec(damage);
  database.close();
  const reader = openStoreForReading(directory());
  if (reader === undefined) throw new Error("there is no store");
  const found = replay(reader, cycle, { program: "1.0.0", strategyBy: () => own, ...code });
  reader.close();
  return found;
}

describe("a decision that other code made", () => {
  it("is the same by the same code", () => {
    expect(replayWith({})).toEqual({ cycle: 1, decisions: 1, outcome: "same" });
  });

  it.each<readonly [string, Partial<PresentCode>, string]>([
    ["has left", { strategyBy: () => undefined }, "there is no strategy mine@1 here"],
    [
      "is another version",
      { strategyBy: () => ({ ...own, version: 2 }) },
      "there is no strategy mine@1 here, but mine@2",
    ],
    [
      "was changed",
      { strategyBy: () => ({ ...own, fileDigest: "now" }) },
      "the file of mine@1 has changed: its digest was then and is now",
    ],
  ])("is not made again where the strategy %s", (_, code, reason) => {
    expect(replayWith(code)).toEqual({ cycle: 1, decisions: 1, outcome: "impossible", reason });
  });

  it("is said to be by another version where that may be why it differs", () => {
    const strategyBy = () => ({ ...own, barsRequired: () => 1000 });
    expect(replayWith({ program: "2.0.0", strategyBy })).toMatchObject({
      outcome: "different",
      difference: { instrument: "Stock:211", place: "action", recorded: '"buy"', recomputed: '"hold"' },
      remark: "decided by version 1.0.0, recomputed by 2.0.0",
    });
  });

  it("is not made again where another version needs other inputs, and of the same version that is a bug", () => {
    const strategyBy = (): StrategyDeclaration => ({
      ...own,
      barsRequired: () => {
        throw new TypeError("a parameter is missing");
      },
    });
    expect(replayWith({ program: "2.0.0", strategyBy })).toMatchObject({
      outcome: "impossible",
      reason: "decided by version 1.0.0, recomputed by 2.0.0, which needs other inputs",
    });
  });
});

describe("a cycle", () => {
  it.each<readonly [string, string, string]>([
    [
      "its parts",
      "DELETE FROM input_parts WHERE digest NOT IN (SELECT parts FROM decision_inputs)",
      "AssertionError: what the digest ",
    ],
    [
      "the bars that it saw",
      "DELETE FROM bars_seen",
      "AssertionError: the bars of Stock:211 that cycle 1 saw ",
    ],
    ["what was at its moment", "UPDATE decision_inputs SET moment = x'00'", "Error: unexpected end of file"],
  ])("of whose record %s are gone cannot be made again, which is no bug", (_, damage, why) => {
    const found = replayWith({}, damage);
    const reason = `what it was decided from is damaged, or no longer whole: ${why}`;
    expect(found).toMatchObject({
      outcome: "impossible",
      reason: expect.stringContaining(reason) as string,
    });
  });

  it("without a record of what it decided from cannot be made again", () => {
    const { store } = openStore({ directory: directory(), now: NOW });
    store.beginCycle({ runId: runId("run"), startedAt: NOW, dryRun: false });
    store.close();
    const reader = openStoreForReading(directory());
    const found = reader && replay(reader, cycleId(1), { program: "1.0.0", strategyBy: () => own });
    reader?.close();
    expect(found).toMatchObject({ outcome: "impossible" });
  });
});
