import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SaxoUnderTest } from "../saxo-under-test.ts";
import { textAt } from "../saxo-under-test.ts";
import { appOf, bearer, logIn, refresh, startSaxoWithLogin } from "./sign-in.ts";

const MINUTE_MS = 60_000;

describe("a login", () => {
  let saxo: SaxoUnderTest;
  beforeEach(async () => {
    saxo = await startSaxoWithLogin();
  });
  afterEach(() => saxo.close());

  it("is what users/me dates the last login by, through refreshes", async () => {
    const app = appOf(saxo, "code");
    const first = await logIn(saxo, app);
    saxo.clock.advance(10 * MINUTE_MS);
    const renewed = await refresh(saxo, app, first);
    const user = await saxo.get("/port/v1/users/me", bearer(renewed));
    expect(textAt(user, "LastLoginTime")).toBe("2026-03-04T15:15:00.000000Z");
  });

  it("on LIVE resets no account", async () => {
    const pair = await logIn(saxo, appOf(saxo, "code", "LIVE"));
    const path = `/port/v1/accounts/${encodeURIComponent(saxo.simulator.identity.accountKey)}/reset`;
    const sending = { body: { NewBalance: 1 }, headers: bearer(pair) };
    const reply = await saxo.send("PUT", saxo.simulator.liveRestBase + path, sending);
    expect(reply).toMatchObject({ status: 403, text: "" });
  });
});
