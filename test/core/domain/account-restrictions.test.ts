import { describe, expect, it } from "vitest";
import type { AccountIdentity, AccountRights } from "../../../src/core/domain/account.ts";
import { restrictionsOf, type Situation } from "../../../src/core/domain/account-restrictions.ts";
import { accountKey, clientKey } from "../../../src/core/domain/ids.ts";

const ACCOUNT: AccountIdentity = {
  clientKey: clientKey("client"),
  accountKey: accountKey("account"),
  accountId: "9226397",
  currency: "EUR",
  nettingProfile: "FifoRealTime",
  rights: { canTrade: true, tradeLevel: "FullTradingAndChat" },
};
const LIVE: Situation = { environment: "LIVE", assetTypes: ["Stock", "FxSpot"], allowDelayedData: false };

const blockedBy = (rights: AccountRights, situation: Partial<Situation> = {}): string[] =>
  restrictionsOf({ ...ACCOUNT, rights }, { ...LIVE, ...situation }).map(
    ({ code, blocks }) => `${code} blocks ${blocks}`,
  );

describe("the restrictions of an account", () => {
  it("are none when the broker says nothing against it", () => {
    expect(blockedBy(ACCOUNT.rights)).toEqual([]);
    expect(blockedBy({})).toEqual([]);
  });

  it.each<[AccountRights, string]>([
    [{ canTrade: false }, "TRADING_NOT_PERMITTED blocks trading"],
    [{ isReduceOnly: true }, "ACCOUNT_REDUCE_ONLY blocks entries"],
    [{ legalAssetTypes: ["FxSpot"] }, "ASSET_TYPE_NOT_LEGAL blocks instruments"],
    [{ legalAssetTypes: ["Bond"] }, "ASSET_TYPE_NOT_LEGAL blocks trading"],
    [{ hasAcceptedMarketDataTerms: false }, "MARKET_DATA_TERMS_NOT_ACCEPTED blocks data"],
    [{ tradeLevel: "OrdersOnly" }, "SESSION_NOT_PRIMARY blocks data"],
    [{ unanswered: ["/root/v1/user"] }, "RIGHTS_NOT_ANSWERED blocks unknown"],
  ])("for %j are: %s", (rights, expected) => {
    expect(blockedBy(rights)).toEqual([expected]);
  });

  it("leave out exchange prices where none are needed, or delayed ones do", () => {
    const poor = { hasAcceptedMarketDataTerms: false, tradeLevel: "OrdersOnly" };
    expect(blockedBy(poor, { assetTypes: ["FxSpot", "CfdOnIndex"] })).toEqual([]);
    expect(blockedBy(poor, { environment: "SIM", allowDelayedData: true })).toEqual([]);
  });

  it("name an unknown way of netting, which misreads every position", () => {
    const account = { ...ACCOUNT, nettingProfile: "Unknown" } as const;
    expect(restrictionsOf(account, LIVE)).toMatchObject([
      { code: "NETTING_PROFILE_UNKNOWN", blocks: "trading" },
    ]);
  });
});
