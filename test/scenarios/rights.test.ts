import { describe, expect, it } from "vitest";
import type { AccountIdentity } from "../../src/core/domain/account.ts";
import { minutes } from "../../src/core/domain/time.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { runCycleIn } from "../support/world.ts";
import { world } from "./order-stories.ts";

/** A broker that says something else of the login. */
const saying =
  (change: (identity: AccountIdentity) => AccountIdentity) =>
  (ports: Ports): Ports => ({
    ...ports,
    connectBroker: async () => {
      const broker = await ports.connectBroker();
      return { ...broker, readIdentity: async () => change(await broker.readIdentity()) };
    },
  });
const withRights = (rights: AccountIdentity["rights"]) =>
  saying((identity) => ({ ...identity, rights: { ...identity.rights, ...rights } }));

describe("a cycle whose login", () => {
  it.each([
    ["has no right to trade", withRights({ canTrade: false }), "TRADING_NOT_PERMITTED", 78],
    [
      "may trade none of the watchlist",
      withRights({ legalAssetTypes: ["Bond"] }),
      "ASSET_TYPE_NOT_LEGAL",
      78,
    ],
    [
      "belongs to a client of unknown netting",
      saying((identity) => ({ ...identity, nettingProfile: "Unknown" })),
      "NETTING_PROFILE_UNKNOWN",
      76,
    ],
  ])(
    "%s ends before it trades, and trades in the cycle after that is mended",
    async (_, around, code, exit) => {
      const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
      const refused = await runCycleIn(surroundings, { around });
      expect(refused.exitCode).toBe(exit);
      expect(refused.report.result).toMatchObject({ kind: "failed", error: { code } });
      expect(refused.events.of("auth_rights_restricted")).toMatchObject([{ reason: code }]);
      expect(surroundings.requests.filter(({ method }) => method === "POST")).toEqual([]);
      const mended = await runCycleIn(surroundings);
      expect(mended.exitCode).toBe(0);
    },
  );

  it("was not answered fully trades, says so, and is asked again within minutes instead of half a day", async () => {
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
    const partly = withRights({ unanswered: ["/root/v1/user"] });
    const first = await runCycleIn(surroundings, { around: partly });
    expect(first.exitCode).toBe(0);
    expect(first.events.of("auth_rights_restricted")).toMatchObject([
      {
        reason: "RIGHTS_NOT_ANSWERED",
        detail: "what the login may do is not fully known: no answer from /root/v1/user",
      },
    ]);
    surroundings.clock.advance(minutes(5));
    const denied = await runCycleIn(surroundings, { around: withRights({ canTrade: false }) });
    expect(denied.report.result).toMatchObject({ error: { code: "TRADING_NOT_PERMITTED" } });
  });

  it("may trade a part of the watchlist leaves the rest alone", async () => {
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913,FxSpot:21" } });
    const { exitCode, events } = await runCycleIn(surroundings, {
      around: withRights({ legalAssetTypes: ["CfdOnIndex"] }),
    });
    expect(exitCode).toBe(0);
    const reasons = events.of("strategy_decision_made").map((made) => [made.instrument_id, made.reason]);
    expect(Object.fromEntries(reasons)).toMatchObject({ "FxSpot:21": "INSTRUMENT_NOT_ON_ACCOUNT" });
  });

  it("may only close positions opens none", async () => {
    const surroundings = await world({ env: { WATCHLIST: "CfdOnIndex:4913" } });
    const { events } = await runCycleIn(surroundings, { around: withRights({ isReduceOnly: true }) });
    expect(events.of("strategy_decision_made")).toMatchObject([
      { action: "hold", reason: "ACCOUNT_REDUCE_ONLY" },
    ]);
  });
});
