import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { chooseBest, type Candidate } from "../../../src/core/strategy/choose-best.ts";

const idOf = (number: number) => instrument("Stock", number).id;
const PLACES = { count: 2, margin: 1, above: 0 };

/** `1:0.3h`: number, score, and whether it is held or closed. */
function candidate(text: string): Candidate {
  const [, number = "", score = "", standing = ""] = /^(\d+):(-?[\d.]+|\?)([hc]?)$/.exec(text) ?? [];
  return {
    id: idOf(Number(number)),
    standing: standing === "h" ? "held" : standing === "c" ? "closed" : "none",
    ...(score === "?" ? {} : { score: Number(score) }),
  };
}

const chosenOf = (texts: readonly string[], places = PLACES): number[] => {
  const { chosen } = chooseBest(texts.map(candidate), places);
  return [...chosen].map((id) => Number(id.split(":")[1])).sort((a, b) => a - b);
};

describe("choosing the best", () => {
  it.each([
    ["takes the highest scores", ["1:0.1", "2:0.3", "3:0.2"], [2, 3]],
    ["leaves places empty that nobody is good enough for", ["1:0.3", "2:0", "3:-0.2"], [1]],
    ["takes nobody where nobody is good enough", ["1:-0.1", "2:-0.3"], []],
    ["takes the lower id of equal scores, by its characters", ["2:0.1", "10:0.1", "1:0.1"], [1, 10]],
    ["keeps one that is held and has fallen a rank", ["1:0.3", "2:0.2", "3:0.1h"], [1, 3]],
    ["lets go of one that has fallen further", ["1:0.4", "2:0.3", "3:0.2", "4:0.1h"], [1, 2]],
    ["lets go of one that is not good enough", ["1:0.3", "2:-0.1h"], [1]],
    ["keeps the best of too many that are held", ["1:0.3h", "2:0.2h", "3:0.1h"], [1, 2]],
    ["leaves the place of one that is held and unknown", ["1:0.3", "2:0.2", "3:?h"], [1]],
    ["needs no place for one that is unknown and not held", ["1:0.3", "2:0.2", "3:?"], [1, 2]],
    ["gives no place away while unknown ones hold all", ["1:0.3", "2:0.2h", "3:?h", "4:?h"], []],
    ["leaves the place of one that was closed", ["1:0.3c", "2:0.2", "3:0.1"], [1, 2]],
    ["leaves also the place of one that was closed at the margin", ["1:0.3h", "2:0.2", "3:0.1c"], [1, 3]],
  ])("%s", (_, texts, chosen) => {
    expect(chosenOf(texts)).toEqual(chosen);
  });

  it("ranks those with a score from one", () => {
    const { ranks } = chooseBest(["1:0.1", "2:?", "3:-0.2h", "4:0.5"].map(candidate), PLACES);
    expect([...ranks]).toEqual([
      [idOf(4), 1],
      [idOf(1), 2],
      [idOf(3), 3],
    ]);
  });
});

const candidatesArbitrary = fc
  .array(
    fc.record({
      standing: fc.constantFrom("held" as const, "closed" as const, "none" as const),
      score: fc.option(fc.constantFrom(-0.2, 0, 0.1, 0.2, 0.3, 0.4), { nil: undefined }),
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(({ standing, score }, index): Candidate => ({
      id: idOf(index + 1),
      standing,
      ...(score === undefined ? {} : { score }),
    })),
  );
const placesArbitrary = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  margin: fc.integer({ min: 0, max: 3 }),
  above: fc.constantFrom(-1, 0, 0.15),
});

describe("any choice", () => {
  it("is made again when it was carried out, in part or as a whole", () => {
    fc.assert(
      fc.property(
        candidatesArbitrary,
        placesArbitrary,
        fc.array(fc.boolean()),
        (candidates, places, done) => {
          const { chosen } = chooseBest(candidates, places);
          const after = candidates.map((one, index): Candidate => {
            if (done[index] !== true || one.score === undefined) return one;
            if (chosen.has(one.id)) return one.standing === "none" ? { ...one, standing: "held" } : one;
            return one.standing === "held" ? { ...one, standing: "closed" } : one;
          });
          expect(chooseBest(after, places).chosen).toEqual(chosen);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it("never has more than its places, with those that are held unseen", () => {
    fc.assert(
      fc.property(candidatesArbitrary, placesArbitrary, (candidates, places) => {
        const { chosen } = chooseBest(candidates, places);
        const unknown = candidates.filter((one) => one.score === undefined && one.standing === "held").length;
        expect(chosen.size).toBeLessThanOrEqual(Math.max(0, places.count - unknown));
      }),
    );
  });

  it("does not depend on the order of the candidates, nor on those without a score that are not held", () => {
    fc.assert(
      fc.property(candidatesArbitrary, placesArbitrary, (candidates, places) => {
        const { chosen, ranks } = chooseBest(candidates, places);
        const known = candidates.filter((one) => one.score !== undefined || one.standing === "held");
        const other = chooseBest(known.toReversed(), places);
        expect([...other.chosen].sort()).toEqual([...chosen].sort());
        expect(other.ranks).toEqual(ranks);
      }),
    );
  });
});
