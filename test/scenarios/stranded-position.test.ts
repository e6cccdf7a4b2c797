import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { withReader } from "../support/books.ts";
import { advanceToNextSlot, runCycleIn, type World } from "../support/world.ts";
import { placements, world } from "./order-stories.ts";

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const WATCHLIST = "CfdOnIndex:100037,CfdOnIndex:100002";
const SLOTS_BEFORE_SALE = 6;

/** What is left of each position, whatever was bought. */
const leaving = (surroundings: World, quantity: string) =>
  runCycleIn(surroundings, {
    around: (ports) => ({
      ...ports,
      connectBroker: async () => {
        const broker = await ports.connectBroker();
        const readNetPositions: typeof broker.readNetPositions = async (account) =>
          (await broker.readNetPositions(account)).map((row) => ({ ...row, quantity: decimal(quantity) }));
        return { ...broker, readNetPositions };
      },
    }),
  });

describe("a position smaller than the least order", () => {
  it("is not sold, and a person is told to close it", async () => {
    const surroundings = await world({ env: { WATCHLIST } });
    for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
      await runCycleIn(surroundings);
      advanceToNextSlot(surroundings);
    }
    const before = placements(surroundings);
    const { events, cycle } = await leaving(surroundings, "0.001");
    const [stranded, ...others] = events.of("execution_position_stranded");
    expect(others).toEqual([]);
    const sold = withReader(surroundings.stateDirectory, (reader) => reader.decisionsOf(cycle)).find(
      ({ reason }) => reason === stranded?.["failure_reason"],
    );
    expect(stranded).toMatchObject({
      instrument_id: sold?.instrumentId,
      failure_reason: "QUANTITY_NOT_IN_LOT",
      detail: "0.001, and the limit is 1",
    });
    expect(placements(surroundings) - before).toBeLessThanOrEqual(1); // the other instrument is bought
  });
});
