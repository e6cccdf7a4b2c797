import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StopReason } from "../../src/cycle/ports.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import { expectAgreement } from "../support/agreement.ts";
import { closeOutIn } from "../support/close-out.ts";
import { stepOf } from "../support/points.ts";
import { StopSwitch } from "../support/stop-switch.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  startWorld,
  type World,
  type WorldOptions,
} from "../support/world.ts";

/** A cycle that leaves one of these and enters the other; the seed of the simulated market sees to it. */
const ENV = {
  WATCHLIST: "CfdOnIndex:100037,CfdOnIndex:100002",
  STOP_LOSS_PCT: "20",
  TAKE_PROFIT_PCT: "40",
};
const SLOTS_BEFORE_SALE = 6;
const MARGIN: WorldOptions = {
  env: ENV,
  simulator: { account: { nettingProfile: "FifoRealTime", isMarginTradingAllowed: true } },
};

const REASONS: readonly StopReason[] = [
  { kind: "signal", signal: "SIGTERM" },
  { kind: "deadline" },
  { kind: "asked" },
];

const heldBy = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${amount.toString()} ${instrument.id}`);
const waitingAt = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().orders.map(({ type, instrument }) => `${type} ${instrument.id}`);

describe("a run that is asked to stop anywhere, and started again", () => {
  let holding: World;
  const copy = (): WorldOptions => ({
    ...MARGIN,
    copyOf: holding.stateDirectory,
    startIso: isoFromTimestamp(holding.clock.now()),
  });

  beforeAll(async () => {
    holding = await startWorld(MARGIN);
    for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
      await runCycleIn(holding);
      advanceToNextSlot(holding);
    }
  });
  afterAll(() => holding.close());

  const STEP = stepOf(3);

  /** Points all along the run, each in a world of its own. @returns how many */
  async function tryPoints(
    run: (world: World, stop: StopSwitch) => Promise<void>,
    check: (world: World) => void,
  ): Promise<number> {
    let points = 0;
    for (let n = 1; ; n += STEP) {
      const stop = new StopSwitch(n, REASONS[points % REASONS.length] ?? { kind: "deadline" });
      const world = await startWorld(copy());
      await run(world, stop);
      check(world);
      await world.close();
      if (!stop.isPulled) return points;
      points += 1;
    }
  }

  it("has left the one position and entered the other once, with its stop and its target", async () => {
    const points = await tryPoints(
      async (world, stop) => {
        const stopped = await runCycleIn(world, { around: (ports) => stop.around(ports) });
        if (stop.isPulled) expect(["stopped", "done"]).toContain(stopped.report.result.kind);
        world.clock.advance(60_000);
        expect((await runCycleIn(world)).exitCode).toBe(0);
      },
      (world) => {
        expect(heldBy(world)).toEqual(["1 CfdOnIndex:100002"]);
        expect(waitingAt(world)).toEqual(["Stop CfdOnIndex:100002", "Limit CfdOnIndex:100002"]);
        expectAgreement(world);
      },
    );
    expect(points).toBeGreaterThan(40 / STEP);
    console.info(`a sale and a purchase: ${points} points to stop at`);
  });

  it("has closed everything once", async () => {
    const points = await tryPoints(
      async (world, stop) => {
        await closeOutIn(world, { around: (ports) => stop.around(ports) });
        world.clock.advance(1_000);
        expect((await closeOutIn(world)).report.isFlat).toBe(true);
      },
      (world) => {
        expect([heldBy(world), waitingAt(world)]).toEqual([[], []]);
        expectAgreement(world);
      },
    );
    expect(points).toBeGreaterThan(40 / STEP);
    console.info(`a close-out: ${points} points to stop at`);
  });
});
