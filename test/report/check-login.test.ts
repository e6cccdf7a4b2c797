import { describe, expect, it } from "vitest";
import { addDuration, minutes, seconds } from "../../src/core/domain/time.ts";
import type { DurationMs } from "../../src/core/domain/time.ts";
import { checkLogin, type LoginFacts } from "../../src/report/check-login.ts";
import { instantOf } from "./runs.ts";

const RENEWED = instantOf("2026-03-04T09:00:00.000Z");
const at = (age: DurationMs) => addDuration(RENEWED, age);

/** With the shorter of the lives that are said of Saxo's refresh tokens. */
const login = (more: Partial<LoginFacts> = {}): LoginFacts => ({
  state: "good",
  renewalDueAt: at(minutes(16)),
  endsAt: at(minutes(40)),
  ...more,
});

const judged = (age: DurationMs, fact: LoginFacts | undefined): readonly unknown[] => {
  const { name, verdict, finding, remedy } = checkLogin({ kind: "known", fact }, at(age));
  expect(name).toBe("login");
  return [verdict, finding, remedy];
};

const LOG_IN = "run: tradebot login";
const SCHEDULE =
  "renew it now (`tradebot auth refresh`), and look why the schedule does not: it starts that every 10 minutes (`tradebot schedule status systemd`, or cron, windows, launchd)";

describe("the check of a login", () => {
  it("is well while it is renewed in time", () => {
    expect(judged(minutes(5), login())).toEqual([
      "ok",
      "good, to be renewed at 2026-03-04T09:16:00.000Z; without that it ends at 2026-03-04T09:40:00.000Z, in 35 min",
      undefined,
    ]);
    expect(judged(minutes(26), login({ state: "renewal_due" }))[0]).toBe("ok");
  });

  it("warns of one that nobody renews, and fails in time for a person to come", () => {
    const long = { state: "renewal_due", endsAt: at(minutes(60)) } as const;
    expect(judged(minutes(27), login(long))).toEqual([
      "warn",
      "was to be renewed at 2026-03-04T09:16:00.000Z and nobody has: it ends at 2026-03-04T10:00:00.000Z, in 33 min",
      SCHEDULE,
    ]);
    expect(judged(minutes(40), login(long))[0]).toBe("fail");
    expect(judged(seconds(26 * 60 + 1), login({ state: "renewal_due" }))[0]).toBe("fail");
  });

  it.each<[string, LoginFacts | undefined, string]>([
    ["that nobody has made", undefined, "nobody has logged in"],
    ["that is over", login({ state: "over" }), "over since 2026-03-04T09:40:00.000Z: no cycle trades"],
    [
      "that the broker refuses to renew",
      login({ state: "refused", refusal: "invalid_grant", endsAt: at(minutes(20)) }),
      "nobody can renew it any more (invalid_grant): it ends at 2026-03-04T09:20:00.000Z, in 3 min",
    ],
  ])("fails for one %s, and says what to do", (_case, fact, finding) => {
    expect(judged(minutes(17), fact)).toEqual(["fail", finding, LOG_IN]);
  });

  it("takes no information for no good news", () => {
    expect(
      checkLogin({ kind: "unknown", why: "a link stands in its place", remedy: "look" }, RENEWED),
    ).toEqual({
      name: "login",
      verdict: "fail",
      finding: "not usable: a link stands in its place",
      remedy: "look",
    });
  });
});
