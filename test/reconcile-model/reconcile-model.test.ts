import { describe, expect, it } from "vitest";
import { explore, faultsAfter } from "./explore.ts";

/** Of each profile, the nearest ones; TEST_SITUATIONS=1000 takes minutes. */
const SITUATIONS = Number(process.env["TEST_SITUATIONS"] ?? 24);
const EACH_MS = 1_000;

const PROFILES = ["FifoRealTime", "FifoEndOfDay", "AverageRealTime"] as const;

describe("after whatever can happen to orders, positions and the store", () => {
  it.each(PROFILES)(
    "one look makes the store equal the broker's books, and a second one says, writes and sends nothing: %s",
    { timeout: 30_000 + SITUATIONS * EACH_MS },
    async (profile) => {
      const { situations, moves, faults } = await explore(profile, SITUATIONS);
      console.info(`second looks under ${profile}: ${situations} situations, up to ${moves} moves away`);
      expect(faults).toEqual([]);
      expect(situations).toBe(SITUATIONS);
    },
  );

  /** What is over before the store can know of it shows in the log alone; the last one sells what was sold already. */
  const FARTHER: readonly (readonly string[])[] = [
    ["an entry", "a person sells", "an exit forgotten"],
    ["an entry forgotten", "an exit forgotten"],
    ["an entry", "a person closes all", "a person buys", "an exit, and a fill that wins over the cancel"],
  ];

  it.each(PROFILES.flatMap((profile) => FARTHER.map((moves) => ({ profile, moves }))))(
    "also after $moves, under $profile",
    async ({ profile, moves }) => {
      expect(await faultsAfter(profile, moves)).toEqual([]);
    },
  );
});
