import path from "node:path";
import { describeFault } from "../config/config-fault.ts";
import { describeOrigin } from "../config/origin.ts";
import { resolveSettings, type SettingsSources } from "../config/resolve.ts";
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
 * The state directory as a cycle with these options would find it, for what must work when no cycle does: files that
 * cannot be read, lines that nobody understands and settings that are wrong count only where they could say another one.
 *
 * @param stated what a person says it is, over everything else
 */
export function findStateDirectory(
  { env }: Pick<Host, "env">,
  options: ConfigurationOptions,
  stated: string | undefined,
): FoundDirectory {
  if (stated !== undefined) return { path: path.resolve(stated), origin: "--state-dir" };
  const doubts: string[] = [];
  for (const look of [() => inEnvironment(env), ...envFilesFromTop(options)]) {
    const said = look();
    if (typeof said === "object") return { ...said, ...doubtOf(doubts) };
    if (said !== undefined) doubts.push(said);
  }
  const byDefault = directoryIn({ files: [], environment: {} });
  if (typeof byDefault !== "object") throw new Error(`${NAME} has no default`);
  return { ...byDefault, origin: "the default", ...doubtOf(doubts) };
}

const doubtOf = (doubts: readonly string[]): Pick<FoundDirectory, "doubt"> =>
  doubts.length === 0 ? {} : { doubt: doubts.join("; ") };

/** What one layer says: a directory, nothing, or why it cannot be told. */
type Said = Pick<FoundDirectory, "path" | "origin"> | string | undefined;

const inEnvironment = (env: Host["env"]): Said =>
  (env[NAME] ?? "") === "" ? undefined : directoryIn({ files: [], environment: { [NAME]: env[NAME] } });

/** The file that lies over the other comes first. */
function envFilesFromTop(options: ConfigurationOptions): readonly (() => Said)[] {
  const base = (): Said => inFile(topFile(withoutLayer(options)), options.envFile !== undefined);
  const layer = (): Said => {
    try {
      return inFile(topFile(options), true);
    } catch (error) {
      return messageOf(error);
    }
  };
  return options.config === undefined ? [base] : [layer, base];
}

const withoutLayer = ({ envFile }: ConfigurationOptions): ConfigurationOptions =>
  envFile === undefined ? {} : { envFile };

function inFile(name: string, isRequired: boolean): Said {
  try {
    const file = readEnvFile(name, isRequired);
    if (file === undefined) return undefined;
    const said = directoryIn({ files: [{ name, text: file.text }], environment: {} });
    return typeof said === "object" && said.origin === "default" ? undefined : said;
  } catch (error) {
    return messageOf(error);
  }
}

function directoryIn(sources: Omit<SettingsSources, "readSecretFile">): Said {
  const resolution = resolveSettings({ ...sources, readSecretFile });
  const faults = resolution.kind === "valid" ? [] : resolution.faults;
  const own = faults.filter(({ setting }) => setting === NAME);
  if (own.length > 0) return own.map(describeFault).join("; ");
  const found = resolution.effective.find(({ name }) => name === NAME);
  if (found?.value === undefined) return `${NAME} cannot be told`;
  return { path: path.resolve(found.value), origin: describeOrigin(found.origin) };
}

/** Nothing of a file that somebody names is more than a doubt here; a bug is thrown. */
function messageOf(error: unknown): string {
  if (error instanceof TradebotError) return error.message;
  throw error;
}
