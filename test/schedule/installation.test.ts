import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ANSWER_PATIENCE } from "../../src/core/execution/verdict.ts";
import {
  jobWordsWithJitter,
  limitsOf,
  longestCycleSeconds,
  usualJitterSeconds,
} from "../../src/schedule/installation.ts";
import { ownHeading } from "../../src/schedule/scheduler-file.ts";

describe("limitsOf", () => {
  it.each([
    [5, 240, 0, { startSeconds: 270, stopSeconds: 45 }],
    [5, 240, 20, { startSeconds: 280, stopSeconds: 45 }],
    [5, 250, 20, { startSeconds: 280, stopSeconds: 45 }],
    [5, 251, 20, undefined],
    [1, 24, 6, { startSeconds: 40, stopSeconds: 45 }],
    [1, 240, 0, undefined],
    [60, 240, 0, { startSeconds: 270, stopSeconds: 45 }],
  ])(
    "every %i minutes, a cycle of %i s after %i s of jitter",
    (intervalMinutes, cycleSeconds, jitterSeconds, limits) => {
      expect(limitsOf({ intervalMinutes, cycleSeconds, jitterSeconds })).toEqual(limits);
    },
  );

  it("lets a cycle end by itself first, and asks it to end before the next start, exactly where it fits", () => {
    const durations = fc.record({
      intervalMinutes: fc.integer({ min: 1, max: 1440 }),
      cycleSeconds: fc.integer({ min: 10, max: 3600 }),
      jitterSeconds: fc.integer({ min: 0, max: 3600 }),
    });
    fc.assert(
      fc.property(durations, ({ intervalMinutes, cycleSeconds, jitterSeconds }) => {
        const limits = limitsOf({ intervalMinutes, cycleSeconds, jitterSeconds });
        const fits = cycleSeconds + jitterSeconds <= longestCycleSeconds(intervalMinutes);
        expect(limits !== undefined).toBe(fits);
        if (limits === undefined) return;
        expect(limits.startSeconds).toBeGreaterThanOrEqual(cycleSeconds + jitterSeconds + 10);
        expect(limits.startSeconds).toBeLessThanOrEqual(intervalMinutes * 60 - 20);
        expect(limits.stopSeconds * 1000).toBeGreaterThan(ANSWER_PATIENCE);
      }),
    );
  });
});

describe("the words of a cycle", () => {
  it("name the configuration and the jitter", () => {
    const words = jobWordsWithJitter({ envFile: "/etc/x.env", config: "prod", jitterSeconds: 20 });
    expect(words.join(" ")).toBe(
      "--single-cycle --env-file /etc/x.env --config prod --jitter-seconds-max 20",
    );
  });

  it("leave out what is not wanted", () => {
    expect(jobWordsWithJitter({ jitterSeconds: 0 })).toEqual(["--single-cycle"]);
  });

  it.each([
    [1, 6],
    [3, 18],
    [5, 20],
    [60, 20],
  ])("spread starts every %i minutes over %i seconds", (interval, jitter) => {
    expect(usualJitterSeconds(interval)).toBe(jitter);
  });
});

describe("the heading of an entry", () => {
  const identity = { name: "second", workingDirectory: "/srv/bot" };

  it("tells installations apart", () => {
    const headings = [
      ownHeading(identity),
      ownHeading({ ...identity, config: "prod" }),
      ownHeading({ ...identity, envFile: "/etc/a.env" }),
      ownHeading({ ...identity, workingDirectory: "/srv/bot2" }),
    ];
    expect(headings[0]).toBe("Written by tradebot schedule install for second [/srv/bot]");
    expect(headings[1]).toBe("Written by tradebot schedule install for second [/srv/bot, config prod]");
    expect(
      headings.filter((one) => headings.some((other) => other !== one && other.startsWith(one))),
    ).toEqual([]);
    expect(new Set(headings).size).toBe(4);
  });

  it("holds nothing that means something in a comment of any format", () => {
    const heading = ownHeading({ name: "a", workingDirectory: "/srv/é<&>\"'--->\n# x" });
    expect(heading).toMatch(/^[ -~]*$/);
    expect(heading).not.toMatch(/--|[<>&"'#]/);
  });
});
