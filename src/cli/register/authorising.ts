import { InvalidArgumentError, Option } from "commander";
import { ARMED_DAYS_DEFAULT, ARMED_DAYS_MAX } from "../../core/risk/arming.ts";
import { KILL_SWITCH_MODES, type KillSwitchMode } from "../../core/risk/kill-switch.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

const STATE_DIR_OPTION = [
  "--state-dir <path>",
  "the state directory of the bot that is meant, whatever the configuration says",
] as const;

interface Common {
  readonly json?: boolean;
  readonly stateDir?: string;
}

/** Commands by which a person says what the bot may do. */
export function registerAuthorising(commands: Commands): void {
  registerKillSwitch(commands);
  registerArming(commands);
}

function registerKillSwitch({ program, run }: Commands): void {
  const killSwitch = program
    .command("kill-switch")
    .description("hold back orders until further notice, whatever the strategy says");
  const on = killSwitch
    .command("on")
    .description(
      "from now on no order is sent, also by a cycle that runs, until it is turned off. Works with a broken" +
        " configuration, without network, and with a store that is damaged or in use. On again, it keeps its beginning",
    )
    .addOption(
      new Option(
        "--mode <mode>",
        "all: no order at all, stops and exits included; entries: none that adds risk. Widened at once, never narrowed",
      )
        .choices(KILL_SWITCH_MODES)
        .default("all"),
    )
    .option("--reason <text>", "why, for whoever finds it on")
    .option(...STATE_DIR_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: Common & { mode: KillSwitchMode; reason?: string }) => {
      const { runKillSwitchOn } = await import("../commands/kill-switch.ts");
      await run(json, (input) => runKillSwitchOn(input, options));
    });
  addExamples(on, {
    "tradebot kill-switch on": "nothing is sent any more",
    "tradebot kill-switch on --mode entries --reason holidays": "positions may be left, none is opened",
  });
  const off = killSwitch
    .command("off")
    .description("let orders be sent again. Shows what was on, by whom and since when, and asks")
    .option("--yes", "do it without a question")
    .option(...STATE_DIR_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, yes, ...options }: Common & { yes?: true }) => {
      const { runKillSwitchOff } = await import("../commands/kill-switch.ts");
      await run(json, (input) => runKillSwitchOff(input, { ...options, yes: yes ?? false }));
    });
  addExamples(off, { "tradebot kill-switch off": "when the reason is gone" });
  const status = killSwitch
    .command("status")
    .description("show whether it is on, for which orders, since when, by whom and why")
    .option(...STATE_DIR_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: Common) => {
      const { runKillSwitchStatus } = await import("../commands/kill-switch.ts");
      await run(json, (input) => runKillSwitchStatus(input, options));
    });
  addExamples(status, { "tradebot kill-switch status": "is it on?" });
}

function registerArming({ program, run }: Commands): void {
  const arm = program
    .command("arm")
    .description(
      "let LIVE trade real money: in the account that the login leads to, within the limits in force, until a day." +
        " Shows all of it and asks for the number of the account. A limit that is loosened later needs it again",
    )
    .option(
      "--expires <days>",
      `for how long, ${ARMED_DAYS_DEFAULT} days unless it says (at most ${ARMED_DAYS_MAX})`,
      parseDays,
    )
    .option(
      "--account <id>",
      "the number of the account, as Saxo's platform shows it; refused when it is another one",
    )
    .option("--yes", "do it without a question; with --account and --expires")
    .option(...JSON_OPTION)
    .action(
      async ({
        json,
        yes,
        ...options
      }: {
        json?: boolean;
        yes?: true;
        account?: string;
        expires?: number;
      }) => {
        const { runArm } = await import("../commands/arm.ts");
        await run(json, (input) => runArm(input, { ...options, yes: yes ?? false }));
      },
    );
  addExamples(arm, {
    "tradebot --config live arm": "for 30 days, after a question",
    "tradebot --config live arm --expires 7": "for a week",
  });
  const disarm = program
    .command("disarm")
    .description("take the agreement back: LIVE only prechecks from now on, also a cycle that runs")
    .option(...STATE_DIR_OPTION)
    .option(...JSON_OPTION)
    .action(async ({ json, ...options }: Common) => {
      const { runDisarm } = await import("../commands/disarm.ts");
      await run(json, (input) => runDisarm(input, options));
    });
  addExamples(disarm, { "tradebot --config live disarm": "no real money any more" });
}

function parseDays(text: string): number {
  const days = Number(text);
  if (!/^\d+$/.test(text) || days < 1 || days > ARMED_DAYS_MAX)
    throw new InvalidArgumentError(`expected whole days from 1 to ${ARMED_DAYS_MAX}.`);
  return days;
}
