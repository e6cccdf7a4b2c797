import { describe, expect } from "vitest";
import { z } from "zod";
import { minutes } from "../../src/core/domain/time.ts";
import type { LogLine } from "../support/log-lines.ts";
import { at } from "./json.ts";
import { startSaxo } from "./saxo.ts";
import { eventsOf, it, linesOf, logged } from "./workspace.ts";

const ALWAYS_PRESENT = ["run_id", "cycle_id", "dry_run", "single_cycle", "env", "strategy"];

/** The order's life, as its reference finds it in the log. */
const STORY = [
  "strategy_decision_made",
  "execution_intent_created",
  "execution_precheck_begin",
  "execution_precheck_passed",
  "execution_placement_begin",
  "execution_order_placed",
  "execution_order_filled",
  "execution_reconcile_result",
];

/** The same order's life, as the store and the log tell it together. */
const TRACE = [
  "both cycle begins",
  "store account",
  "both decision",
  "both intent",
  "log execution_precheck_begin",
  "log execution_precheck_passed",
  "both placing",
  "both placed",
  "both execution",
  "both filled",
  "store account",
  "both cycle ends",
];

function toldBy(stdout: string): readonly string[] {
  const { events } = TraceOutput.parse(JSON.parse(stdout));
  return events.map(({ source, what }) => `${source} ${what}`);
}

const TraceOutput = z.looseObject({
  events: z.array(z.looseObject({ source: z.string(), what: z.string() })),
});

const mentioning = (lines: readonly LogLine[], reference: string): readonly LogLine[] =>
  lines.filter(({ fields }) => fields["external_reference"] === reference);

describe.concurrent("the first cycle in an empty directory", () => {
  it("places one order, follows it to its fill and can explain it", async ({ bot }) => {
    const first = await bot.run(["--single-cycle"]);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(
      /^cycle 1: done, exit 0\n {2}3 of 3 instruments read; signals: 1 buy, 0 sell, 2 hold; orders: 1 placed, 1 filled\n {2}buy 1 CfdOnIndex:4913: filled 1 at \d+(\.\d+)?, order \d+ \(ATB-[A-Z2-7]+\)\n {2}stop at \d+(\.\d+)? for 1 CfdOnIndex:4913: accepted, order \d+, waits \(ATB-[A-Z2-7]+\)\n {2}target at \d+(\.\d+)? for 1 CfdOnIndex:4913: accepted, order \d+, waits \(ATB-[A-Z2-7]+\)\n$/,
    );
    expect(first.stderr).toBe(bot.read("logs/bot.log"));

    const lines = bot.log();
    const [intent, ...others] = linesOf(lines, "execution_intent_created");
    const reference = intent?.fields["external_reference"] ?? "";
    expect(others.map(({ fields }) => fields["purpose"])).toEqual(["stop", "target"]);
    expect(reference).toMatch(/^ATB-[A-Z2-7]{26}$/);
    expect(eventsOf(mentioning(lines, reference))).toEqual(STORY);
    expect(mentioning(lines, reference).at(-1)?.fields).toMatchObject({
      intent_state: "filled",
      execution_outcome: "SUCCESS",
      filled_quantity: "1",
    });
    for (const { fields } of lines) expect(Object.keys(fields).slice(0, 6)).toEqual(ALWAYS_PRESENT);
    expect(lines.at(-1)).toMatchObject({
      event: "cycle_end",
      fields: { exit_code: "0", placed: "1", filled: "1" },
    });

    const again = await bot.run(["--single-cycle"]);
    expect(again.code).toBe(0);
    expect(again.stdout).toContain("cycle 2: done, exit 0\n");
    expect(linesOf(bot.log(), "execution_order_placed")).toHaveLength(3); // with its stop and its target

    const order = linesOf(lines, "execution_order_placed")[0]?.fields["order_id"] ?? "";
    const traces = await Promise.all([
      bot.run(["trace", reference.slice(0, 12), "--json"]),
      bot.run(["trace", order]),
      bot.run(["trace", "1", "--json"]),
      bot.run(["trace", "12345"]),
    ]);
    expect(traces.map(({ code }) => code)).toEqual([0, 0, 0, 64]);
    const [byReference, byOrder, byCycle, byNothing] = traces;
    expect(toldBy(byReference.stdout)).toEqual(TRACE);
    expect(JSON.parse(byReference.stdout)).toMatchObject({
      kind: "order",
      id: reference,
      missing: [],
      remedies: [],
    });
    expect(byOrder.stdout).toMatch(
      new RegExp(`^order ${reference}\\nbuy 1 CfdOnIndex:4913 .*: filled, order ${order}, 1 filled\\n`),
    );
    expect(toldBy(byCycle.stdout).slice(0, 2)).toEqual(["log startup_begin", "log startup_config_loaded"]);
    expect(toldBy(byCycle.stdout).at(-1)).toBe("both cycle ends");
    expect(byNothing.stderr).toContain(
      'neither the store nor the log knows of an order, cycle or run "12345"',
    );

    const [status, text, why, whyText, other, earlier, absent] = await Promise.all([
      bot.run(["status", "--json"]),
      bot.run(["status"]),
      bot.run(["why", "CfdOnIndex:4913", "--cycle", "1", "--json"]),
      bot.run(["why", "CfdOnIndex:4913", "--cycle", "1"]),
      bot.run(["why", "Stock:211"]),
      bot.run(["why", "--json"]),
      bot.run(["why", "--cycle", "7"]),
    ]);
    expect(
      [status, text, why, whyText, other, earlier].map(({ code, stderr }) => ({ code, stderr })),
    ).toEqual(Array(6).fill({ code: 0, stderr: "" }));
    const newestFirst = [
      at(status.stdout, "cycles", 0, "cycle_id"),
      at(status.stdout, "cycles", 1, "cycle_id"),
    ];
    expect(newestFirst).toEqual([2, 1]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      lock: { state: "free" },
      unknown_orders: [],
      open_intents: [
        { instrument_id: "CfdOnIndex:4913", side: "sell", purpose: "stop", quantity: "1", state: "placed" },
        { instrument_id: "CfdOnIndex:4913", side: "sell", purpose: "target", quantity: "1", state: "placed" },
      ],
      positions: [{ instrument_id: "CfdOnIndex:4913", quantity: "1", own_quantity: "1" }],
      today: { orders: 1, filled: 1 },
    });
    expect(text.stdout).toMatch(/^CfdOnIndex:4913 +1 +1$/m);
    expect(JSON.parse(why.stdout)).toMatchObject([
      {
        cycle_id: 1,
        action: "buy",
        reason: "SIG_CROSSED_ABOVE",
        external_reference: reference,
        outcome: {
          state: "filled",
          steps: [{ to: "placing" }, { to: "placed" }, { to: "filled" }],
        },
      },
    ]);
    expect(whyText.stdout).toContain(`outcome: filled, order `);
    expect(whyText.stdout).toContain(reference);
    expect(other.stdout).toMatch(/^Stock:211: hold, \w+ \(cycle 2, /);
    expect(at(earlier.stdout, "length")).toBe(3);
    expect(at(earlier.stdout, 0, "cycle_id")).toBe(2);
    expect(absent).toMatchObject({ code: 64, stdout: "" });
    expect(absent.stderr).toContain("cycle 7 recorded no decision");
  });

  it("runs once when it is started twice at the same moment", async ({ bot }) => {
    const results = await Promise.all([bot.run(["--single-cycle"]), bot.run(["--single-cycle"])]);
    expect(results.map(({ code }) => code).sort()).toEqual([0, 75]);
    expect(linesOf(bot.log(), "execution_order_placed")).toHaveLength(3);
    expect(at((await bot.run(["status", "--json"])).stdout, "cycles", "length")).toBe(1);
  });
});

describe.concurrent("while a cycle runs", () => {
  it("a second start does nothing but say in one line who runs", async ({ bot }) => {
    const running = bot.start(["--single-cycle", "--jitter-seconds-max", "3600"]);
    await logged(running, "startup_config_loaded");
    const second = await bot.run(["--single-cycle"]);
    expect(second).toMatchObject({ code: 75, stdout: "" });
    expect(second.stderr).toMatch(/^[^\n]+\n$/);
    running.child.kill("SIGTERM");
    await running.result;

    const skips = linesOf(bot.log(), "cycle_skip_lock_held");
    expect(skips).toHaveLength(1);
    expect(skips[0]?.fields["holder_process_id"]).toBe(String(running.child.pid));
    const theirs = bot.log().filter(({ fields }) => fields["run_id"] === skips[0]?.fields["run_id"]);
    expect(eventsOf(theirs)).toEqual(["cycle_skip_lock_held"]);
    expect(bot.has("state/tradebot.db")).toBe(false);
  });

  it("the status shows it, its holder and its open order", async ({ bot }) => {
    const saxo = await startSaxo(bot, { activityDelay: minutes(60) }); // so that the order stays open
    const running = bot.start(["--single-cycle"], saxo.env);
    await logged(running, "execution_order_placed");
    const during = await bot.run(["status", "--json"], saxo.env);
    running.child.kill("SIGTERM");
    await running.result;
    await saxo.stop();
    expect(JSON.parse(during.stdout)).toMatchObject({
      lock: { state: "held", holder: "alive", process_id: running.child.pid },
      cycles: [{ cycle_id: 1, outcome: "unfinished" }],
      open_intents: [
        { instrument_id: "CfdOnIndex:4913", purpose: "entry", state: "placed" },
        { instrument_id: "CfdOnIndex:4913", purpose: "stop", state: "placed" },
        { instrument_id: "CfdOnIndex:4913", purpose: "target", state: "placed" },
      ],
    });
  });
});

describe.concurrent("a dry run", () => {
  it("ends before the placement, and the start after it places the order", async ({ bot }) => {
    const dry = await bot.run(["--single-cycle", "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain("orders: 0 placed, 0 filled\n");
    expect(dry.stdout).toContain("buy 1 CfdOnIndex:4913: would be placed; this is a dry run");
    const dryLines = bot.log();
    expect(eventsOf(dryLines)).toContain("execution_dry_run_ended");
    expect(eventsOf(dryLines)).not.toContain("execution_placement_begin");
    expect(new Set(dryLines.map(({ fields }) => fields["dry_run"]))).toEqual(new Set(["true"]));
    const status = await bot.run(["status", "--json"]);
    expect(JSON.parse(status.stdout)).toMatchObject({
      open_intents: [],
      positions: [],
      today: { orders: 0, filled: 0 },
      cycles: [{ dry_run: true }],
    });

    const real = await bot.run(["--single-cycle"]);
    expect(real.code).toBe(0);
    expect(real.stdout).toContain("orders: 1 placed, 1 filled\n");
    const references = linesOf(bot.log(), "execution_intent_created").map(
      ({ fields }) => fields["external_reference"],
    );
    expect(references).toHaveLength(6);
    expect(references.slice(3)).toEqual(references.slice(0, 3));
  });
});

describe.concurrent("a cycle outside the trading hours", () => {
  it("ends with 0 and starts no broker of its own", async ({ bot }) => {
    const { code, stdout, stderr } = await bot.run(["--single-cycle"], { TRADING_HOURS_MODE: "fixed" });
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: "cycle 1: skipped (OUTSIDE_TRADING_HOURS), exit 0\n",
    });
    expect(stderr).toBe(bot.read("logs/bot.log"));
    expect(linesOf(bot.log(), "cycle_skip_outside_trading_hours")[0]?.fields).toMatchObject({
      hours_mode: "fixed",
      next_market_open_at: "2026-03-04T14:30:00.000Z",
    });
    expect(bot.has("state/simulator.db")).toBe(false);
  });
});
