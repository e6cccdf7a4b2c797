import { execFileSync } from "node:child_process";
import { symlinkSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { TradebotError } from "../../../src/core/domain/errors.ts";
import { column, rows, startSaxo, textAt } from "../saxo-under-test.ts";
import { inStateDirectory } from "./state-directory.ts";

const STOCK = { Uic: 211, AssetType: "Stock" };
const LATER = "2026-03-04T16:00:00Z";

const codeOf = async (starting: Promise<unknown>): Promise<string> =>
  starting.then(
    () => "started",
    (error: unknown) => (error instanceof TradebotError ? error.code : String(error)),
  );

describe("the simulator's state", () => {
  it("survives a restart: cash, positions, orders, log and identity", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "state", "simulator.db");
      const first = await startSaxo({ statePath });
      await first.order({ ...STOCK, Amount: 10, ExternalReference: "bot-1" });
      await first.order({ ...STOCK, BuySell: "Sell", Amount: 4 });
      await first.order({
        OrderType: "Limit",
        OrderPrice: 1,
        OrderDuration: { DurationType: "GoodTillCancel" },
      });
      await first.order({ ...STOCK, OrderType: "Limit", OrderPrice: 1, BuySell: "Sell", Amount: 9 }); // refused
      const before = first.simulator.snapshot();
      const { identity } = first.simulator;
      await first.close();

      const second = await startSaxo({ statePath, startIso: LATER });
      expect(second.simulator.snapshot()).toEqual(before);
      expect(second.simulator.identity).toEqual(identity);
      expect(column(await second.get("/port/v1/orders/me"), "OrderId")).toEqual(["5000000003"]);
      await second.order();
      expect(second.simulator.snapshot().fills.at(-1)?.orderId).toBe("5000000005");
      await second.close();
    }));

  it("replays the same market after a restart", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath, seed: 42 });
      const chart = "/chart/v3/charts?Uic=4913&AssetType=CfdOnIndex&Horizon=5&Count=30";
      const before = (await first.get(chart)).json;
      await first.close();
      const second = await startSaxo({ statePath, seed: 43, anchor: 1 });
      expect((await second.get(chart)).json).toEqual(before);
      await second.close();
    }));

  it("works out what happened while it was not running", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath });
      await first.order({ ...STOCK, OrderType: "Limit", OrderPrice: 1 });
      await first.close();
      const second = await startSaxo({ statePath, startIso: "2026-03-05T12:00:00Z" });
      expect(rows(await second.get("/port/v1/orders/me"))).toEqual([]);
      expect(column(await second.activities(), "Status").at(-1)).toBe("Expired");
      await second.close();
    }));

  it("goes on from its own time when the clock was set back", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath, startIso: LATER });
      await first.order();
      await first.close();
      const second = await startSaxo({ statePath, startIso: "2026-03-04T15:00:00Z" });
      const statuses = [(await second.order()).status, (await second.order()).status];
      expect(statuses).toEqual([200, 200]);
      expect(column(await second.activities("EntryType=Last"), "ActivityTime")).toEqual([
        "2026-03-04T16:00:01.000000Z",
        "2026-03-04T16:00:01.000000Z",
        "2026-03-04T16:00:02.000000Z",
      ]);
      await second.close();
    }));

  it("knows a repeated order even when it was restarted in between", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath });
      const sending = { body: first.orderBody(), headers: { "X-Request-ID": "a" } };
      expect((await first.send("POST", "/trade/v2/orders", sending)).status).toBe(200);
      await first.close();
      const second = await startSaxo({ statePath });
      expect((await second.send("POST", "/trade/v2/orders", sending)).status).toBe(409);
      expect(second.simulator.snapshot().fills).toHaveLength(1);
      await second.close();
    }));

  it("remembers an accepted disclaimer", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const DisclaimerToken = Buffer.from("simulated-risk-warning-1").toString("base64");
      const first = await startSaxo({ statePath, disclaimers: "normal" });
      const prechecked = await first.precheck();
      const DisclaimerContext = textAt(prechecked, "PreTradeDisclaimers", "DisclaimerContext");
      const body = { DisclaimerContext, DisclaimerToken, ResponseType: "Accepted" };
      await first.send("POST", "/dm/v2/disclaimers", { body });
      await first.close();
      const second = await startSaxo({ statePath, disclaimers: "normal" });
      expect((await second.order()).status).toBe(200);
      await second.close();
    }));

  it("belongs to one simulator at a time", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath });
      expect(await codeOf(startSaxo({ statePath }))).toBe("SIMULATOR_STATE_IN_USE");
      expect((await first.order()).status).toBe(200);
      await first.close();
      const next = await startSaxo({ statePath });
      expect(next.simulator.snapshot().fills).toHaveLength(1);
      await next.close();
    }));

  it("is readable by its owner alone", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "state", "simulator.db");
      const saxo = await startSaxo({ statePath });
      await saxo.order();
      const modes = [join(directory, "state"), statePath, `${statePath}-wal`].map(
        (path) => statSync(path).mode & 0o777,
      );
      expect(modes).toEqual([0o700, 0o600, 0o600]);
      await saxo.close();
    }));

  it("is refused when it is no database, of another version, or behind a link", () =>
    inStateDirectory(async (directory) => {
      const damaged = join(directory, "damaged.db");
      writeFileSync(damaged, "no database at all, but long enough to be looked at as one ".repeat(20));
      const newer = join(directory, "newer.db");
      const database = new DatabaseSync(newer);
      database.exec("PRAGMA user_version = 99");
      database.close();
      const link = join(directory, "link.db");
      symlinkSync(newer, link);
      const codes = await Promise.all(
        [damaged, newer, link].map((statePath) => codeOf(startSaxo({ statePath }))),
      );
      expect(codes).toEqual([
        "SIMULATOR_STATE_UNUSABLE",
        "SIMULATOR_STATE_VERSION",
        "SIMULATOR_STATE_UNUSABLE",
      ]);
    }));

  it.skipIf(process.platform === "win32")("is refused at once when it, or its journal, is a pipe", () =>
    inStateDirectory(async (directory) => {
      const paths = ["pipe.db", "other.db"].map((name) => join(directory, name));
      execFileSync("mkfifo", [join(directory, "pipe.db"), join(directory, "other.db-journal")]);
      const codes = await Promise.all(paths.map((statePath) => codeOf(startSaxo({ statePath }))));
      expect(codes).toEqual(["SIMULATOR_STATE_UNUSABLE", "SIMULATOR_STATE_UNUSABLE"]);
    }),
  );

  it("answers 500 and keeps its books when a write fails", () =>
    inStateDirectory(async (directory) => {
      const statePath = join(directory, "simulator.db");
      const first = await startSaxo({ statePath });
      await first.close();
      const database = new DatabaseSync(statePath);
      database.exec(
        "CREATE TRIGGER full BEFORE INSERT ON activities BEGIN SELECT RAISE(FAIL, 'disk full'); END",
      );
      database.close();
      const second = await startSaxo({ statePath });
      expect(await second.order()).toMatchObject({ status: 500, text: "" });
      expect(second.failures).toMatchObject([{ message: "disk full" }]);
      expect(second.simulator.snapshot()).toMatchObject({ fills: [], activities: [], positions: [] });
      expect((await second.get("/port/v1/balances/me")).json).toMatchObject({ CashBalance: 100_000 });
      await second.close();
    }));
});
