import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { durationMs } from "../../src/core/domain/time.ts";
import { appOf, logIn, OAUTH } from "../simulator/oauth/sign-in.ts";
import { startSaxo, textAt, type SaxoUnderTest } from "../simulator/saxo-under-test.ts";
import { standStillAtClockStart } from "../support/fixed-date.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

let directory: string;
let saxo: SaxoUnderTest;
let token: string;
standStillAtClockStart();
beforeEach(async () => {
  directory = scratchDirectory();
  writeFileSync(place(".env"), "");
  const clock = systemClock(new AbortController().signal);
  saxo = await startSaxo({ oauth: OAUTH, now: () => clock.now(), activityDelay: durationMs(0) });
  token = textAt(await logIn(saxo, appOf(saxo, "code", "LIVE")), "access_token");
});
afterEach(async () => {
  await saxo.close();
  rmSync(directory, { recursive: true });
});

const placements = (): number =>
  saxo.requests.filter(({ method, target }) => method === "POST" && target.endsWith("/trade/v2/orders"))
    .length;

const place = (...parts: readonly string[]): string => path.join(directory, ...parts);
const armingFile = (): string => place("state", "live-arming.json");

/** With real money, as far as the settings say. */
const run = (line: string, env: Readonly<Record<string, string>> = {}): Promise<InProcessResult> =>
  runInProcess(["--env-file", place(".env"), ...line.split(" ")], {
    SAXO_ENV: "LIVE",
    SAXO_REST_BASE: saxo.simulator.liveRestBase,
    SAXO_ACCESS_TOKEN: token,
    WATCHLIST: "CfdOnIndex:4913",
    BAR_MINUTES: "5",
    DRY_RUN: "false",
    STOP_LOSS_PCT: "0",
    TAKE_PROFIT_PCT: "0",
    LOG_CONSOLE: "off",
    STATE_DIR: place("state"),
    LOG_DIR: place("logs"),
    REPORT_DIR: place("reports"),
    ...env,
  });

const accountId = (): string => saxo.simulator.identity.id;
const arm = (env: Readonly<Record<string, string>> = {}): Promise<InProcessResult> =>
  run(`arm --yes --account ${accountId()} --expires 7`, env);

const json = async (line: string): Promise<unknown> => JSON.parse((await run(`${line} --json`)).stdout);

const logged = (name: string): readonly string[] =>
  readFileSync(place("logs", "bot.log"), "utf8")
    .split("\n")
    .filter((line) => line.includes(`| ${name} |`));

const UNARMED = "LIVE: prechecks only, whatever DRY_RUN says: ";

/** Every place in which a person or a program would look. */
const LOOKS = ["status", "config check", "config show", "doctor", "status --check"];

describe("LIVE that nobody has armed", () => {
  it("prechecks, places nothing, and says so wherever somebody looks", async () => {
    const cycle = await run("--single-cycle");
    expect([cycle.code, placements()]).toEqual([0, 0]);
    expect(cycle.stdout).toContain("would be placed; this is a dry run");
    const why = `${UNARMED}nobody has armed it (tradebot arm)`;
    expect(cycle.stdout).toContain(why);
    expect(logged("startup_live_unarmed")[0]).toContain("dry_run=true");
    for (const look of LOOKS) {
      const { stdout, stderr } = await run(look);
      expect(stdout + stderr).toContain(why);
    }
    expect(await json("status")).toMatchObject({
      dry_run: true,
      dry_run_overruled: true,
      arming: { state: "unarmed", reasons: ["nobody has armed it (tradebot arm)"] },
    });
    expect(await json("config check")).toMatchObject({ valid: true, warnings: [why] });
  });

  it("is no matter where a dry run is wanted", async () => {
    for (const look of LOOKS) {
      const { stdout, stderr } = await run(look, { DRY_RUN: "true" });
      expect(stdout + stderr).not.toContain("prechecks only");
    }
  });
});

describe("LIVE that is armed", () => {
  it("trades real money in that account, and says until when", async () => {
    const armed = await arm();
    expect(armed).toMatchObject({ code: 0, stdout: expect.stringContaining("CfdOnIndex:4913") as unknown });
    const kept = readFileSync(armingFile(), "utf8");
    for (const text of [kept, armed.stdout]) {
      expect(text).not.toContain(saxo.simulator.identity.accountKey);
      expect(text).not.toContain(accountId());
    }
    const cycle = await run("--single-cycle");
    expect(cycle.stdout).toContain("orders: 1 placed, 1 filled");
    expect(placements()).toBe(1);
    expect(logged("cycle_end")[0]).toContain("dry_run=false");
    expect((await run("status")).stdout).toMatch(/\nREAL MONEY: armed for account \*\*\*\d\d until /);
    expect(await json("status")).toMatchObject({ dry_run: false, arming: { state: "armed" } });
    expect((await run("status --check")).stdout).toContain("OK arming: LIVE is armed for account ***");
  });

  it("warns when the arming is about to end", async () => {
    await run(`arm --yes --account ${accountId()} --expires 2`);
    expect((await run("status --check")).stdout).toMatch(/\nWARNING arming: .* from now -> .*tradebot arm\n/);
  });

  it.each([
    [{ MAX_POSITIONS: "6" }, "MAX_POSITIONS went from 5 to 6"],
    [{ DEFAULT_QUANTITY: "2" }, "DEFAULT_QUANTITY of CfdOnIndex went from 1 to 2"],
    [{ WATCHLIST: "CfdOnIndex:4913,FxSpot:21" }, "FxSpot:21 is new on the watchlist"],
    [{ STRATEGY_SHORT_WINDOW: "4" }, "the strategy's short_window went from 5 to 4"],
  ])("prechecks only once %j loosens what was agreed to", async (loosened, reason) => {
    await arm();
    const cycle = await run("--single-cycle", loosened);
    expect([cycle.code, placements()]).toEqual([0, 0]);
    expect(cycle.stdout).toContain(reason);
    expect(logged("startup_live_unarmed")[0]).toContain(reason);
    expect((await run("doctor", loosened)).stdout).toContain(reason);
  });

  it("trades on within tighter limits", async () => {
    await arm();
    const cycle = await run("--single-cycle", { MAX_POSITIONS: "1", STOP_LOSS_PCT: "2" });
    expect([cycle.code, placements()]).toEqual([0, 1]);
  });

  it("prechecks only after it was disarmed, also where the configuration is broken then", async () => {
    await arm();
    expect((await run("disarm", { MAX_POSITIONS: "many" })).stdout).toContain(
      "disarmed: LIVE only prechecks",
    );
    expect(existsSync(armingFile())).toBe(false);
    await run("--single-cycle");
    expect(placements()).toBe(0);
    expect((await run("disarm")).stdout).toContain("nothing was armed");
  });

  it("stays over once a cycle saw it, whatever the clock says then", async () => {
    await arm();
    const { expires_at: until } = JSON.parse(readFileSync(armingFile(), "utf8")) as { expires_at: string };
    const rewrite = (from: string, to: string): void => {
      writeFileSync(armingFile(), readFileSync(armingFile(), "utf8").replace(from, to));
    };
    rewrite(until, "2001-01-01T00:00:00.000Z");
    await run("--single-cycle");
    rewrite("2001-01-01T00:00:00.000Z", until); // as if the clock went back behind it
    const cycle = await run("--single-cycle");
    expect([cycle.stdout, placements()]).toEqual([expect.stringContaining("the arming ended at"), 0]);
  });

  it.each([
    [
      "another account",
      (text: string) => text.replace(/"account_digest": "./, '"account_digest": "x'),
      0o600,
    ],
    ["a file that others can write", (text: string) => text, 0o620],
    ["a file that is cut off", (text: string) => text.slice(0, 100), 0o600],
    [
      "a time that is over",
      (text: string) => text.replace(/"expires_at": "\d{4}/, '"expires_at": "2001'),
      0o600,
    ],
    ["a longer time", (text: string) => text.replace(/"expires_at": "\d{4}/, '"expires_at": "2099'), 0o600],
    ["another server", (text: string) => text.replace("127.0.0.1", "127.0.0.2"), 0o600],
  ])("prechecks only with an arming of %s", async (_what, spoil, mode) => {
    await arm();
    writeFileSync(armingFile(), spoil(readFileSync(armingFile(), "utf8")));
    chmodSync(armingFile(), mode);
    const cycle = await run("--single-cycle");
    expect([cycle.code, placements()]).toEqual([0, 0]);
    expect(logged("startup_live_unarmed")).toHaveLength(1);
    expect(cycle.stdout).toContain("prechecks only");
    expect((await run("doctor")).stdout).toMatch(/\nwarn arming: LIVE: prechecks only/);
  });
});

describe("arm", () => {
  it.each([
    ["arm", "nobody is there to be asked"],
    ["arm --yes", "--yes needs --account <id> and --expires <days>"],
    ["arm --yes --account 1 --expires 7", "--account names another account"],
    ["arm --expires 91", "expected whole days from 1 to 90"],
    ["arm --expires 0", "expected whole days from 1 to 90"],
  ])("refuses `%s` and arms nothing", async (line, message) => {
    const { code, stderr } = await run(line);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
    expect(existsSync(armingFile())).toBe(false);
  });

  it("shows everything that is agreed to before it asks", async () => {
    const { stderr } = await run("arm");
    for (const word of [
      "LIVE at http://127.0.0.1",
      "5 positions, 10 trades a day",
      "moving_average@1",
      "stop loss",
    ])
      expect(stderr).toContain(word);
  });

  it("has nothing to do where no real money is at stake", async () => {
    const { code, stderr } = await run("arm", {
      SAXO_ENV: "LOCAL",
      SAXO_REST_BASE: "",
      SAXO_ACCESS_TOKEN: "",
    });
    expect([code, stderr]).toEqual([64, expect.stringContaining("SAXO_ENV is LOCAL")]);
  });
});
