import { rmSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const TOKEN = "token-of-the-session-test";

type Ask = (...words: readonly string[]) => Promise<InProcessResult>;

async function withSession(work: (ask: Ask) => Promise<void>): Promise<void> {
  const directory = scratchDirectory();
  const clock = new VirtualClock("2026-03-04T09:15:10Z");
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => clock.now(),
    accessToken: TOKEN,
    tradeLevelAtLogin: "OrdersOnly",
  });
  const env = {
    SAXO_ENV: "SIM",
    SAXO_ACCESS_TOKEN: TOKEN,
    SAXO_REST_BASE: simulator.restBase,
    WATCHLIST: "FxSpot:21",
    STATE_DIR: path.join(directory, "state"),
    LOG_DIR: path.join(directory, "logs"),
    REPORT_DIR: path.join(directory, "reports"),
  };
  try {
    await work((...words) => runInProcess(["auth", "session", ...words], env));
  } finally {
    await simulator.close();
    rmSync(directory, { recursive: true });
  }
}

describe("auth session", () => {
  it("shows the level, and raises it when asked to", async () => {
    await withSession(async (ask) => {
      expect(await ask()).toMatchObject({
        code: 0,
        stdout:
          "the session's trade level is OrdersOnly: orders can be placed, prices of exchanges come late; tradebot auth session --full raises it\n",
      });
      expect(await ask("--full")).toMatchObject({
        code: 0,
        stdout:
          "the session's trade level is FullTradingAndChat: prices of exchanges come in time, as far as they are subscribed to\n",
      });
      const { stdout } = await ask("--json");
      expect(JSON.parse(stdout)).toMatchObject({ environment: "SIM", trade_level: "FullTradingAndChat" });
    });
  });

  it("has nothing to do on LOCAL", async () => {
    const { code, stderr } = await runInProcess(["auth", "session", "--full"], {});
    expect(code).toBe(64);
    expect(stderr).toContain("LOCAL has no session at Saxo");
  });
});
