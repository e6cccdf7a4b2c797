import { afterEach, describe, expect, it } from "vitest";
import { assert } from "../../../src/core/domain/assert.ts";
import { timestampFromIso } from "../../../src/core/domain/time.ts";
import { readScript } from "../../../src/simulator/script/read-script.ts";
import { startByScript } from "../../../src/simulator/script/start-by-script.ts";
import type { Simulator } from "../../../src/simulator/start-simulator.ts";
import { pick, WEDNESDAY } from "../saxo-under-test.ts";

describe("a simulator started by a script", () => {
  let simulator: Simulator;
  let token = "";
  afterEach(() => simulator.close());

  async function start(script: unknown): Promise<void> {
    const read = readScript(JSON.stringify(script));
    assert(read.kind === "script", "the script cannot be read");
    const now = timestampFromIso(WEDNESDAY);
    assert(now !== undefined, "no instant");
    simulator = await startByScript(read.script, {
      statePath: ":memory:",
      now: () => now,
      sleep: () => Promise.resolve(),
      oauth: { path: ":memory:", secret: "known to the tests", redirectUris: ["http://localhost/a"] },
    });
    token = simulator.oauth?.developerToken() ?? "";
  }
  const get = (path: string): Promise<Response> =>
    fetch(simulator.restBase + path, { headers: { Authorization: `Bearer ${token}` } });
  const read = async (path: string, ...steps: readonly (string | number)[]): Promise<unknown> =>
    pick(await (await get(path)).json(), ...steps);

  it("has the account, the prices and the pages that it says", async () => {
    await start({
      settings: {
        account: { nettingProfile: "FifoEndOfDay", isMarginTradingAllowed: false },
        entitlement: "sim_unlinked",
        pageSize: 1,
        tradeLevelAtLogin: "OrdersOnly",
        oauth: { redirectUris: ["http://localhost/b"] },
      },
      quotes: { "FxSpot:21": { priceType: "OldIndicative" } },
    });
    expect(await read("/port/v1/clients/me", "PositionNettingProfile")).toBe("FifoEndOfDay");
    expect(await read("/port/v1/accounts/me", "Data", 0, "IsMarginTradingAllowed")).toBe(false);
    expect(await read("/root/v1/sessions/capabilities", "TradeLevel")).toBe("OrdersOnly");
    const details = "/ref/v1/instruments/details?Uics=100001,100002&AssetTypes=CfdOnIndex";
    const rows = [await read(details, "Data", 0, "Uic"), await read(details, "Data", 1)];
    expect(rows).toEqual([100001, undefined]);
    const price = (uic: number, type: string): Promise<unknown> =>
      read(`/trade/v1/infoprices?Uic=${uic}&AssetType=${type}`, "Quote", "PriceTypeBid");
    expect([await price(21, "FxSpot"), await price(211, "Stock")]).toEqual(["OldIndicative", "NoAccess"]);
    expect(simulator.oauth?.applications[0]?.redirectUris).toEqual(["http://localhost/b"]);
  });

  it("goes wrong where it says, and is an ordinary Saxo otherwise", async () => {
    await start({ faults: [{ kind: "503", path: "/port/**", skip: 1 }] });
    const statuses: number[] = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await get("/port/v1/users/me")).status);
    expect(statuses).toEqual([200, 503, 200]);
    expect(await read("/port/v1/clients/me", "PositionNettingProfile")).toBe("FifoRealTime");
  });
});
