import { allSettings, fileVariable } from "../../config/all-settings.ts";
import { describeFaultItself } from "../../config/config-fault.ts";
import type { SecretFileReading } from "../../config/layers.ts";
import { portableLine } from "../../config/portable-line.ts";
import { resolveSettings } from "../../config/resolve.ts";
import { SECRET_MASK } from "../../config/secret.ts";
import type { Setting } from "../../config/setting.ts";
import { wrapText } from "../../config/wrap-text.ts";
import { assert } from "../../core/domain/assert.ts";

/** What was answered, by the name under which the file will have it; a secret may be there as its file's path. */
export type Answers = ReadonlyMap<string, string>;

export type ReadSecretFile = (path: string) => SecretFileReading;

export function settingNamed(name: string): Setting {
  const found = allSettings().find((setting) => setting.name === name);
  assert(found !== undefined, `there is no setting ${name}`);
  return found;
}

/**
 * What is wrong with one of the answers, in the words of the configuration's own check; `undefined` when nothing is.
 *
 * @param name as it stands among the answers
 */
export function faultIn(answers: Answers, name: string, readSecretFile: ReadSecretFile): string | undefined {
  const value = answers.get(name) ?? "";
  if (portableLine(name, value) === undefined) {
    return `${name}: holds a quote, a backslash or a control character, which an env file cannot hold; a secret can stand in a file of its own`;
  }
  const resolution = resolveSettings({ files: [], environment: Object.fromEntries(answers), readSecretFile });
  if (resolution.kind === "valid") return undefined;
  const fault = resolution.faults.find(
    ({ setting }) => setting !== undefined && [setting, fileVariable(setting)].includes(name),
  );
  return fault === undefined ? undefined : describeFaultItself(fault);
}

const WIDTH = 98;

/** The text of the env file: each answer under what it means. */
export function envFileText(answers: Answers): string {
  const blocks = [...answers].map(([name, value]) => {
    const comments = wrapText(meaningOf(name), WIDTH).map((line) => `# ${line}\n`);
    const line = portableLine(name, value);
    assert(line !== undefined, `the answer for ${name} was checked`);
    return `${comments.join("")}${line}\n`;
  });
  return [
    "# Written by `tradebot init`; `tradebot config docs` explains every setting there is.\n",
    ...blocks,
  ].join("\n");
}

/** The same lines as they may be shown. */
export const shownLines = (answers: Answers): string =>
  [...answers]
    .map(
      ([name, value]) =>
        `  ${name}=${allSettings().some((each) => each.name === name && each.isSecret === true) ? SECRET_MASK : value}\n`,
    )
    .join("");

function meaningOf(name: string): string {
  const setting = allSettings().find((each) => each.name === name);
  if (setting !== undefined) return setting.description;
  const secret = allSettings().find((each) => fileVariable(each.name) === name);
  assert(secret !== undefined, `there is no setting ${name}`);
  return `File that holds ${secret.name} and nothing else: ${secret.description}`;
}
