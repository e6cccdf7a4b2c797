import { describe, expect, it } from "vitest";
import { fixture } from "./support/fake-saxo.ts";
import { ACCOUNT, failureOf, saxoWorld } from "./support/saxo-world.ts";
import type { SaxoWorld } from "./support/saxo-world.ts";

async function withIdentity(
  accounts = "accounts/one",
  client = "client/real-time",
  options = {},
): Promise<SaxoWorld> {
  const world = await saxoWorld(options);
  world.saxo
    .on("GET", "/port/v1/clients/me", { body: fixture(client) })
    .on("GET", "/port/v1/accounts/me", { body: fixture(accounts) })
    .on("GET", "/root/v1/sessions/capabilities", { body: fixture("session-capabilities/orders-only") });
  return world;
}

describe("reading the identity", () => {
  it("takes the only active account", async () => {
    const { broker, events } = await withIdentity();
    expect(await broker.readIdentity()).toEqual(ACCOUNT);
    expect(events.of("auth_account_selected")).toEqual([
      {
        client_key: "Cl-Example|Key0123456789==",
        account_key: "Ac-Example|Key0123456789==",
        currency: "EUR",
        trade_level: "OrdersOnly",
        data_level: "Standard",
      },
    ]);
  });

  it("takes the configured one of several accounts", async () => {
    const { broker } = await withIdentity("accounts/two", "client/real-time", {
      accountKey: "Ac-Second|Key9876543210==",
    });
    expect(await broker.readIdentity()).toMatchObject({ accountId: "4400111USD", currency: "USD" });
  });

  it("refuses to choose among several accounts, and lists them masked", async () => {
    const { broker } = await withIdentity("accounts/two");
    const failure = await failureOf(broker.readIdentity());
    expect(failure).toMatchObject({ code: "ACCOUNT_AMBIGUOUS", exit: "configuration" });
    expect(failure.message).toBe(
      "choosing the account found 2 active ones, expected exactly one; active accounts: ***UR (EUR), ***SD (USD)",
    );
    expect(failure.hint).toContain("SAXO_ACCOUNT_KEY");
  });

  it.each([
    ["an inactive account", { accountKey: "Ac-Closed|Key==" }],
    ["an account of another client", { clientKey: "Cl-Other" }],
  ])("refuses %s", async (_, options) => {
    const { broker } = await withIdentity("accounts/one", "client/real-time", options);
    expect(await failureOf(broker.readIdentity())).toMatchObject({ code: "ACCOUNT_AMBIGUOUS" });
  });

  it("derives the netting profile from the mode when only that is given", async () => {
    const { broker } = await withIdentity("accounts/one", "client/mode-only");
    expect((await broker.readIdentity()).nettingProfile).toBe("FifoEndOfDay");
  });

  it.each([
    ["an unknown profile", { PositionNettingProfile: "LifoSometimes" }],
    ["an intraday mode without a method", { PositionNettingMode: "Intraday" }],
    ["nothing at all", {}],
  ])("refuses %s of netting", async (_, netting) => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/clients/me", { body: { ClientKey: "Cl-Example", ...netting } });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "NETTING_PROFILE_UNKNOWN",
      exit: "broker_contract_broken",
    });
  });

  it.each([
    ["FIFO", "FifoRealTime"],
    ["Average", "AverageRealTime"],
  ])("derives intraday netting by %s", async (method, profile) => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/clients/me", {
      body: { ClientKey: "Cl-Example", PositionNettingMode: "Intraday", PositionNettingMethod: method },
    });
    expect((await world.broker.readIdentity()).nettingProfile).toBe(profile);
  });

  it("does without the session's capabilities", async () => {
    const world = await withIdentity();
    world.saxo.on("GET", "/root/v1/sessions/capabilities", {
      status: 403,
      text: "<html>",
      contentType: "text/html",
    });
    expect(await world.broker.readIdentity()).toEqual(ACCOUNT);
    expect(world.events.of("auth_account_selected")).toMatchObject([{ trade_level: undefined }]);
  });

  it("needs a login when the session is refused with 401", async () => {
    const world = await withIdentity();
    world.saxo.on("GET", "/root/v1/sessions/capabilities", { status: 401, text: "" });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "LOGIN_NEEDED",
      exit: "login_needed",
    });
  });
});
