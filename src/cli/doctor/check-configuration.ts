import { describeFault, type ConfigFault } from "../../config/config-fault.ts";
import type { EffectiveSetting } from "../../config/effective.ts";
import { describeOrigin } from "../../config/origin.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Configuration } from "../load-configuration.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, failureOf, fine } from "./diagnosis.ts";

/** What the configuration turned out to be, or why it could not even be read. */
export type ConfigurationReading = Configuration | TradebotError;

/** An env file as it lies on the disk. */
export interface EnvFileFacts {
  readonly name: string;
  /** Absent where the system has no such modes. */
  readonly mode?: number;
  readonly isOurs: boolean;
  readonly holdsSecret: boolean;
}

/** Every fault in a line of its own; without any, what is doubtful all the same. */
export function checkConfiguration(
  configuration: ConfigurationReading,
  files: readonly EnvFileFacts[],
): readonly Diagnosis[] {
  if (configuration instanceof TradebotError) return [failureOf("configuration", configuration)];
  return [
    ...verdicts(configuration),
    ...files.flatMap(checkEnvFile),
    ...checkUnused(configuration.effective),
  ];
}

function verdicts(configuration: Configuration): readonly Diagnosis[] {
  if (configuration.kind === "invalid") {
    return configuration.faults.map(faultDiagnosis);
  }
  const { environment, dryRun } = configuration.settings;
  const where = configuration.files.length === 0 ? "no env file" : configuration.files.join(", ");
  return [fine("configuration", `valid (${where}); ${environment}${dryRun ? ", dry run" : ""}`)];
}

function faultDiagnosis({ hint, ...fault }: ConfigFault): Diagnosis {
  const { setting } = fault;
  const docs = setting === undefined ? "see: tradebot config docs" : `see: tradebot config docs ${setting}`;
  return failing("configuration", describeFault(fault), { exit: "configuration", remedy: hint ?? docs });
}

const OTHERS = 0o077;
const WRITABLE_BY_OTHERS = 0o022;

function checkEnvFile({ name, mode, isOurs, holdsSecret }: EnvFileFacts): readonly Diagnosis[] {
  if (mode === undefined) {
    if (!holdsSecret) return [];
    const remedy = `run: icacls ${name} /inheritance:r /grant:r "%USERNAME%:F"`;
    return [doubtful("env_file", `${name} holds a secret, and who may read it cannot be told here`, remedy)];
  }
  if (holdsSecret && (mode & OTHERS) !== 0) return []; // a fault of the configuration, and said as such
  if ((mode & WRITABLE_BY_OTHERS) !== 0) {
    const finding = `others can write to ${name} (mode ${mode.toString(8)}), and so decide what is traded`;
    return [doubtful("env_file", finding, `run: chmod 600 ${name}`)];
  }
  if (!isOurs) return [doubtful("env_file", `${name} belongs to another user`, "make it yours, or root's")];
  return [fine("env_file", `${name}, mode ${mode.toString(8)}${holdsSecret ? ", holds a secret" : ""}`)];
}

/** Set by somebody who believes that it has an effect. */
function checkUnused(effective: readonly EffectiveSetting[]): readonly Diagnosis[] {
  const valueOf = (name: string): string =>
    (effective.find((setting) => setting.name === name)?.value ?? "").toLowerCase();
  return effective
    .filter(({ origin }) => origin.kind !== "default" && origin.kind !== "not_set")
    .flatMap(({ name, origin, isUsed }) => {
      const why = isUsed ? whyWithoutEffect(name, valueOf) : `SAXO_ENV=${valueOf("SAXO_ENV").toUpperCase()}`;
      if (why === undefined) return [];
      const finding = `${name} (${describeOrigin(origin)}) has no effect with ${why}`;
      return [doubtful("unused_setting", finding, `remove it, or see: tradebot config docs ${name}`)];
    });
}

/** Settings that count only with a value of another one. */
const DEPENDENT: readonly (readonly [names: readonly string[], on: string, value: string])[] = [
  [["TRADING_START", "TRADING_END", "TRADING_DAYS", "TRADING_HOLIDAYS"], "TRADING_HOURS_MODE", "fixed"],
  [["LOG_RETENTION_DAYS"], "LOG_ROTATION_MODE", "time"],
  [["LOG_MAX_BYTES", "LOG_BACKUP_COUNT"], "LOG_ROTATION_MODE", "size"],
];

function whyWithoutEffect(name: string, valueOf: (name: string) => string): string | undefined {
  const rule = DEPENDENT.find(([names]) => names.includes(name));
  if (rule === undefined) return undefined;
  const [, on, needed] = rule;
  return valueOf(on) === needed ? undefined : `${on}=${valueOf(on)}`;
}
