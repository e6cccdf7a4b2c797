import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { replay, type PresentCode } from "../../src/cli/explain/replay.ts";
import { runId, type CycleId } from "../../src/core/domain/ids.ts";
import { strategyLabel } from "../../src/core/strategy/contract.ts";
import { decideOn } from "../../src/cycle/decision-records.ts";
import type { DecisionRecord } from "../../src/cycle/ports/decision-store.ts";
import { encodeBasis } from "../../src/cycle/recorded-basis.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { NOW, SETTINGS } from "../core/risk/decision-world.ts";
import { randomBases } from "./random-worlds.ts";

const WORLDS = process.env["TEST_ALL_WORLDS"] === "1" ? 10_000 : 400;
const CHILD = fileURLToPath(new URL("replaying-child.ts", import.meta.url));
const directory = scratchDirectory();
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const PRESENT: PresentCode = {
  program: "1.0.0",
  strategyBy: (label) => (label === strategyLabel(SETTINGS.strategy) ? SETTINGS.strategy : undefined),
};

interface Lived {
  readonly cycle: CycleId;
  readonly records: readonly DecisionRecord[];
}

/** A cycle of the real store for each world, all in one history. */
function live(): readonly Lived[] {
  const { store } = openStore({ directory, now: NOW });
  const worlds = fc.sample(randomBases, { numRuns: WORLDS, seed: 20_261_121 });
  const lived = worlds.map((basis) => {
    const cycle = store.beginCycle({ runId: runId("run"), startedAt: NOW, dryRun: false });
    const { records } = decideOn(basis);
    store.recordDecisions(cycle, records, encodeBasis(basis, PRESENT.program, new Set()));
    return { cycle, records };
  });
  store.close();
  return lived;
}

describe("decisions about random worlds", () => {
  const lived = live();

  it("are of every kind", () => {
    const all = lived.flatMap(({ records }) => records);
    const [reasons, actions] = [
      new Set(all.map(({ reason }) => reason)),
      new Set(all.map(({ action }) => action)),
    ];
    expect(reasons.size).toBeGreaterThan(20);
    expect(actions).toEqual(new Set(["buy", "sell", "hold"]));
  });

  it("come out the same when they are made again of what the store holds", () => {
    const reader = openStoreForReading(directory);
    if (reader === undefined) throw new Error("there is no store");
    const replays = lived.map(({ cycle }) => replay(reader, cycle, PRESENT));
    reader.close();
    expect(replays.filter(({ outcome }) => outcome !== "same")).toEqual([]);
    expect(replays.reduce((sum, { decisions }) => sum + decisions, 0)).toBeGreaterThan(4 * WORLDS);
  });

  it("come out the same in any order of the instruments", () => {
    fc.assert(
      fc.property(randomBases, fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (basis, keys) => {
        const shuffled = basis.input.instruments
          .map((view, place) => ({ view, key: keys[place] ?? 0 }))
          .sort((a, b) => a.key - b.key)
          .map(({ view }) => view);
        const again = decideOn({ ...basis, input: { ...basis.input, instruments: shuffled } });
        expect(JSON.stringify(again)).toBe(JSON.stringify(decideOn(basis)));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ["America/St_Johns", "tr_TR.UTF-8"],
    ["Pacific/Chatham", "ar_EG.UTF-8"],
  ])("come out the same on another machine, in %s with the language %s", (zone, language) => {
    writeFileSync(path.join(directory, "cycles.json"), JSON.stringify(lived.map(({ cycle }) => cycle)));
    const env = { PATH: process.env["PATH"], TZ: zone, LANG: language, LC_ALL: language };
    const report = execFileSync(process.execPath, [CHILD, directory], { env, encoding: "utf8" });
    expect(JSON.parse(report)).toEqual({ zone, same: WORLDS, others: [] });
  });
});
