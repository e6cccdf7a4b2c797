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
    .on("GET", "/port/v1/users/me", { body: fixture("users/terms-accepted") })
    .on("GET", "/root/v1/user", { body: fixture("user-rights/trader") })
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
        netting_profile: "FifoRealTime",
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
      "choosing the account: the login sees 2 active accounts, expected one or a choice; " +
        "active accounts: ***UR (EUR, Normal), ***SD (USD, Normal)",
    );
    expect(failure.hint).toContain("SAXO_ACCOUNT_KEY");
  });

  it("takes the account that the number on the platform names", async () => {
    const { broker } = await withIdentity("accounts/two", "client/real-time", { accountKey: "4400111USD" });
    expect(await broker.readIdentity()).toMatchObject({
      accountKey: "Ac-Second|Key9876543210==",
      currency: "USD",
    });
  });

  it.each([
    [
      { accountKey: "Ac-Closed|Key==" },
      "ACCOUNT_INACTIVE",
      "SAXO_ACCOUNT_KEY names ***LD (EUR, Normal), which is not active; active accounts: ***UR (EUR, Normal)",
    ],
    [
      { accountKey: "Ac-Typo" },
      "ACCOUNT_UNKNOWN",
      "SAXO_ACCOUNT_KEY names none of the accounts that the login sees; active accounts: ***UR (EUR, Normal)",
    ],
    [
      { clientKey: "Cl-Other" },
      "ACCOUNT_UNKNOWN",
      "SAXO_CLIENT_KEY names another client than the one the accounts belong to; active accounts: ***UR (EUR, Normal)",
    ],
  ])("refuses the choice %j as %s", async (options, code, words) => {
    const { broker } = await withIdentity("accounts/one", "client/real-time", options);
    const failure = await failureOf(broker.readIdentity());
    expect(failure).toMatchObject({ code, exit: "configuration" });
    expect(failure.message).toBe(`choosing the account: ${words}`);
  });

  it("says so when there is no active account", async () => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/accounts/me", { body: { Data: [] } });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "NO_ACTIVE_ACCOUNT",
      exit: "configuration",
      message: "choosing the account: the login sees no active account",
      hint: "Ask Saxo why the account is not active; if you have another user or app, log in with that one",
    });
  });

  it("lists accounts that look alike by their place, and nothing of their names that moves a cursor", async () => {
    const { saxo, broker } = await withIdentity();
    const row = {
      AccountType: "Normal",
      Active: true,
      Currency: "EUR",
      DisplayName: "evil\u001b[31m\nforged\u202e",
    };
    saxo.on("GET", "/port/v1/accounts/me", {
      body: {
        Data: [
          { ...row, AccountKey: "Ac-1", AccountId: "1111197" },
          { ...row, AccountKey: "Ac-2", AccountId: "2222297" },
          { ...row, AccountKey: "Ac-3", AccountId: "3333398" },
        ],
      },
    });
    const name = `(EUR, Normal, "evil [31m forged ")`;
    expect((await failureOf(broker.readIdentity())).message).toBe(
      "choosing the account: the login sees 3 active accounts, expected one or a choice; " +
        `active accounts: ***97 ${name} no. 1 of 2, ***97 ${name} no. 2 of 2, ***98 ${name}`,
    );
  });

  it("reads the accounts to their last page", async () => {
    const world = await withIdentity();
    const [first, second] = (fixture("accounts/two") as { Data: readonly object[] }).Data;
    world.saxo.on("GET", "/port/v1/accounts/me", (request) =>
      request.query.get("$skip") === null
        ? { body: { Data: [first], __next: "/openapi/port/v1/accounts/me?$top=1&$skip=1" } }
        : { body: { Data: [second] } },
    );
    expect((await failureOf(world.broker.readIdentity())).message).toContain("sees 2 active accounts");
  });

  it("derives the netting profile from the mode when only that is given", async () => {
    const { broker } = await withIdentity("accounts/one", "client/mode-only");
    expect((await broker.readIdentity()).nettingProfile).toBe("FifoEndOfDay");
  });

  it.each([
    ["an unknown profile", { PositionNettingProfile: "LifoSometimes" }],
    ["an intraday mode without a method", { PositionNettingMode: "Intraday" }],
    ["nothing at all", {}],
  ])("calls %s of netting unknown, and leaves it to the cycle not to trade", async (_, netting) => {
    const world = await withIdentity();
    world.saxo.on("GET", "/port/v1/clients/me", { body: { ClientKey: "Cl-Example", ...netting } });
    expect((await world.broker.readIdentity()).nettingProfile).toBe("Unknown");
  });

  it("takes the account's asset types before the client's, which may be an indication only", async () => {
    const world = await withIdentity();
    const rightsWith = async (account: object, client: object): Promise<unknown> => {
      const row = { AccountKey: "Ac-1", AccountId: "1", Currency: "EUR", ...account };
      world.saxo
        .on("GET", "/port/v1/accounts/me", { body: { Data: [row] } })
        .on("GET", "/port/v1/clients/me", { body: { ClientKey: "Cl-1", ...client } });
      return (await world.broker.readIdentity()).rights.legalAssetTypes;
    };
    const ofClient = { LegalAssetTypes: ["Stock"] };
    expect(await rightsWith({ LegalAssetTypes: ["FxSpot"] }, ofClient)).toEqual(["FxSpot"]);
    expect(await rightsWith({ LegalAssetTypes: [] }, ofClient)).toEqual(["Stock"]);
    expect(await rightsWith({}, { ...ofClient, LegalAssetTypesAreIndicative: true })).toBeUndefined();
  });

  it("reads what the login may not do", async () => {
    const world = await withIdentity();
    world.saxo
      .on("GET", "/port/v1/clients/me", { body: { ClientKey: "Cl-1", ReduceExposureOnly: true } })
      .on("GET", "/root/v1/user", { body: { AccessRights: { CanTrade: false } } })
      .on("GET", "/port/v1/users/me", { body: { MarketDataViaOpenApiTermsAccepted: false } });
    expect((await world.broker.readIdentity()).rights).toMatchObject({
      canTrade: false,
      isReduceOnly: true,
      hasAcceptedMarketDataTerms: false,
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

  it("does without what not every app may ask for", async () => {
    const world = await withIdentity();
    const forbidden = { status: 403, text: "<html>", contentType: "text/html" };
    for (const path of ["/port/v1/users/me", "/root/v1/user", "/root/v1/sessions/capabilities"]) {
      world.saxo.on("GET", path, forbidden);
    }
    expect(await world.broker.readIdentity()).toEqual({
      ...ACCOUNT,
      rights: {
        legalAssetTypes: ["FxSpot", "Stock"],
        unanswered: ["/port/v1/users/me", "/root/v1/user", "/root/v1/sessions/capabilities"],
      },
    });
    expect(world.events.of("auth_account_selected")).toMatchObject([{ trade_level: undefined }]);
  });

  it("is known without what the broker refuses with 401, as long as it accepts the token for something", async () => {
    const world = await withIdentity();
    world.saxo
      .on("GET", "/root/v1/sessions/capabilities", { status: 401, text: "" })
      .on("GET", "/root/v1/user", { status: 401, text: "" })
      .on("GET", "/port/v1/users/me", { body: { Active: true } });
    expect((await world.broker.readIdentity()).rights.unanswered).toEqual([
      "/root/v1/user",
      "/root/v1/sessions/capabilities",
    ]);
  });

  it("needs a login when the token is accepted for nothing", async () => {
    const world = await withIdentity();
    world.saxo
      .on("GET", "/root/v1/sessions/capabilities", { status: 401, text: "" })
      .on("GET", "/port/v1/users/me", { status: 401, text: "" });
    expect(await failureOf(world.broker.readIdentity())).toMatchObject({
      code: "LOGIN_NEEDED",
      exit: "login_needed",
    });
  });
});
