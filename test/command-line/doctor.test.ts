import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireLock } from "../../src/adapters/files/lock.ts";
import { openStore } from "../../src/adapters/store/open-store.ts";
import type { SqliteStore } from "../../src/adapters/store/sqlite-store.ts";
import { endingOf } from "../../src/cli/doctor/diagnosis.ts";
import { examine } from "../../src/cli/doctor/examine.ts";
import type { ScheduleReading } from "../../src/cli/schedule/read-schedules.ts";
import { accountKey, requestId, runId } from "../../src/core/domain/ids.ts";
import type { Timestamp } from "../../src/core/domain/time.ts";
import { addDuration, isoFromTimestamp, minutes } from "../../src/core/domain/time.ts";
import { portOf } from "../../src/simulator/server/http-server.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { anIntent } from "../adapters/store/support-values.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

const TOKEN = "token-of-the-doctors-tests";
const COUNTERS = { placed: 0 };

let directory = "";
let clock: VirtualClock;
let simulator: Simulator | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "doctor-"));
  clock = new VirtualClock("2026-03-04T09:15:10.000Z");
});
afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
  rmSync(directory, { recursive: true });
});

const at = (...names: readonly string[]): string => join(directory, ...names);
type Environment = Readonly<Record<string, string>>;

const directories = (): Environment => ({
  STATE_DIR: at("state"),
  LOG_DIR: at("logs"),
  REPORT_DIR: at("reports"),
});

interface Surroundings {
  readonly schedules?: readonly ScheduleReading[];
  readonly sendsTestMessage?: boolean;
  readonly signal?: AbortSignal;
}

/** Examines the installation of this test. Its lines are `verdict name: finding`. */
async function diagnose(
  env: Environment = {},
  configuration: { envFile?: string; config?: string } = {},
  { schedules = [], sendsTestMessage = false, signal = new AbortController().signal }: Surroundings = {},
) {
  const host = { env: { ...directories(), ...env } } as unknown as Parameters<typeof examine>[0]["host"];
  const found = await examine(
    { host, configuration, json: false },
    {
      clock,
      signal,
      say: () => undefined,
      readSchedules: () => Promise.resolve(schedules),
      sendsTestMessage,
    },
  );
  return {
    lines: found.map(({ verdict, name, finding }) => `${verdict} ${name}: ${finding}`),
    remedies: found.filter(({ verdict }) => verdict !== "ok").map(({ remedy }) => remedy),
    ending: endingOf(found),
  };
}

const line = (lines: readonly string[], name: string): string | undefined =>
  lines.find((each) => each.includes(` ${name}: `));

async function sim(env: Environment = {}, now = (): Timestamp => clock.now()): Promise<Environment> {
  simulator = await startSimulator({ statePath: ":memory:", now, accessToken: TOKEN });
  return {
    SAXO_ENV: "SIM",
    SAXO_REST_BASE: simulator.restBase,
    SAXO_ACCESS_TOKEN: TOKEN,
    WATCHLIST: "CfdOnIndex:4913",
    BAR_MINUTES: "5",
    ...env,
  };
}

/** A store as an earlier cycle left it. */
function leaveStore(work: (store: SqliteStore) => void): void {
  mkdirSync(at("state"), { mode: 0o700 });
  const { store } = openStore({ directory: at("state"), now: clock.now() });
  work(store);
  store.close();
}

const begin = (store: SqliteStore, startedAt = clock.now()) =>
  store.beginCycle({ runId: runId("run-1"), startedAt, dryRun: false });

describe("the doctor", () => {
  it("finds nothing to repair before the first cycle on LOCAL, and leaves no trace", async () => {
    const { lines, ending } = await diagnose();
    expect(ending).toBe("done");
    expect(lines).toEqual(
      expect.arrayContaining([
        "ok configuration: valid (no env file); LOCAL",
        "ok lock: free",
        "ok store: not there yet, the first cycle makes it",
        "warn last_cycle: none has run yet",
        "ok scheduler: no scheduler of this machine is known to start cycles; on LOCAL none has to",
        "ok broker: the embedded broker answers",
        "ok market_data: 3 of 3 instruments are quoted",
      ]),
    );
    expect(lines.filter((each) => each.startsWith("ok instrument: "))).toHaveLength(3);
    expect(readdirSync(directory)).toEqual([]);
  });

  it("finds nothing to repair on SIM", async () => {
    const { lines, ending } = await diagnose(await sim());
    expect(ending).toBe("done");
    expect(lines).toEqual(
      expect.arrayContaining([
        "ok configuration: valid (no env file); SIM, dry run",
        `ok broker: SIM at 127.0.0.1:${simulator?.port ?? 0} answers`,
        "ok token: accepted; it does not say when it expires",
        "ok session: trade level FullTradingAndChat, data level Standard",
        "ok clock: agrees with the broker's to about a second",
        "warn scheduler: no scheduler of this machine is known to start cycles",
        "warn notification: nobody is told when a cycle fails, or when none runs any more",
        "ok market_data: 1 of 1 instruments are quoted",
      ]),
    );
    expect(line(lines, "instrument")).toMatch(/^ok instrument: CfdOnIndex:4913: .*, market open$/);
    expect(lines.join("\n")).not.toContain(TOKEN);
  });

  it("has a remedy for everything that is not well", async () => {
    const { remedies } = await diagnose(await sim({ WATCHLIST: "Stock:999999", MAX_POSITIONS: "many" }));
    expect(remedies.length).toBeGreaterThan(2);
    expect(remedies.filter((remedy) => remedy === undefined || remedy === "")).toEqual([]);
  });
});

describe("a broken configuration", () => {
  it("has a line for each fault, and all that can be looked at is", async () => {
    leaveStore(begin);
    const { lines, ending } = await diagnose({ MAX_POSITIONS: "many", TIMEZONE: "Mars", LOG_DIRR: "x" });
    expect(ending).toBe("configuration");
    expect(lines.filter((each) => each.startsWith("fail"))).toEqual([
      "fail configuration: process environment: LOG_DIRR: no such setting",
      'fail configuration: process environment: TIMEZONE is "Mars": no IANA time zone; expected an IANA time zone such as Europe/London',
      'fail configuration: process environment: MAX_POSITIONS is "many": not a whole number; expected a whole number from 0 to 1000',
    ]);
    expect(line(lines, "lock")).toBe("ok lock: free");
    expect(line(lines, "store")).toBe("ok store: sound, belongs to no account yet");
    expect(line(lines, "state_directory")).toMatch(/ state_directory: /);
    expect(line(lines, "broker")).toBe("warn broker: was not asked, because the configuration is not valid");
  });

  it("that cannot be read leaves the rest unknown, and says so", async () => {
    const { lines, ending } = await diagnose({}, { envFile: at("missing.env") });
    expect(ending).toBe("configuration");
    expect(line(lines, "configuration")).toMatch(/^fail configuration: cannot read ".*missing\.env"/);
    expect(line(lines, "store")).toBe("warn store: was not looked at, because STATE_DIR is not known");
    expect(line(lines, "scheduler")).toBe(
      "warn scheduler: was not asked, because the configuration cannot be read",
    );
    expect(line(lines, "broker")).toMatch(/^warn broker: was not asked/);
  });

  it.each<[string, Environment, string]>([
    [
      "a setting of another environment",
      { SAXO_ACCESS_TOKEN: "x" },
      "warn unused_setting: SAXO_ACCESS_TOKEN (process environment) has no effect with SAXO_ENV=LOCAL",
    ],
    [
      "fixed hours that are not used",
      { TRADING_START: "09:00" },
      "warn unused_setting: TRADING_START (process environment) has no effect with TRADING_HOURS_MODE=always",
    ],
    [
      "a size that is not used",
      { LOG_MAX_BYTES: "5000" },
      "warn unused_setting: LOG_MAX_BYTES (process environment) has no effect with LOG_ROTATION_MODE=time",
    ],
    [
      "days that are not used",
      { LOG_RETENTION_DAYS: "5", LOG_ROTATION_MODE: "size" },
      "warn unused_setting: LOG_RETENTION_DAYS (process environment) has no effect with LOG_ROTATION_MODE=size",
    ],
  ])("is not, but doubtful, with %s", async (_, env, expected) => {
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("done");
    expect(lines).toContain(expected);
  });

  it.each([
    ["", 0o600, "ok env_file: FILE, mode 600"],
    ["", 0o644, "ok env_file: FILE, mode 644"],
    ["", 0o664, "warn env_file: others can write to FILE (mode 664), and so decide what is traded"],
    [
      `SCHEDULER_WEBHOOK_URL=https://hooks.example.com/x\n`,
      0o600,
      "ok env_file: FILE, mode 600, holds a secret",
    ],
  ])("with %j in a file of mode %o: %s", async (text, mode, expected) => {
    const file = at("my.env");
    writeFileSync(file, text);
    chmodSync(file, mode);
    const { lines } = await diagnose({}, { envFile: file });
    expect(lines).toContain(expected.replace("FILE", file));
  });

  it("is told of whom failures are told to", async () => {
    const { lines } = await diagnose({ HEALTHCHECK_PING_URL: "https://hc.example.com/secret-path" });
    expect(line(lines, "notification")).toBe("ok notification: each cycle reports to HEALTHCHECK_PING_URL");
    expect(lines.join("\n")).not.toContain("secret-path");
  });
});

describe("a broken state directory", () => {
  it.each<[string, () => void, string, string]>([
    [
      "a file in its place",
      () => {
        writeFileSync(at("state"), "");
      },
      "state_directory",
      "is no directory, expected a directory",
    ],
    [
      "others let in",
      () => {
        mkdirSync(at("state"));
      },
      "state_directory",
      "others can get into",
    ],
    [
      "a link in its place",
      () => {
        mkdirSync(at("other"), { mode: 0o700 });
        symlinkSync(at("other"), at("state"));
      },
      "state_directory",
      "is a link; the state directory must not be one",
    ],
    [
      "a link to nowhere in its place",
      () => {
        symlinkSync(at("nowhere"), at("state"));
      },
      "state_directory",
      "is a link that leads nowhere",
    ],
    [
      "the logs in it by a link",
      () => {
        mkdirSync(at("state"), { mode: 0o700 });
        symlinkSync(at("state"), at("logs"));
      },
      "places",
      "STATE_DIR and LOG_DIR lead to the same directory",
    ],
    [
      "a store that is none",
      () => {
        mkdirSync(at("state"), { mode: 0o700 });
        writeFileSync(at("state", "tradebot.db"), "x".repeat(8192), { mode: 0o600 });
      },
      "store",
      "is damaged",
    ],
    [
      "a store that others can read",
      () => {
        leaveStore(begin);
        rmSync(at("state", "tradebot.db"));
        writeFileSync(at("state", "tradebot.db"), "", { mode: 0o644 });
      },
      "store",
      "others can read it",
    ],
    [
      "a store of another environment",
      () => {
        leaveStore((store) => {
          store.bindTo({ environment: "SIM", accountKey: accountKey("a") });
        });
      },
      "store",
      "belongs to an account of SIM, the configuration says LOCAL",
    ],
  ])("with %s is a failure", async (_, breakIt, name, words) => {
    const umask = process.umask(0o022);
    breakIt();
    process.umask(umask);
    const { lines, ending } = await diagnose();
    expect(ending).not.toBe("done");
    expect(line(lines, name)).toMatch(/^fail /);
    expect(line(lines, name)).toContain(words);
  });

  it("has lost stores before", async () => {
    leaveStore(begin);
    writeFileSync(at("state", "tradebot.db.damaged-20260304T091500000Z"), "");
    writeFileSync(at("state", "tradebot.db.damaged-20260304T091500000Z-wal"), "");
    const { lines } = await diagnose();
    expect(lines).toContain(
      "warn damaged_stores: 1 damaged before and moved aside: tradebot.db.damaged-20260304T091500000Z",
    );
  });
});

describe("the last cycle", () => {
  it("is well when it ended well", async () => {
    leaveStore((store) => {
      store.finishCycle(begin(store), {
        finishedAt: clock.now(),
        outcome: "done",
        exitCode: 0,
        counters: COUNTERS,
      });
    });
    expect(line((await diagnose()).lines, "last_cycle")).toMatch(
      /^ok last_cycle: cycle 1 of .*: done, exit 0$/,
    );
  });

  it("is doubtful when it failed, with what its exit code asks for", async () => {
    leaveStore((store) => {
      const result = {
        finishedAt: clock.now(),
        outcome: "failed",
        reason: "LOGIN_NEEDED",
        exitCode: 77,
        counters: COUNTERS,
      } as const;
      store.finishCycle(begin(store), result);
    });
    const { lines, remedies } = await diagnose();
    expect(line(lines, "last_cycle")).toMatch(
      /^warn last_cycle: cycle 1 of .*: failed \(LOGIN_NEEDED\), exit 77$/,
    );
    expect(remedies.some((remedy) => remedy?.includes("SAXO_ACCESS_TOKEN") === true)).toBe(true);
  });

  it("is doubtful when it did not come to its end", async () => {
    leaveStore(begin);
    expect(line((await diagnose()).lines, "last_cycle")).toMatch(
      /^warn last_cycle: cycle 1 of .* did not come to its end$/,
    );
  });

  it("is running while the lock is held by a living process", async () => {
    leaveStore(begin);
    const result = await acquireLock({
      directory: at("state"),
      owner: { runId: runId("run-1"), since: clock.now() },
    });
    const { lines, ending } = await diagnose();
    if (result.kind === "acquired") await result.lock.release();
    expect(line(lines, "lock")).toMatch(/^ok lock: held by process \d+ on .*: a cycle is running$/);
    expect(line(lines, "last_cycle")).toMatch(/^ok last_cycle: cycle 1 of .* is running$/);
    expect(line(lines, "broker")).toBe("ok broker: the embedded broker answers");
    expect(ending).toBe("done");
  });

  it("that is still to come shows a clock that was set back", async () => {
    leaveStore((store) => begin(store, addDuration(clock.now(), minutes(10))));
    const { lines, ending } = await diagnose();
    expect(line(lines, "clock_order")).toMatch(
      /^fail clock_order: the last cycle began at .*, which is still to come$/,
    );
    expect(ending).toBe("configuration");
  });

  it("left an order whose outcome is unknown", async () => {
    leaveStore((store) => {
      const cycle = begin(store);
      const { id } = store.createIntent(cycle, anIntent({ requestId: requestId("r-1") }));
      store.recordTransition(cycle, id, { to: "placing", reason: "test" }, clock.now());
    });
    const { lines, ending } = await diagnose();
    expect(line(lines, "orders")).toBe("fail orders: the outcome of 1 is unknown: ATB-AAAA");
    expect(ending).toBe("order_unknown");
  });
});

describe("a broker", () => {
  it("that does not take the token", async () => {
    const { lines, ending } = await diagnose(await sim({ SAXO_ACCESS_TOKEN: "another-token-altogether" }));
    expect(ending).toBe("login_needed");
    expect(line(lines, "broker")).toMatch(/^ok broker: SIM at .* answers$/);
    expect(line(lines, "token")).toMatch(/^fail token: GET .* was refused with status 401/);
    expect(line(lines, "clock")).toBe("ok clock: agrees with the broker's to about a second");
  });

  it("that is not there", async () => {
    const env = await sim();
    await simulator?.close();
    simulator = undefined;
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("broker_unreachable");
    expect(line(lines, "broker")).toMatch(
      /^fail broker: GET .* brought no answer: no connection could be made$/,
    );
  });

  it("that answers nonsense", async () => {
    const env = await sim();
    simulator?.faults.next({ kind: "garbage", endpoint: "clients_me", when: "before" });
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("broker_contract_broken");
    expect(line(lines, "broker")).toMatch(
      /^fail broker: GET \/port\/v1\/clients\/me brought an answer that is not what Saxo documents/,
    );
  });

  it("that is waited for no longer", async () => {
    const { lines, ending } = await diagnose(await sim(), {}, { signal: AbortSignal.abort() });
    expect(ending).toBe("broker_unreachable");
    expect(line(lines, "broker")).toBe("fail broker: the cycle was stopped before the broker was asked");
    expect(line(lines, "store")).toBe("ok store: not there yet, the first cycle makes it");
  });

  it("that does not know the account", async () => {
    const { lines, ending } = await diagnose(await sim({ SAXO_ACCOUNT_KEY: "no-such-account" }));
    expect(ending).toBe("configuration");
    expect(line(lines, "account")).toMatch(
      /^fail account: choosing the account: SAXO_ACCOUNT_KEY names none of the accounts/,
    );
  });

  it("that has no balance to show", async () => {
    const env = await sim();
    simulator?.faults.next({ kind: "html", endpoint: "balances", when: "before" });
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("broker_contract_broken");
    expect(line(lines, "account")).toMatch(
      /^fail account: GET \/port\/v1\/balances was refused with status 403/,
    );
    expect(line(lines, "market_data")).toBe("ok market_data: 1 of 1 instruments are quoted");
  });

  it("that knows one instrument and not the other", async () => {
    const { lines, ending } = await diagnose(await sim({ WATCHLIST: "CfdOnIndex:4913,Stock:999999" }));
    expect(ending).toBe("configuration");
    expect(lines).toContain("fail instrument: Stock:999999: the broker does not know it");
    expect(lines.some((each) => each.startsWith("ok instrument: CfdOnIndex:4913: "))).toBe(true);
  });

  it("that gives no access to the only instrument's prices", async () => {
    const env = await sim();
    simulator?.quotes.set("CfdOnIndex:4913", { priceType: "NoAccess" });
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("data_unusable");
    expect(lines).toContain("warn instrument: CfdOnIndex:4913: no access to its prices (NoAccess)");
  });

  it("that gives delayed prices where they are refused", async () => {
    const env = await sim({ ALLOW_DELAYED_DATA_IN_SIM: "false" });
    simulator?.quotes.set("CfdOnIndex:4913", { delayedByMinutes: 15 });
    const { lines, ending } = await diagnose(env);
    expect(ending).toBe("done");
    expect(line(lines, "instrument")).toMatch(
      /^warn instrument: CfdOnIndex:4913: its prices are 15 minutes old/,
    );
  });

  it("that has fewer bars than the strategy needs", async () => {
    const env = await sim({ WATCHLIST: "Stock:211", STRATEGY_LONG_WINDOW: "250", BAR_MINUTES: "518400" });
    expect(line((await diagnose(env)).lines, "instrument")).toMatch(
      /^warn instrument: Stock:211: the strategy needs 251 bars of 518400 minutes, the broker has \d+$/,
    );
  });

  it("that has fewer bars than the parameters set apart for it need", async () => {
    const longer = JSON.stringify({ "AAPL:xnas@Stock": { long_window: 250 } });
    const env = await sim({
      WATCHLIST: "AAPL:xnas@Stock",
      STRATEGY_PARAMS_OVERRIDES_JSON: longer,
      BAR_MINUTES: "518400",
    });
    expect(line((await diagnose(env)).lines, "instrument")).toMatch(
      /the strategy needs 251 bars of 518400 minutes, the broker has \d+$/,
    );
  });

  it("whose account is another than the store's", async () => {
    leaveStore((store) => {
      store.bindTo({ environment: "SIM", accountKey: accountKey("another") });
    });
    const { lines, ending } = await diagnose(await sim());
    expect(ending).toBe("configuration");
    expect(line(lines, "store")).toBe("ok store: sound, of SIM");
    expect(line(lines, "store_owner")).toBe(
      "fail store_owner: the state directory belongs to another account than the token",
    );
  });

  it.each([
    [4_500, "warn", "done"],
    [60_000, "fail", "configuration"],
    [-60_000, "fail", "configuration"],
  ])("whose clock differs by %d ms", async (difference, verdict, expected) => {
    const brokerTime = clock.now();
    const env = await sim({}, () => brokerTime);
    clock.advance(difference);
    const { lines, ending } = await diagnose(env);
    expect(line(lines, "clock")).toMatch(new RegExp(`^${verdict} clock: is .* the broker's$`));
    expect(ending).toBe(expected);
  });
});

describe("a test message", () => {
  async function receiver(status: number) {
    const received: { readonly path: string; readonly body: string }[] = [];
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        received.push({ path: request.url ?? "", body });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { received, url: `http://127.0.0.1:${portOf(server)}/hook-secret`, close: () => server.close() };
  }

  it("is only sent when it is asked for, in the form of a failure's", async () => {
    const { received, url, close } = await receiver(204);
    const env = { SCHEDULER_WEBHOOK_URL: url };
    expect(line((await diagnose(env)).lines, "notification_test")).toBeUndefined();
    expect(received).toEqual([]);
    const { lines, ending } = await diagnose(env, {}, { sendsTestMessage: true });
    close();
    expect(ending).toBe("done");
    expect(lines).toContain(
      "ok notification_test: the receiver of SCHEDULER_WEBHOOK_URL has taken a test message",
    );
    const [message] = received.map(({ body }): unknown => JSON.parse(body));
    expect(message).toMatchObject({
      subject: "tradebot test message",
      timestamp: isoFromTimestamp(clock.now()),
    });
    expect(lines.join("\n")).not.toContain("hook-secret");
  });

  it("that is refused is a failure", async () => {
    const { url, close } = await receiver(404);
    const { lines, ending } = await diagnose({ SCHEDULER_WEBHOOK_URL: url }, {}, { sendsTestMessage: true });
    close();
    expect(ending).toBe("broker_unreachable");
    expect(line(lines, "notification_test")).toBe(
      "fail notification_test: a test message could not be delivered to SCHEDULER_WEBHOOK_URL: HTTP_404",
    );
  });

  it("has nowhere to go without an address", async () => {
    const { lines } = await diagnose({}, {}, { sendsTestMessage: true });
    expect(line(lines, "notification_test")).toBe(
      "warn notification_test: there is no SCHEDULER_WEBHOOK_URL to send a message to",
    );
  });
});
