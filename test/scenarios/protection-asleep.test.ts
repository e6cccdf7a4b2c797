import { describe, expect, it } from "vitest";
import { writeArming } from "../../src/adapters/files/arming-file.ts";
import { armingStanding, wantsRealMoney } from "../../src/cli/arming/arming-standing.ts";
import { accountDigest, limitsOf } from "../../src/cli/arming/live-limits.ts";
import { livePermit } from "../../src/cli/arming/live-permit.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { accountKey } from "../../src/core/domain/ids.ts";
import { addDuration, minutes } from "../../src/core/domain/time.ts";
import { localSettings, runCycleIn, type World } from "../support/world.ts";
import { expectAgreement } from "../support/agreement.ts";
import { withBroker } from "./order-stories.ts";
import {
  banned,
  cancelByHand,
  closeByHand,
  holding,
  onMargin,
  positions,
  PROFILES,
  waiting,
} from "./protected-worlds.ts";

const WIDE = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };
const ASLEEP = localSettings({ ...WIDE, TRADING_HOURS_MODE: "fixed" });

const NO_ANSWER = new TradebotError({
  code: "BROKER_UNREACHABLE",
  message: "no reply",
  exit: "broker_unreachable",
});

/** What a start outside the trading hours asks the broker. */
async function asleep(held: World, settings = ASLEEP): Promise<number> {
  const before = held.requests.length;
  const { report } = await runCycleIn(held, { settings });
  expect(report.result.kind).toBe("skipped");
  return held.requests.length - before;
}

describe.each(PROFILES)("outside the trading hours, on an account with %s", (profile) => {
  it("what waits beside a position that a person has closed is taken back", async () => {
    const held = await holding(onMargin(profile));
    await closeByHand(held, 1, profile);
    await asleep(held);
    expect([positions(held), waiting(held)]).toEqual([[], []]);
  });
});

describe("outside the trading hours", () => {
  it("what waits as it should is looked at once an hour, and costs two requests then", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    expect(await asleep(held)).toBe(2);
    const costs: number[] = [];
    for (let start = 0; start < 13; start += 1) {
      held.clock.advance(300_000);
      costs.push(await asleep(held));
    }
    expect(costs).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
    expect(waiting(held)).toHaveLength(2);
    expectAgreement(held);
  });

  it("a look that came to nothing is repeated by the next start", async () => {
    const held = await bare();
    const failing = withBroker(() => ({ precheck: () => Promise.reject(NO_ANSWER) }));
    const { exitCode } = await runCycleIn(held, { settings: ASLEEP, around: failing });
    expect([exitCode, waiting(held)]).toEqual([69, []]);
    held.clock.advance(300_000);
    await asleep(held);
    expect(waiting(held)).toHaveLength(2);
  });

  it("nothing to look after costs no request", async () => {
    const held = await holding(onMargin("FifoRealTime"));
    await closeByHand(held, 1, "FifoRealTime");
    await runCycleIn(held);
    expect(await asleep(held)).toBe(0);
  });
});

/** Settings for real money, with the arming for the account in force; the account of the simulator, if none is given. */
function armed(held: World, account = held.simulator.identity.accountKey) {
  const resolution = resolveSettings({
    files: [],
    environment: {
      ...WIDE,
      SAXO_ENV: "LIVE",
      DRY_RUN: "false",
      SAXO_APP_KEY: "abcdefabcdefabcdefabcdefabcdefab",
      STATE_DIR: held.stateDirectory,
      WATCHLIST: "CfdOnIndex:4913",
    },
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
  if (resolution.kind === "invalid" || !wantsRealMoney(resolution.settings))
    throw new Error("these settings are valid, and for real money");
  const live = resolution.settings;
  const now = held.clock.now();
  writeArming(held.stateDirectory, {
    restBase: live.saxo.restBase.href,
    accountDigest: accountDigest(live, accountKey(account)),
    account: "***",
    limits: limitsOf(live),
    armedAt: addDuration(now, minutes(-5)),
    expiresAt: addDuration(now, minutes(60)),
    by: "ann@desk",
  });
  const permit = livePermit(live, armingStanding(live, now));
  if (permit === undefined) throw new Error("real money is at stake");
  const guard = { check: () => permit.check(held.clock.now()), requireWritable: () => undefined };
  return { settings: { ...ASLEEP, permit }, guard };
}

/** A position without its orders, as our books know. */
async function bare(): Promise<World> {
  const held = await holding(onMargin("FifoRealTime"));
  await cancelByHand(held, "Stop");
  await cancelByHand(held, "Limit");
  await runCycleIn(held, { around: banned(["stop", "target"]) });
  expect(waiting(held)).toEqual([]);
  return held;
}

describe("a LIVE cycle outside the trading hours", () => {
  it("protects what we own where it is armed for the account", async () => {
    const held = await bare();
    const { report, events } = await runCycleIn(held, armed(held));
    expect(report.result.kind).toBe("skipped");
    expect(waiting(held)).toHaveLength(2);
    expect(events.of("execution_position_unprotected")).toEqual([]);
  });

  it("sends nothing, and says so, where it is armed for another account", async () => {
    const held = await bare();
    const writes = () => held.requests.filter(({ method }) => method !== "GET").length;
    const before = writes();
    const { events } = await runCycleIn(held, armed(held, "of-somebody-else"));
    expect(writes()).toBe(before);
    expect(events.of("startup_live_unarmed")).toHaveLength(1);
    expect(events.of("execution_position_unprotected")).toMatchObject([{ reason: "DRY_RUN" }]);
  });
});
