import { describe, expect, it } from "vitest";
import { isRenewalDue, loginState, type Login } from "../../../src/core/domain/login.ts";
import { addDuration, minutes, seconds, timestamp, type DurationMs } from "../../../src/core/domain/time.ts";

const ISSUED = timestamp(1_772_615_700_000);
const at = (age: DurationMs) => addDuration(ISSUED, age);
const BARE: Login = { id: "login-1", loggedInAt: ISSUED, issuedAt: ISSUED, accessToken: "access" };
const login = (more: Partial<Login> = {}): Login => ({
  ...BARE,
  refreshToken: "refresh",
  accessExpiresAt: at(minutes(20)),
  refreshExpiresAt: at(minutes(60)),
  ...more,
});
const REFUSED = { refusal: { at: ISSUED, code: "invalid_grant" } };

describe("a login", () => {
  it.each<[string, Login, DurationMs, ReturnType<typeof loginState>]>([
    ["new", login(), minutes(0), "good"],
    ["at 80 % of the access token's life", login(), minutes(16), "renewal_due"],
    ["whose access token is over", login(), minutes(59), "renewal_due"],
    ["whose refresh token is over", login(), minutes(60), "over"],
    ["received in the future", login(), seconds(-6), "renewal_due"],
    ["received a moment before a clock was set", login(), seconds(-5), "good"],
    ["whose code was redeemed late", login({ accessExpiresAt: at(seconds(-7)) }), minutes(0), "renewal_due"],
    ["that is not renewed any more", login(REFUSED), minutes(17), "refused"],
    ["that is not renewed any more and is at its end", login(REFUSED), minutes(20), "over"],
  ])("%s is judged by its own figures", (_case, kept, age, state) => {
    expect(loginState(kept, at(age))).toBe(state);
  });

  it("is renewed ahead of time by who will not come back before, and not for a clock that is a little behind", () => {
    expect(isRenewalDue(login(), at(minutes(5)), minutes(10))).toBe(false);
    expect(isRenewalDue(login(), at(minutes(6)), minutes(10))).toBe(true);
    expect(isRenewalDue(login(), at(seconds(-5)), minutes(10))).toBe(false);
    expect(isRenewalDue(login(), at(seconds(-6)), minutes(10))).toBe(true);
  });

  it("without a refresh token lasts as long as its access token", () => {
    const kept = { ...BARE, accessExpiresAt: at(minutes(20)) };
    expect([loginState(kept, at(minutes(19))), loginState(kept, at(minutes(20)))]).toEqual([
      "refused",
      "over",
    ]);
  });

  it("of which the broker did not say how long it lasts is taken for the shortest known", () => {
    const kept = { ...BARE, refreshToken: "refresh" };
    expect([isRenewalDue(kept, at(minutes(15))), isRenewalDue(kept, at(minutes(16)))]).toEqual([false, true]);
    expect(loginState(kept, at(minutes(40)))).toBe("over");
  });
});
