import { closeSync, constants, fstatSync, readFileSync } from "node:fs";
import path from "node:path";
import { NO_FOLLOW } from "../adapters/files/no-follow.ts";
import { openRegularFile } from "../adapters/files/open-regular-file.ts";
import { openStrategyFile } from "../adapters/strategy-file/open-strategy-file.ts";
import { TradebotError } from "../core/domain/errors.ts";
import { resolveSettings, type SettingsResolution } from "../config/resolve.ts";
import type { EnvFile } from "../config/env-file.ts";
import type { ConfigFault } from "../config/config-fault.ts";
import { allSettings } from "../config/all-settings.ts";
import type { SecretFileReading } from "../config/layers.ts";
import { rememberSecrets } from "./known-secrets.ts";
import type { ConfigurationOptions } from "./program.ts";
import { notificationSecrets, secretsOf } from "./secrets-of.ts";

const DEFAULT_FILE = ".env";
const LAYER_NAME = /^[A-Za-z0-9_-]+$/;
const READABLE_BY_OTHERS = 0o077;

export type Configuration = SettingsResolution & { readonly files: readonly string[] };

/**
 * Reads the env files that the command line names, lays the process environment over them and checks everything.
 * Files that hold a secret, and files with one secret each, must be their owner's alone.
 *
 * @throws TradebotError when a file that was asked for is not there or cannot be read
 */
export function loadConfiguration(
  environment: Environment,
  options: ConfigurationOptions,
  opening: StrategyOpening = {},
): Configuration {
  rememberSecrets(environment, secretsIn(environment)); // whatever becomes of the rest
  const configuration = readConfiguration(environment, options, opening);
  rememberSecrets(
    environment,
    configuration.kind === "valid"
      ? secretsOf(configuration.settings)
      : notificationSecrets(configuration.notification),
  );
  return configuration;
}

/** Whether a user's own strategy is opened at once, so that what is wrong with it is told with everything else. */
export interface StrategyOpening {
  readonly opensStrategyNow?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

const secretsIn = (environment: Environment): readonly string[] =>
  allSettings()
    .filter(({ isSecret }) => isSecret === true)
    .flatMap(({ name }) => environment[name] ?? []);

function readConfiguration(
  environment: Environment,
  options: ConfigurationOptions,
  opening: StrategyOpening,
): Configuration {
  const { files, faults } = readEnvFiles(options);
  const credentialsDirectory = environment["CREDENTIALS_DIRECTORY"];
  const resolution = resolveSettings({
    files,
    environment,
    readSecretFile,
    openStrategy: (file) => openStrategyFile(file).declaration,
    ...opening,
    ...(credentialsDirectory === undefined
      ? {}
      : { credentials: (name: string) => readCredential(credentialsDirectory, name) }),
  });
  const names = files.map(({ name }) => name);
  if (faults.length === 0) return { ...resolution, files: names };
  const { effective } = resolution;
  const others = resolution.kind === "invalid" ? resolution.faults : [];
  const { notification } = resolution.kind === "invalid" ? resolution : resolution.settings;
  return { kind: "invalid", faults: [...faults, ...others], effective, notification, files: names };
}

function readEnvFiles({ config, envFile }: ConfigurationOptions): {
  files: EnvFile[];
  faults: ConfigFault[];
} {
  const base = envFile ?? DEFAULT_FILE;
  const wanted = [{ name: base, isRequired: envFile !== undefined }];
  if (config !== undefined) wanted.push({ name: topFile({ config, envFile: base }), isRequired: true });
  const files: EnvFile[] = [];
  const faults: ConfigFault[] = [];
  for (const { name, isRequired } of wanted) {
    const file = readEnvFile(name, isRequired);
    if (file === undefined) continue;
    files.push({ name, text: file.text });
    if (!file.isPrivate && holdsSecret(file.text)) faults.push(tooOpen(name));
  }
  return { files, faults };
}

/** The env file that lies over the others. @throws TradebotError when the layer's name is none */
export function topFile({ config, envFile = DEFAULT_FILE }: ConfigurationOptions): string {
  if (config === undefined) return envFile;
  if (LAYER_NAME.test(config)) return `${envFile}.${config}`;
  throw configurationError(`--config "${config}": expected letters, digits, "-" or "_"`);
}

/** One env file, whoever else may read it; `undefined` when it need not be there, and is not. @throws TradebotError */
export function readEnvFile(
  name: string,
  isRequired: boolean,
): { text: string; isPrivate: boolean } | undefined {
  try {
    return readFile(name, constants.O_RDONLY);
  } catch (error) {
    if (!isRequired && errnoOf(error) === "ENOENT") return undefined;
    throw configurationError(`cannot read "${name}": ${reasonOf(error)}`, {
      cause: error,
      hint: hintFor(error),
    });
  }
}

const hintFor = (error: unknown): string =>
  errnoOf(error) === "ENOENT"
    ? "write the file (tradebot init does), or name one that is there with --config or --env-file"
    : "give the file back to the user who runs tradebot, or name another with --config or --env-file";

const holdsSecret = (text: string): boolean =>
  allSettings()
    .filter(({ isSecret }) => isSecret === true)
    .some(({ name }) => new RegExp(`^\\s*(export\\s+)?${name}\\s*=\\s*\\S`, "m").test(text));

const tooOpen = (name: string): ConfigFault => ({
  fault: "holds a secret, and others than its owner can read or write it",
  expected: "mode 0600",
  hint: `run: chmod 600 ${name}`,
  origin: { kind: "file", file: name },
});

const LEADS_NOWHERE: readonly unknown[] = ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ERR_INVALID_ARG_VALUE"];

/** What a file brings that a setting names as the place of its secret. */
export function readSecretFile(file: string): SecretFileReading {
  try {
    return { kind: "text", text: readOwnFile(file).text };
  } catch (error) {
    if (LEADS_NOWHERE.includes(errnoOf(error))) return { kind: "missing" };
    return { kind: "unreadable", reason: reasonOf(error) };
  }
}

/** A file that holds nothing but a secret: never through a symbolic link, never readable by others. */
function readOwnFile(file: string): { text: string } {
  const { text, isPrivate } = readFile(file, constants.O_RDONLY | NO_FOLLOW);
  if (!isPrivate) throw new Error(`others than its owner can read or write it; run: chmod 600 ${file}`);
  return { text };
}

/** No file of settings comes near it, and lines much longer than this cannot be examined. */
const LARGEST_BYTES = 1_048_576;

function readFile(file: string, flags: number): { text: string; isPrivate: boolean } {
  const descriptor = openRegularFile(file, flags);
  try {
    const standing = fstatSync(descriptor);
    if (standing.size > LARGEST_BYTES)
      throw new Error(`it has ${standing.size} bytes, expected ${LARGEST_BYTES} at most`);
    // Windows keeps no such modes
    const isPrivate = process.platform === "win32" || (standing.mode & READABLE_BY_OTHERS) === 0;
    return { text: readFileSync(descriptor, "utf8"), isPrivate };
  } finally {
    closeSync(descriptor);
  }
}

/** The service manager keeps this directory for the service alone, so modes need no check. */
function readCredential(directory: string, name: string): string | undefined {
  try {
    return readFile(path.join(directory, name), constants.O_RDONLY).text;
  } catch (error) {
    if (errnoOf(error) === "ENOENT") return undefined;
    throw configurationError(`cannot read the credential "${name}": ${reasonOf(error)}`, { cause: error });
  }
}

function errnoOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

interface Circumstances {
  readonly cause?: unknown;
  readonly hint?: string;
}

const configurationError = (message: string, circumstances: Circumstances = {}): TradebotError =>
  new TradebotError({ code: "CONFIGURATION_UNREADABLE", message, exit: "configuration", ...circumstances });
