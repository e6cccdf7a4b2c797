import { statSync } from "node:fs";
import { hostname } from "node:os";
import type { ClockReading } from "../../core/domain/clock-skew.ts";
import { secretNames } from "../../config/all-settings.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { checkLogName } from "./check-log-name.ts";
import { checkArming } from "../../report/check-arming.ts";
import { checkMetrics } from "../../report/check-metrics.ts";
import { checkTelling } from "../../report/check-telling.ts";
import { armingStanding } from "../arming/arming-standing.ts";
import { loadConfiguration } from "../load-configuration.ts";
import { metricsFile } from "../metrics-file.ts";
import type { Say } from "../progress.ts";
import type { CommandInput } from "../register/commands.ts";
import { knownIncidents } from "../status-incidents.ts";
import type { ScheduleReading } from "../schedule/read-schedules.ts";
import { checkConfiguration, type ConfigurationReading, type EnvFileFacts } from "./check-configuration.ts";
import { checkDirectories, type DirectoryFacts } from "./check-directories.ts";
import { checkNotification } from "./check-notification.ts";
import { checkProgram } from "./check-program.ts";
import { checkScheduler } from "./check-scheduler.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failureOf } from "./diagnosis.ts";
import { directoryFacts } from "./directory-facts.ts";
import { examineState } from "./examine-state.ts";
import { programFacts } from "./program-facts.ts";

export interface Examination {
  readonly clock: Clock;
  /** Ends what waits for the broker. */
  readonly signal: AbortSignal;
  readonly say: Say;
  /** Asks the machine's schedulers about this installation. */
  readonly readSchedules: (now: Timestamp) => Promise<readonly ScheduleReading[]>;
  /** Whether a real message may go out. */
  readonly sendsTestMessage: boolean;
}

const CONFIGURE_FIRST = "correct the configuration first";

/** Looks at everything a cycle will depend on, as far as each can be looked at, and changes nothing. */
export async function examine(input: CommandInput, examination: Examination): Promise<readonly Diagnosis[]> {
  const { clock, say } = examination;
  say("looking at this machine");
  const configuration = readConfiguration(input);
  const settings =
    !(configuration instanceof TradebotError) && configuration.kind === "valid"
      ? configuration.settings
      : undefined;
  const talksToBroker = settings !== undefined && settings.environment !== "LOCAL";
  const places = placesIn(configuration);
  const state = await examineState(places.get("STATE_DIR"), { settings, now: clock.now() });
  return [
    ...checkProgram(programFacts(input.host), talksToBroker),
    ...checkConfiguration(configuration, envFilesOf(configuration)),
    ...(settings === undefined ? [] : checkArming(armingStanding(settings, clock.now()), clock.now())),
    ...checkDirectories([...places].map(([setting, place]) => directoryFacts(setting, place))),
    ...checkLogName(places.get("LOG_DIR")),
    ...state.diagnoses,
    ...(configuration instanceof TradebotError
      ? [doubtful("scheduler", "was not asked, because the configuration cannot be read", CONFIGURE_FIRST)]
      : checkScheduler(await examination.readSchedules(clock.now()), settings?.environment)),
    ...(settings === undefined
      ? [doubtful("broker", "was not asked, because the configuration is not valid", CONFIGURE_FIRST)]
      : [
          checkNotification(settings, checkTelling(knownIncidents(settings.stateDirectory), clock.now())),
          ...metricsOf(settings),
          ...(await testNotification(settings, examination)),
          ...(await askBroker(input, { settings, owner: state.owner }, examination)),
        ]),
  ];
}

function readConfiguration({ host, configuration }: CommandInput): ConfigurationReading {
  try {
    return loadConfiguration(host.env, configuration, { opensStrategyNow: true });
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}

/** A bot that has not run yet has written nothing: here only the place is looked at. */
const metricsOf = ({ prometheusFile }: Settings): readonly Diagnosis[] =>
  prometheusFile === undefined
    ? []
    : [checkMetrics(metricsFile(prometheusFile), { kind: "known", fact: undefined })];

type DirectorySetting = DirectoryFacts["setting"];
const DIRECTORIES: readonly DirectorySetting[] = ["STATE_DIR", "LOG_DIR", "REPORT_DIR"];

/** Where the directories are, also by a configuration with other faults. */
function placesIn(configuration: ConfigurationReading): ReadonlyMap<DirectorySetting, string> {
  if (configuration instanceof TradebotError) return new Map();
  const faulty = new Set(
    configuration.kind === "invalid" ? configuration.faults.map(({ setting }) => setting) : [],
  );
  return new Map(
    DIRECTORIES.flatMap((name) => {
      const value = configuration.effective.find((setting) => setting.name === name)?.value;
      return value === undefined || faulty.has(name) ? [] : [[name, value] as const];
    }),
  );
}

function envFilesOf(configuration: ConfigurationReading): readonly EnvFileFacts[] {
  if (configuration instanceof TradebotError) return [];
  const secrets = new Set(secretNames());
  return configuration.files.map((name) => {
    const { mode, uid } = statSync(name);
    return {
      name,
      ...(process.platform === "win32" ? {} : { mode: mode & 0o777 }),
      isOurs: process.geteuid === undefined || uid === process.geteuid() || uid === 0,
      holdsSecret: configuration.effective.some(
        (setting) =>
          secrets.has(setting.name) && setting.origin.kind === "file" && setting.origin.file === name,
      ),
    };
  });
}

async function testNotification(
  settings: Settings,
  { clock, signal, say, sendsTestMessage }: Examination,
): Promise<readonly Diagnosis[]> {
  if (!sendsTestMessage) return [];
  say("sending a test message");
  const { sendTestMessage } = await import("./send-test-message.ts");
  return [await sendTestMessage(settings, { clock, signal, host: hostname() })];
}

async function askBroker(
  { host }: CommandInput,
  { settings, owner }: { readonly settings: Settings; readonly owner: StoreOwner | undefined },
  { clock, signal, say }: Examination,
): Promise<readonly Diagnosis[]> {
  const [{ brokerConnection }, { cycleSettings }, { loginEvents }, { systemIds }, { examineBroker }] =
    await Promise.all([
      import("../broker-connection.ts"),
      import("../cycle-plan.ts"),
      import("../login/command-events.ts"),
      import("../../adapters/system/system-ids.ts"),
      import("./examine-broker.ts"),
    ]);
  const log = loginEvents(host, settings, clock);
  const clockReadings: ClockReading[] = [];
  const connection = brokerConnection({
    settings,
    clock,
    ids: systemIds(),
    events: log, // of the login alone: of all else whoever asks sees what came of it
    signal,
    addSecret: log.addSecret,
    simulatorPath: ":memory:", // a cycle that runs has the books to itself
    onBrokerClock: (reading) => clockReadings.push(reading),
  });
  try {
    const diagnoses = await examineBroker({
      settings,
      plan: cycleSettings(settings),
      connect: () => connection.connect(),
      clockReadings,
      owner,
      now: () => clock.now(),
      say,
    });
    await connection.close();
    const { loginFault } = connection;
    return loginFault === undefined ? diagnoses : [...diagnoses, failureOf("login", loginFault)];
  } finally {
    await connection.close();
  }
}
