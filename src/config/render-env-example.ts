import { assert } from "../core/domain/assert.ts";
import { allSettings } from "./all-settings.ts";
import { portableLine } from "./portable-line.ts";
import { expectedInWords, meaningInWords, presenceInWords } from "./presence-words.ts";
import type { Group, Setting } from "./setting.ts";
import { GROUPS } from "./setting.ts";
import { wrapText } from "./wrap-text.ts";

const WIDTH = 100;
const COMMENT_SIGN = "# ";

const HEADER = [
  "Settings of tradebot. Copy this file to .env, keep it to yourself (chmod 600 .env), and remove the # before the",
  "lines you want to change: a line that begins with # has no effect. docs/configuration.md says the same at length.",
  "",
  "The file means the same to dotenv, Node.js, systemd and cron as long as each line is NAME=value, without spaces,",
  "with a value of letters, digits and _ . / : @ % + , = - or, for any other characters, in single quotes; no double",
  "quotes, no export, no backslash, no comment behind a value. Everything else is refused.",
];

const comment = (line: string): string => (line === "" ? "#" : `${COMMENT_SIGN}${line}`);

/** What would stand there: SIM's default first, since a file is rarely written for the embedded broker. */
function exampleValue({ presence: { SIM, LOCAL }, example }: Setting): string {
  if (SIM.kind === "default") return SIM.text;
  return example ?? (LOCAL.kind === "default" ? LOCAL.text : "");
}

function settingLines(setting: Setting): readonly string[] {
  const form = `Expected: ${expectedInWords(setting)}.`;
  const presence = `Default: ${presenceInWords(setting, (text) => text)}.`;
  const comments = [meaningInWords(setting), form, presence]
    .flatMap((text) => wrapText(text, WIDTH - COMMENT_SIGN.length))
    .map(comment);
  const line = portableLine(setting.name, exampleValue(setting));
  assert(line !== undefined, `the example of ${setting.name} can be written in an env file`);
  return [...comments, `#${line}`, ""];
}

const groupLines = (group: Group, settings: readonly Setting[]): readonly string[] => [
  comment(`--- ${GROUPS[group]} ---`),
  "",
  ...settings.filter((setting) => setting.group === group).flatMap(settingLines),
];

/** The text of `.env.example`. */
export function renderEnvExample(): string {
  const settings = allSettings();
  const groups = [...new Set(settings.map(({ group }) => group))];
  const lines = [...HEADER.map(comment), "", ...groups.flatMap((group) => groupLines(group, settings))];
  return lines.join("\n");
}
