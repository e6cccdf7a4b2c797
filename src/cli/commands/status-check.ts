import { systemClock } from "../../adapters/system/system-clock.ts";
import { worstVerdict, type Check, type Verdict } from "../../report/check.ts";
import { examineHealth } from "../examine-health.ts";
import { subjectOf, subjectOfInvalid } from "../health-subject.ts";
import type { Host } from "../main.ts";
import { printable, renderJson } from "../output.ts";
import { withConfiguration } from "../own-configuration.ts";
import { readConfiguration } from "../read-settings.ts";
import type { CommandInput } from "../register/commands.ts";

/** What monitors understand: the exit codes of Nagios' plugins, and its words for them. */
const LEVELS: Readonly<Record<Verdict, { readonly code: number; readonly word: string }>> = {
  ok: { code: 0, word: "OK" },
  warn: { code: 1, word: "WARNING" },
  fail: { code: 2, word: "CRITICAL" },
};

/** Says whether the bot does its work. @returns 0, 1 or 2, whatever happens: these are the monitor's codes */
export async function runStatusCheck(input: CommandInput): Promise<number> {
  const checks = (await lookSafely(input)).map((check) => ({
    ...check,
    ...(check.remedy === undefined ? {} : { remedy: withConfiguration(check.remedy, input.configuration) }),
  }));
  const text = input.json ? renderJson(asDocument(checks)) : asText(checks);
  const isTold = await isWritten(input.host.stdout, text);
  return isTold ? LEVELS[worstVerdict(checks)].code : LEVELS.fail.code;
}

/** A monitor that heard nothing must not take that for good news. */
const isWritten = (stdout: Host["stdout"], text: string): Promise<boolean> =>
  new Promise((resolve) => {
    stdout.write(text, (error) => {
      resolve(error === undefined || error === null);
    });
  });

async function lookSafely({ host, configuration }: CommandInput): Promise<readonly Check[]> {
  try {
    const reading = readConfiguration(host, configuration);
    const subject = reading.kind === "valid" ? subjectOf(reading.settings) : subjectOfInvalid(reading);
    const now = systemClock(new AbortController().signal).now();
    return await examineHealth(subject, { now, isThorough: true });
  } catch (error) {
    return [brokenCheck(error)];
  }
}

/** A check that cannot be made is no good news either. */
const brokenCheck = (error: unknown): Check => ({
  name: "check",
  verdict: "fail",
  finding: `the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
  remedy: "run tradebot doctor; if that does not explain it, this is a bug: report it",
});

const asDocument = (checks: readonly Check[]) => ({
  status: LEVELS[worstVerdict(checks)].word,
  exit_code: LEVELS[worstVerdict(checks)].code,
  checks,
});

function asText(checks: readonly Check[]): string {
  const lines = checks.map(({ name, verdict, finding, remedy }) => {
    const advice = remedy === undefined ? "" : ` -> ${remedy}`;
    return printable(`${LEVELS[verdict].word} ${name}: ${finding}${advice}`);
  });
  return `${[headline(checks), ...lines].join("\n")}\n`;
}

/** All that many monitors show: the verdict, the first of the worst findings, and where the others are. */
function headline(checks: readonly Check[]): string {
  const verdict = worstVerdict(checks);
  const worst = checks.filter((check) => check.verdict === verdict);
  const [first, ...others] = worst;
  const words =
    verdict === "ok"
      ? checks.find(({ name }) => name === "last_good_cycle")?.finding
      : `${first?.name}: ${first?.finding}${others.length === 0 ? "" : `; also ${others.map(({ name }) => name).join(", ")}`}`;
  return printable(`${LEVELS[verdict].word} - ${words}`);
}
