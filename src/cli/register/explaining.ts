import { InvalidArgumentError, Option } from "commander";
import type { SubjectKind } from "../trace/subject.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that tell what was done and why, and what came of it at the broker. */
export function registerExplaining(commands: Commands): void {
  registerWhy(commands);
  registerTrace(commands);
  registerOrders(commands);
  registerPositions(commands);
}

function registerWhy({ program, run }: Commands): void {
  const why = program
    .command("why")
    .description(
      "explain a cycle's decisions: the bar, the indicators, each gate with its number and its limit, the action",
    )
    .argument("[instrument]", "AssetType:Uic, for example Stock:211; every instrument without it")
    .addOption(
      new Option("--cycle <id>", "the cycle to explain; the newest without it").argParser(parseCycleId),
    )
    .addOption(
      new Option(
        "--replay",
        "make the decisions again from what is recorded, without the network, and compare them with the record to the byte: 0 when they are the same, 65 when not",
      ),
    )
    .addOption(
      new Option("--last <n>", "with --replay: that many of the newest cycles")
        .argParser(parseCount)
        .conflicts("cycle"),
    )
    .option(...JSON_OPTION)
    .action(async (instrument: string | undefined, options: WhyOptions) => {
      const { cycle, last, json } = options;
      if (options.replay === true) {
        if (instrument !== undefined)
          why.error("error: --replay is about whole cycles: leave the instrument out");
        const { runWhyReplay } = await import("../commands/why-replay.ts");
        await run(json, (input) => runWhyReplay(input, { cycle, last }));
        return;
      }
      if (last !== undefined) why.error("error: --last goes with --replay");
      const { runWhy } = await import("../commands/why.ts");
      await run(json, (input) => runWhy(input, { instrument, cycle }));
    });
  addExamples(why, {
    "tradebot why": "the newest cycle that decided anything",
    "tradebot why Stock:211": "the newest decision about one instrument",
    "tradebot why --cycle 17 --json": "all decisions of a cycle, for programs",
    "tradebot why --replay --last 100": "whether the last hundred cycles would decide the same again",
  });
}

interface WhyOptions {
  readonly cycle?: number;
  readonly replay?: true;
  readonly last?: number;
  readonly json?: boolean;
}

function registerTrace({ program, run }: Commands): void {
  const trace = program
    .command("trace")
    .description(
      "tell everything known about one order, cycle or run, in time order, from the store and the log",
    )
    .argument(
      "<id>",
      "external reference, order id, cycle id or run id; the beginning is enough of a reference (from ATB- on) and of a run id (from four characters on)",
    )
    .addOption(new Option("--as <kind>", "what the id is, should it name several").choices(SUBJECT_KINDS))
    .option(...JSON_OPTION)
    .action(async (text: string, { as: kind, json }: { as?: SubjectKind; json?: boolean }) => {
      const { runTrace } = await import("../commands/trace.ts");
      await run(json, (input) => runTrace(input, { text, kind }));
    });
  addExamples(trace, {
    "tradebot trace ATB-KNCLF57K": "an order, from the decision to its executions",
    "tradebot trace 5000000001": "the same, by the broker's id",
    "tradebot trace 17": "a cycle: its decisions, orders and log lines",
    "tradebot trace 17 --as order": "should the broker have given an order that number",
  });
}

const SUBJECT_KINDS: readonly SubjectKind[] = ["order", "cycle", "run"];

function registerOrders({ program, run }: Commands): void {
  const orders = program
    .command("orders")
    .description(
      "list the orders that work at the broker now, ours marked, and those of ours that its list does not show",
    )
    .addOption(
      new Option("--days <n>", "also our final orders that were made in the last n days").argParser(
        parseDays,
      ),
    )
    .addOption(new Option("--all", "also all our final orders").conflicts("days"))
    .option("--offline", "do not ask the broker: our own records alone, as the last cycle left them")
    .option(...JSON_OPTION)
    .action(async (options: OrdersOptions) => {
      const { runOrders } = await import("../commands/orders.ts");
      const settled = options.all === true ? "all" : options.days;
      await run(options.json, (input) => runOrders(input, { settled, offline: options.offline ?? false }));
    });
  addExamples(orders, {
    "tradebot orders": "what works now",
    "tradebot orders --days 7": "and what became of ours in the last week",
    "tradebot orders --offline": "while the broker cannot be asked",
  });
}

interface OrdersOptions {
  readonly days?: number;
  readonly all?: true;
  readonly offline?: true;
  readonly json?: boolean;
}

function registerPositions({ program, run }: Commands): void {
  const positions = program
    .command("positions")
    .description("list what the broker holds now, with its value, and how much of it is ours")
    .option("--closed", "also what was closed lately: the broker keeps that for about a day")
    .option(...JSON_OPTION)
    .action(async ({ json, closed }: { json?: boolean; closed?: true }) => {
      const { runPositions } = await import("../commands/positions.ts");
      await run(json, (input) => runPositions(input, { closed: closed ?? false }));
    });
  addExamples(positions, {
    "tradebot positions": "as a table",
    "tradebot positions --closed": "and what became of earlier ones",
    "tradebot positions --json": "for programs",
  });
  const account = program
    .command("account")
    .description("show the account that orders go to and its balance now, keys masked")
    .option(...JSON_OPTION)
    .action(async ({ json }: { json?: boolean }) => {
      const { runAccount } = await import("../commands/account.ts");
      await run(json, runAccount);
    });
  addExamples(account, {
    "tradebot account": "as a table",
    "tradebot --config prod account": "of the account that .env.prod names",
  });
}

function parseDays(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new InvalidArgumentError("expected a number of days, 1 to 9999.");
  return Number(text);
}

function parseCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError("expected a number of cycles, from 1.");
  return Number(text);
}

function parseCycleId(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text))
    throw new InvalidArgumentError("expected the number of a cycle, from 1.");
  return Number(text);
}
