import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStore, openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { systemClock } from "../../src/adapters/system/system-clock.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { accountKey, externalReference, orderId, requestId, runId } from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { minutes, subtractDuration } from "../../src/core/domain/time.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { standStillAtClockStart } from "../support/fixed-date.ts";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";

const REFERENCE = externalReference("ATB-VANISHEDORDERABCDEF");
const LAST_SIX = "ABCDEF";
/** What went out with it, in the same request. */
const CHILDREN = [{ externalReference: externalReference("ATB-ITSSTOP"), purpose: "stop" }] as const;

let directory: string;
standStillAtClockStart();
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), "tradebot-resolve-"));
  mkdirSync(state(), { mode: 0o700 });
  await orderThatVanished();
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const state = (): string => path.join(directory, "state");
const run = (args: readonly string[]): Promise<InProcessResult> =>
  runInProcess(args, {
    STATE_DIR: state(),
    LOG_DIR: path.join(directory, "logs"),
    REPORT_DIR: path.join(directory, "reports"),
  });
const resolve = (...args: readonly string[]): Promise<InProcessResult> =>
  run(["resolve", REFERENCE, ...args]);

/** Twenty minutes ago the broker gave an order an id, and has not shown it since. */
async function orderThatVanished(): Promise<void> {
  const now = systemClock(new AbortController().signal).now();
  const at = subtractDuration(now, minutes(20));
  const simulator = await startSimulator({ statePath: path.join(state(), "simulator.db"), now: () => now });
  await simulator.close();
  const { store } = openStore({ directory: state(), now: at });
  const cycle = store.beginCycle({ runId: runId("run-before"), startedAt: at, dryRun: false });
  const shared = {
    accountKey: accountKey("account-1"),
    instrument: instrument("CfdOnIndex", 4913),
    quantity: decimal("10"),
    strategy: "moving_average@1",
    decisionBarCloseAt: at,
    createdAt: at,
    requestId: requestId("request-before"),
  };
  const vanished = [
    { ...shared, externalReference: REFERENCE, side: "buy", purpose: "entry" } as const,
    ...CHILDREN.map((child) => ({ ...shared, ...child, side: "sell", price: decimal("900") }) as const),
  ];
  for (const [index, { id }] of store.createIntents(cycle, vanished).entries()) {
    const given = orderId(String(5999 + index));
    store.recordTransition(cycle, id, { to: "placing", reason: "ABOUT_TO_SEND", clockAheadMs: 0 }, at);
    store.recordTransition(cycle, id, { to: "placed", reason: "ACCEPTED", orderId: given }, at);
    store.recordTransition(cycle, id, { to: "unknown", reason: "ORDER_VANISHED" }, at);
  }
  store.close();
}

interface Recorded {
  readonly state: string | undefined;
  readonly last: string | undefined;
  readonly own: readonly string[];
}

function recorded(): Recorded {
  const reader = openStoreForReading(state());
  const history = reader?.historyOf(REFERENCE).at(-1);
  const own = [...(reader?.ownPositions() ?? [])].map(([id, quantity]) => `${id} ${quantity.toString()}`);
  reader?.close();
  return { state: history?.standing.state, last: history?.transitions.at(-1)?.reason, own };
}

const UNTOUCHED: Recorded = { state: "unknown", last: "ORDER_VANISHED", own: [] };
const WORD = ["--as", "filled", "--reason", "the desk says so"] as const;

describe("resolve", () => {
  it("books what a person says was executed, under their name", async () => {
    const { code, stdout, stderr } = await resolve(...WORD, "--quantity", "3", "--confirm", LAST_SIX);
    expect([code, stdout]).toEqual([
      0,
      `recorded: ${REFERENCE} is cancelled, our position is changed by 3\nits stop is still in doubt: tradebot resolve ATB-ITSSTOP --as filled|absent --reason <text>\n`,
    ]);
    expect(stderr).toContain(
      "order id: 5999\nin doubt as well, of the same request: its stop, ATB-ITSSTOP\nnothing of it in open orders, order log and positions\n",
    );
    expect(recorded()).toEqual({
      state: "cancelled",
      last: "RESOLVED_BY_PERSON",
      own: ["CfdOnIndex:4913 3"],
    });
    const log = readFileSync(path.join(directory, "logs", "bot.log"), "utf8");
    expect(log).toMatch(/WARN .* \| execution_order_resolved \| .*adjusted_by=3/);
    const { code: sound, stdout: verified } = await run(["maintenance", "verify"]);
    expect([sound, verified]).toEqual([0, expect.any(String)]);
  });

  it("lets the decision be acted on again where a person says that nothing arrived", async () => {
    const { code, stdout, stderr } = await resolve(
      "--as",
      "absent",
      "--reason",
      "it is not there",
      "--confirm",
      LAST_SIX,
      "--json",
    );
    expect(code).toBe(0);
    expect(stderr).toContain("THE SAME DECISION MAY BE SENT AGAIN");
    expect(JSON.parse(stdout)).toMatchObject({
      external_reference: REFERENCE,
      state: "absent",
      reason: "RESOLVED_BY_PERSON",
      adjusted_by: "0",
      same_request: [{ external_reference: "ATB-ITSSTOP", purpose: "stop" }],
      evidence: { no_answer: [], order_ids: ["5999"], open_orders: [], order_log: [], openings: [] },
    });
    expect(recorded()).toEqual({ state: "absent", last: "RESOLVED_BY_PERSON", own: [] });
    const again = await resolve(...WORD, "--confirm", LAST_SIX);
    expect(again.code).toBe(64);
    expect(again.stderr).toContain(`no order under "${REFERENCE}" is unknown here`);
  });

  it.each([
    ["nobody is there to be asked", [...WORD], "nobody is there to be asked"],
    [
      "another order is confirmed",
      [...WORD, "--confirm", "ABCDEG"],
      '"ABCDEG" is not how the reference ends',
    ],
    [
      "the reason is blank",
      ["--as", "filled", "--reason", " ", "--confirm", LAST_SIX],
      "the reason is empty",
    ],
    [
      "more than was ordered",
      [...WORD, "--quantity", "11", "--confirm", LAST_SIX],
      "11 cannot have been executed",
    ],
  ])("records nothing when %s", async (_, args, why) => {
    const { code, stdout, stderr } = await resolve(...args);
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain(why);
    expect(recorded()).toEqual(UNTOUCHED);
  });

  it("takes no beginning of a reference for the whole", async () => {
    const { code, stderr } = await run(["resolve", "ATB-VANISHED", ...WORD, "--confirm", LAST_SIX]);
    expect(code).toBe(64);
    expect(stderr).toContain('no order under "ATB-VANISHED" is unknown here');
    expect(recorded()).toEqual(UNTOUCHED);
  });
});
