import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { isKeeperName } from "../../schedule/login-keeper.ts";
import {
  DEFAULT_NAME,
  NAME,
  SCHEDULER_KINDS,
  SHOWN_KINDS,
  type ScheduleOptions,
  type SchedulerKind,
  type ShownKind,
} from "../schedule/schedule-options.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

type Flags = ScheduleOptions & { readonly json?: boolean };

/** Commands that have cycles started. */
export function registerScheduling({ program, run }: Commands): void {
  const schedule = program
    .command("schedule")
    .description("have the system's scheduler start cycles, or show how it stands");
  const show = subcommand(schedule, "show", SHOWN_KINDS)
    .description("print the files that install would write, and where; changes nothing")
    .action(async (kind: ShownKind, { json, ...options }: Flags) => {
      const { runScheduleShow } = await import("../commands/schedule.ts");
      await run(json, (input) => runScheduleShow(input, { kind, ...options }));
    });
  const install = subcommand(schedule, "install", SCHEDULER_KINDS)
    .description(
      "write the entry of this installation, check it and start it; can be repeated after every change of the settings",
    )
    .action(async (kind: SchedulerKind, { json, ...options }: Flags) => {
      const { runScheduleInstall } = await import("../commands/schedule.ts");
      await run(json, (input) => runScheduleInstall(input, { kind, ...options }));
    });
  const remove = subcommand(schedule, "remove", SCHEDULER_KINDS)
    .description("take away what install wrote, and nothing else; can be repeated")
    .action(async (kind: SchedulerKind, { json, ...options }: Flags) => {
      const { runScheduleRemove } = await import("../commands/schedule.ts");
      await run(json, (input) => runScheduleRemove(input, { kind, ...options }));
    });
  const status = subcommand(schedule, "status", SCHEDULER_KINDS)
    .description("show whether the entry is installed and enabled, its last result and its next run")
    .action(async (kind: SchedulerKind, { json, ...options }: Flags) => {
      const { runScheduleStatus } = await import("../commands/schedule.ts");
      await run(json, (input) => runScheduleStatus(input, { kind, ...options }));
    });
  addAllExamples({ show, install, remove, status });
}

function subcommand(schedule: Command, name: string, kinds: readonly string[]): Command {
  return schedule
    .command(name)
    .addArgument(new Argument("<scheduler>", "which scheduler").choices(kinds))
    .addOption(
      new Option("--name <name>", "tells several entries on one machine apart")
        .default(DEFAULT_NAME)
        .argParser(parseName),
    )
    .option("--system", "for the whole machine; what root gets without it")
    .option("--user", "for the user who types this; what everybody but root gets without it")
    .option(
      "--run-as <user>",
      "with --system: whom cycles run as (default: the owner of the working directory)",
    )
    .option(...JSON_OPTION);
}

function parseName(text: string): string {
  if (!NAME.test(text)) {
    throw new InvalidArgumentError("expected up to 48 small letters, digits and -, beginning with a letter.");
  }
  if (isKeeperName(text)) {
    throw new InvalidArgumentError("such names are those of what renews the login beside the cycles.");
  }
  return text;
}

function addAllExamples(commands: Readonly<Record<"show" | "install" | "remove" | "status", Command>>): void {
  addExamples(commands.show, {
    "tradebot schedule show systemd": "the units for this installation",
    "tradebot schedule show kubernetes": "a CronJob, to be applied by kubectl",
  });
  addExamples(commands.install, {
    "tradebot schedule install systemd": "cycles from now on, started by a systemd timer",
    "tradebot schedule install cron --name second --config second":
      "another account, with .env.second over .env",
  });
  addExamples(commands.remove, {
    "tradebot schedule remove systemd": "no more cycles; state, logs and settings stay",
  });
  addExamples(commands.status, {
    "tradebot schedule status systemd": "what systemd says",
    "tradebot schedule status systemd --json": "the same for programs",
  });
}
