import { readdirSync } from "node:fs";
import path from "node:path";
import { allSettings, knownNames } from "../config/all-settings.ts";
import { describeFault, type ConfigFault } from "../config/config-fault.ts";
import { editDistance } from "../config/nearest-name.ts";
import { describeOrigin } from "../config/origin.ts";
import { resolveSettings, type SettingsSources } from "../config/resolve.ts";
import { NO_SUCH_SETTING } from "../config/unknown-names.ts";
import { isKillSwitchName } from "../adapters/files/read-kill-switch.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { readEnvFile, readSecretFile, topFile } from "./load-configuration.ts";
import type { Host } from "./main.ts";
import type { ConfigurationOptions } from "./program.ts";

/** Where a setting says that a directory is, whatever is wrong with the rest of the configuration. */
export interface FoundDirectory {
  readonly path: string;
  /** In words: who says so. */
  readonly origin: string;
  /** Why it may be another one all the same; absent when it is this one for sure. */
  readonly doubt?: string;
}

const NAME = "STATE_DIR";

/**
 * The state directory as a cycle with these options would find it, for what must work when no cycle does. Whatever cannot
 * be read could have named another one, and is a doubt; only settings that are wrong under a name that can be read are none.
 *
 * @param stated what a person says it is, over everything else
 * @throws TradebotError `STATE_DIRECTORY_UNKNOWN` when it lies in a working directory that is gone
 */
export function findStateDirectory(
  { env }: Pick<Host, "env">,
  options: ConfigurationOptions,
  stated: string | undefined,
): FoundDirectory {
  if (stated !== undefined) return { path: absolute(stated), origin: "--state-dir" };
  const doubts: string[] = [];
  let areFilesAbsent = true;
  for (const look of [() => inEnvironment(env), ...envFilesFromTop(options)]) {
    const { isThere = true, directory, doubt } = look();
    if (doubt !== undefined) doubts.push(doubt);
    if (directory !== undefined) return { ...directory, ...doubtOf(doubts) };
    areFilesAbsent &&= !isThere;
  }
  const { directory } = directoryIn({ files: [], environment: {} });
  if (directory === undefined) throw new Error(`${NAME} has no default`);
  if (areFilesAbsent && isBare(directory.path)) doubts.push(NOTHING_HERE);
  return { path: directory.path, origin: "the default", ...doubtOf(doubts) };
}

const NOTHING_HERE = "there is neither an env file nor a bot in the working directory";

/** No bot has run with it: not even a directory, or the switch alone. */
function isBare(directory: string): boolean {
  try {
    return readdirSync(directory).every(isKillSwitchName);
  } catch {
    return true; // whatever it is, nobody can see a bot in it
  }
}

/** @throws TradebotError where a relative path leads nowhere any more */
function absolute(text: string): string {
  try {
    return path.resolve(text);
  } catch (error) {
    throw new TradebotError({
      code: "STATE_DIRECTORY_UNKNOWN",
      message: `the state directory "${text}" cannot be found, since the working directory is gone: the kill switch is NOT turned on or off, and nothing is armed or disarmed`,
      exit: "configuration",
      hint: "name it: tradebot kill-switch on --state-dir <absolute path>; or stop the schedule: tradebot schedule remove <systemd|cron|windows|launchd>",
      cause: error,
    });
  }
}

const doubtOf = (doubts: readonly string[]): Pick<FoundDirectory, "doubt"> =>
  doubts.length === 0 ? {} : { doubt: doubts.join("; ") };

/** What somebody must be told who trusts that it was this bot's. */
export const doubtInWords = (doubt: string): string =>
  `WARNING: this may not be the state directory of your bot, which may go on sending orders, since ${doubt}; for certain: ` +
  "tradebot kill-switch on --state-dir <the STATE_DIR of your bot>, or stop its schedule";

/** What one layer says. */
interface Said {
  /** Absent where it names none. */
  readonly directory?: Pick<FoundDirectory, "path" | "origin">;
  /** Why it may mean another one. */
  readonly doubt?: string;
  /** Whether there is such a layer; where nothing else is said there is. */
  readonly isThere?: boolean;
}

const ABSENT: Said = { isThere: false };

const inEnvironment = (env: Host["env"]): Said => {
  if ((env[NAME] ?? "") !== "") return directoryIn({ files: [], environment: { [NAME]: env[NAME] } });
  const slip = Object.keys(env).find((name) => env[name] !== "" && editDistance(name, NAME) === 1);
  return slip === undefined ? ABSENT : { doubt: `the environment has ${slip} and not ${NAME}` };
};

/** The file that lies over the other comes first. */
function envFilesFromTop(options: ConfigurationOptions): readonly (() => Said)[] {
  const base = (): Said => inFile(topFile(withoutLayer(options)), options.envFile !== undefined);
  const layer = (): Said => {
    try {
      return inFile(topFile(options), true);
    } catch (error) {
      return { doubt: messageOf(error) };
    }
  };
  return options.config === undefined ? [base] : [layer, base];
}

const withoutLayer = ({ envFile }: ConfigurationOptions): ConfigurationOptions =>
  envFile === undefined ? {} : { envFile };

function inFile(name: string, isRequired: boolean): Said {
  try {
    const file = readEnvFile(name, isRequired);
    if (file === undefined) return ABSENT;
    const { directory, doubt } = directoryIn({ files: [{ name, text: file.text }], environment: {} });
    const said = doubt === undefined ? {} : { doubt };
    return directory === undefined || directory.origin === "default" ? said : { ...said, directory };
  } catch (error) {
    return { doubt: messageOf(error) };
  }
}

function directoryIn(sources: Omit<SettingsSources, "readSecretFile">): Said {
  const resolution = resolveSettings({ ...sources, readSecretFile });
  const faults = resolution.kind === "valid" ? [] : resolution.faults;
  const doubtful = faults.filter(mayMeanTheDirectory);
  const doubt = doubtful.length === 0 ? {} : { doubt: firstOf(doubtful) };
  if (doubtful.some(({ setting }) => setting === NAME)) return doubt;
  const found = resolution.effective.find(({ name }) => name === NAME);
  if (found?.value === undefined) return { doubt: `${NAME} cannot be told` };
  return { ...doubt, directory: { path: absolute(found.value), origin: describeOrigin(found.origin) } };
}

/** A file of random bytes has a fault in every line. */
const FAULTS_SHOWN = 3;

function firstOf(faults: readonly ConfigFault[]): string {
  const more = faults.length - FAULTS_SHOWN;
  const shown = faults.slice(0, FAULTS_SHOWN).map(describeFault);
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

/** Letters between a slip, or a torn name, and the name. */
const NEAR = 3;

function mayMeanTheDirectory({ setting, fault, origin }: ConfigFault): boolean {
  if (setting === NAME) return true;
  if (origin?.kind !== "file" || origin.line === undefined) return false; // about no line: each can be read all the same
  if (setting === undefined) return true;
  if (knownNames(allSettings()).includes(setting)) return false;
  return fault !== NO_SUCH_SETTING || isNear(setting);
}

const lettersOf = (name: string): string => name.replaceAll(/[^A-Z]/g, "");

const isNear = (name: string): boolean =>
  editDistance(name, NAME) <= NEAR || lettersOf(name).includes(lettersOf(NAME)) || name.startsWith("(");

/** Nothing of a file that somebody names is more than a doubt here; a bug is thrown. */
function messageOf(error: unknown): string {
  if (error instanceof TradebotError) return error.message;
  throw error;
}
