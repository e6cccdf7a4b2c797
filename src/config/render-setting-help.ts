import { fileVariable } from "./all-settings.ts";
import { portableLine } from "./portable-line.ts";
import { expectedInWords, meaningInWords, presenceInWords } from "./presence-words.ts";
import type { Setting } from "./setting.ts";
import { GROUPS } from "./setting.ts";
import { wrapText } from "./wrap-text.ts";

const WIDTH = 98;

const indented = (text: string): string =>
  wrapText(text, WIDTH)
    .map((line) => `  ${line}\n`)
    .join("");

/** What the documentation says of one setting, for a terminal. */
export function renderSettingHelp(setting: Setting): string {
  const { name, group, isSecret, example } = setting;
  const lines = [
    meaningInWords(setting),
    `Expected: ${expectedInWords(setting)}.`,
    `Default: ${presenceInWords(setting, (text) => text)}.`,
    ...(isSecret === true
      ? [`Secret: never printed. ${fileVariable(name)} can hold the path of a file with it instead.`]
      : []),
    ...(example === undefined ? [] : [`Example: ${portableLine(name, example) ?? example}`]),
  ];
  return `${name} (${GROUPS[group]})\n${lines.map(indented).join("")}`;
}

/** The same as data. */
export const settingDocument = ({
  name,
  group,
  description,
  expected,
  presence,
  example,
  isSecret,
  versions,
}: Setting) => ({
  name,
  group,
  description,
  expected,
  default: presence,
  ...(example === undefined ? {} : { example }),
  secret: isSecret === true,
  ...(versions === undefined
    ? {}
    : {
        strategies: versions.map(({ presence: byDefault, ...rest }) => ({ ...rest, default: byDefault })),
      }),
});
