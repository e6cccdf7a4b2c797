import type { Installation } from "./installation.ts";
import { jobWordsWithJitter } from "./installation.ts";
import { cronCommand, shellWord } from "./quoting.ts";
import type { CalendarRule, Rhythm } from "./rhythm.ts";
import { ALL_DAYS, calendarOf, HOURS_OF_DAY } from "./rhythm.ts";
import { consecutive, stepOf } from "./systemd-calendar.ts";

/** What a machine with cron may have beside it, by its path. */
export interface CronTools {
  /** Refuses a start while the one before it runs, before Node.js is even loaded. */
  readonly flock?: string;
  /** Ends a cycle that hangs. */
  readonly timeout?: string;
}

/** The five fields of each line, in the machine's own zone. */
export const cronCalendars = (rhythm: Rhythm): readonly string[] => calendarOf(rhythm).map(asFields);

function asFields({ days, hours, minutes }: CalendarRule): string {
  const step = stepOf(minutes);
  const minute = step === undefined ? minutes.join(",") : `*/${step}`;
  const hour = hours.length === HOURS_OF_DAY ? "*" : ranges(hours);
  return `${minute} ${hour} * * ${days.length === ALL_DAYS.length ? "*" : ranges(cronDays(days))}`;
}

/** Sunday is 0: not every cron knows a day 7. */
const cronDays = (days: readonly number[]): readonly number[] =>
  days.map((day) => day % ALL_DAYS.length).sort((a, b) => a - b);

const ranges = (values: readonly number[]): string =>
  consecutive(values)
    .map(([first, last]) => (first === last ? String(first) : `${first}-${last}`))
    .join(",");

/** One cycle as a shell command: what it prints is in the log already, so only warnings and worse are kept beside it. */
export function cronShellCommand(installation: Installation, { flock, timeout }: CronTools): string {
  const { name, runtime, script, workingDirectory, limits } = installation;
  const words = [
    ...(flock === undefined ? [] : [flock, "-n", "-E", "75", `${name}.cron.lock`]),
    ...(timeout === undefined
      ? []
      : [timeout, `--kill-after=${limits.stopSeconds}`, String(limits.startSeconds)]),
    runtime,
    "--",
    script,
    ...jobWordsWithJitter(installation),
  ];
  const cycle = `LOG_CONSOLE=quiet ${words.map(shellWord).join(" ")}`;
  return `umask 077 && cd ${shellWord(workingDirectory)} && ${cycle} >/dev/null 2>>${name}.cron.log`;
}

function cronLines(installation: Installation, tools: CronTools): readonly string[] {
  const user = installation.runAs === undefined ? "" : `${installation.runAs} `;
  const command = cronCommand(cronShellCommand(installation, tools));
  return cronCalendars(installation.rhythm).map((fields) => `${fields} ${user}${command}`);
}

/** A file for /etc/cron.d, whose lines name a user. cron reads it only if it ends with a line end. */
export const cronFile = (installation: Installation, tools: CronTools, heading: string): string =>
  `${[`# ${heading}`, ...cronLines(installation, tools)].join("\n")}\n`;

/** The last line of our part of a user's crontab; the first one is the heading. */
export const cronEndMark = (name: string): string => `# End of tradebot schedule for ${name}`;

/** Our part of a user's crontab, between its marks. */
export const cronBlock = (installation: Installation, tools: CronTools, heading: string): string =>
  `${[`# ${heading}`, ...cronLines(installation, tools), cronEndMark(installation.name)].join("\n")}\n`;
