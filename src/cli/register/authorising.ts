import { Option } from "commander";
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
export function registerAuthorising({ program, run }: Commands): void {
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
