import { systemClock } from "../../adapters/system/system-clock.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import { seconds } from "../../core/domain/time.ts";
import { worstVerdict, type Verdict } from "../../report/check.ts";
import type { Diagnosis } from "../doctor/diagnosis.ts";
import { endingOf, failing } from "../doctor/diagnosis.ts";
import { examine } from "../doctor/examine.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { hidingSecrets } from "../known-secrets.ts";
import { printable, printJson } from "../output.ts";
import { withConfiguration } from "../own-configuration.ts";
import { withProgress } from "../progress.ts";
import type { CommandInput } from "../register/commands.ts";
import { readSchedules } from "../schedule/read-schedules.ts";
import { painter, type Colour } from "../terminal.ts";

const PATIENCE = seconds(90);

interface DoctorOptions {
  /** Send a real message to the webhook, which is otherwise left alone. */
  readonly notifyTest?: boolean;
}

/** Checks everything a cycle depends on. @returns 0 without a failure, else the code a cycle would end with */
export async function runDoctor(
  input: CommandInput,
  { notifyTest = false }: DoctorOptions = {},
): Promise<number> {
  const stop = watchSignals();
  stop.setDeadline(PATIENCE);
  try {
    const clock = systemClock(stop.signal);
    const found = await withProgress(input.host, (say) =>
      examine(input, {
        clock,
        signal: stop.signal,
        say,
        readSchedules: (now) => readSchedules(input, now),
        sendsTestMessage: notifyTest,
      }),
    );
    const { reason } = stop.request;
    const hide = await hidingSecrets(input.host.env); // a finding can hold the broker's own words
    if (reason?.kind === "signal") {
      input.host.stderr.write(hide(lostLogin(found)));
      return signalExitCode(reason.signal);
    }
    const shown = (text: string): string => withConfiguration(hide(text), input.configuration);
    const diagnoses = [...found, ...lateness(stop)].map((each) => hidingIn(each, shown));
    if (input.json) printJson(input.host, asDocument(diagnoses));
    else input.host.stdout.write(asText(input, diagnoses));
    return exitCodeOf(diagnoses);
  } finally {
    stop.close();
  }
}

/** Whoever ends the examination must still hear of a login that ends with it. */
const lostLogin = (diagnoses: readonly Diagnosis[]): string =>
  diagnoses
    .filter(({ name, exit }) => name === "login" && exit === "storage_unwritable")
    .map(({ finding, remedy }) => `tradebot: ${finding}${remedy === undefined ? "" : `; ${remedy}`}\n`)
    .join("");

const hidingIn = (diagnosis: Diagnosis, hide: (text: string) => string): Diagnosis => ({
  ...diagnosis,
  finding: hide(diagnosis.finding),
  ...(diagnosis.remedy === undefined ? {} : { remedy: hide(diagnosis.remedy) }),
});

const exitCodeOf = (diagnoses: readonly Diagnosis[]): number => EXIT_CODES[endingOf(diagnoses)].code;

function lateness({ request }: StopWatch): readonly Diagnosis[] {
  if (request.reason === undefined) return [];
  const finding = `the broker had not answered everything after ${PATIENCE / 1000} s`;
  return [
    failing("patience", finding, {
      exit: "broker_unreachable",
      remedy: "look at the network and the broker's status page; with a long WATCHLIST, check a part of it",
    }),
  ];
}

const asDocument = (diagnoses: readonly Diagnosis[]) => ({
  verdict: worstVerdict(diagnoses),
  exit_code: exitCodeOf(diagnoses),
  checks: diagnoses.map(({ name, verdict, finding, remedy, exit }) => ({
    name,
    verdict,
    finding,
    remedy,
    exit_code: exit === undefined ? undefined : EXIT_CODES[exit].code,
  })),
});

const COLOURS: Readonly<Record<Verdict, Colour>> = { ok: "green", warn: "yellow", fail: "red" };

function asText({ host }: CommandInput, diagnoses: readonly Diagnosis[]): string {
  const paint = painter(host.stdout, host.env);
  const lines = diagnoses.map(({ name, verdict, finding, remedy }) => {
    const advice = remedy === undefined ? "" : ` -> ${printable(remedy)}`;
    return `${paint(verdict.padEnd(4), COLOURS[verdict])} ${name}: ${printable(finding)}${advice}\n`;
  });
  const count = (verdict: Verdict): number => diagnoses.filter((each) => each.verdict === verdict).length;
  return `${lines.join("")}${count("ok")} ok, ${count("warn")} to look at, ${count("fail")} to repair\n`;
}
