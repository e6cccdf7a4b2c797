import { allSettings } from "./all-settings.ts";
import { expectedInWords, meaningInWords, presenceInWords } from "./presence-words.ts";
import type { Group, Setting } from "./setting.ts";
import { GROUPS } from "./setting.ts";

const INTRODUCTION = `# Configuration

This page and \`.env.example\` are generated from the settings schema by \`node tools/generate.ts\`; change the schema, not the page.
\`tradebot config show\` prints each setting's value, where it comes from and its default; \`tradebot config check\` names everything that is wrong, at once.

## Where a value comes from

The first of these that has a value decides:

1. the process environment
2. for secrets, the service manager's credentials (systemd \`LoadCredential=\`), named like the setting in capital or small letters
3. the file \`.env.<name>\` when the program is started with \`--config <name>\`
4. the file \`.env\`
5. the default

An empty value (\`NAME=\`) counts as not set, so the next source is asked.

## Secrets

__SECRETS__ are secrets: they are never printed, not even when they are faulty.
Instead of a secret, the path of a file that holds nothing else can be written, under the name with \`_FILE\` behind it: \`SAXO_ACCESS_TOKEN_FILE=/run/secrets/saxo\`.
One source may hold the secret or the path, not both.

## How a file is written

The file must mean the same to dotenv, Node.js, systemd's \`EnvironmentFile=\` and cron, which disagree on much. What they agree on is accepted; every other line is a fault that says how to write it:

- UTF-8 without byte order mark, LF line ends, one \`NAME=value\` in a line, no spaces around \`=\`, no \`export\`
- a value of letters, digits and \`_ . / : @ % + , = -\`, or anything in single quotes but a single quote, a backslash and control characters
- comments on lines of their own, beginning with \`#\`
- each name once in a file

## Names that are no settings

A name in a file that is no setting is a fault, with the nearest setting as a hint. So is a process variable that is no setting but looks like one: because it begins with
\`SAXO_\`, \`STRATEGY_\`, \`TRADING_\`, \`WATCHLIST\`, \`LOG_\`, \`MAX_\` or \`SCHEDULER_\`, or because it is one or two letters away from a setting.

## Settings

Words such as \`true\`, \`always\` or \`INFO\` may be written in small or capital letters.
`;

const code = (text: string): string => `\`${text}\``;

type Row = readonly string[];

/** A Markdown table whose columns are padded, as the formatter would do it. */
function table(rows: readonly Row[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: Row): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [head = [], ...body] = rows;
  return [line(head), rule, ...body.map(line)].join("\n");
}

const settingRow = (setting: Setting): Row => [
  code(setting.name),
  presenceInWords(setting, code),
  expectedInWords(setting),
  meaningInWords(setting),
];

function section(group: Group, settings: readonly Setting[]): string {
  const rows = settings.filter((setting) => setting.group === group).map(settingRow);
  return `### ${GROUPS[group]}\n\n${table([["Setting", "Default", "Expected", "Meaning"], ...rows])}\n`;
}

/** The text of `docs/configuration.md`. */
export function renderConfigurationPage(): string {
  const settings = allSettings();
  const groups = [...new Set(settings.map(({ group }) => group))];
  const secrets = settings.filter(({ isSecret }) => isSecret === true).map(({ name }) => code(name));
  const introduction = INTRODUCTION.replace("__SECRETS__", secrets.join(", "));
  return [introduction, ...groups.map((group) => section(group, settings))].join("\n");
}
