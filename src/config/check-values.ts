import { present } from "../core/domain/present.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import { checkLimits } from "./check-limits.ts";
import { checkConnection } from "./check-connection.ts";
import { checkTimes } from "./check-times.ts";
import { checkStrategy } from "./check-strategy.ts";
import { checkWatchlist } from "./check-watchlist.ts";
import type { ConfigFault } from "./config-fault.ts";
import type { SettingValues } from "./schema.ts";
import { SettingsSchema } from "./schema.ts";
import { shownFault } from "./shown-text.ts";
import { blamedOf, faultAt, type Standing } from "./standing.ts";
import { complaintAbout, parametersFrom, strategySchema } from "./strategy-settings.ts";

export interface CheckedValues {
  readonly faults: readonly ConfigFault[];
  /** Absent when some value is missing or faulty. */
  readonly values?: SettingValues;
  /** By the strategy's own names; absent when one is faulty or the strategy is not known. */
  readonly parameters?: StrategyParameters;
}

/** Compiling a validator pays after many parses; this one runs once in each process. */
const ONCE = { jitless: true };

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Checks all texts against the schema, and those that are sound against each other. */
export function checkValues(
  standings: readonly Standing[],
  strategy: StrategyDeclaration | undefined,
): CheckedValues {
  const texts = textsOf(standings);
  const fixed = SettingsSchema.safeParse(texts, ONCE);
  const issues = fixed.success ? [] : fixed.error.issues;
  const sound = standings.filter(({ setting }) => !isFaulty(setting.name, issues));
  const tuned = strategy === undefined ? { faults: [] } : checkParameters(standings, texts, strategy);
  return {
    ...tuned,
    faults: [
      ...valueFaults(standings, issues),
      ...sharedDirectory(standings),
      ...checkTimes(sound),
      ...checkConnection(sound),
      ...checkWatchlist(standings),
      ...checkLimits(sound, mayNameStops(strategy, tuned.parameters)),
      ...checkStrategy(sound, strategy, tuned.parameters),
      ...tuned.faults,
    ],
    ...(fixed.success ? { values: fixed.data } : {}),
  };
}

/** Where the strategy or its parameters are not known, that is said of them. */
const mayNameStops = (
  strategy: StrategyDeclaration | undefined,
  parameters: StrategyParameters | undefined,
): boolean =>
  strategy === undefined || parameters === undefined || strategy.namesStops?.(parameters) === true;

const isFaulty = (name: string, issues: readonly Issue[]): boolean =>
  issues.some(({ path }) => path[0] === name);

function checkParameters(
  standings: readonly Standing[],
  texts: Readonly<Record<string, string>>,
  strategy: StrategyDeclaration,
): Pick<CheckedValues, "faults" | "parameters"> {
  const parsed = strategySchema(strategy).safeParse(texts, ONCE);
  if (!parsed.success) return { faults: valueFaults(standings, parsed.error.issues) };
  const parameters = parametersFrom(strategy, parsed.data);
  return { faults: complaints(standings, strategy, parameters), parameters };
}

function textsOf(standings: readonly Standing[]): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const { setting, text } of standings) if (text !== undefined) texts[setting.name] = text;
  return texts;
}

/** What the schema says of a missing text is left out: whether one is needed depends on the environment. */
function valueFaults(standings: readonly Standing[], issues: readonly Issue[]): readonly ConfigFault[] {
  return standings.flatMap((standing) => {
    const issue = issues.find(({ path }) => path[0] === standing.setting.name);
    return issue === undefined || standing.text === undefined ? [] : [kindFault(standing, issue.message)];
  });
}

const kindFault = (standing: Standing, fault: string): ConfigFault =>
  faultAt(standing, { fault: shownFault(fault), expected: standing.setting.expected });

/** The strategy's complaint, at the place of the first setting of it that somebody wrote. */
function complaints(
  standings: readonly Standing[],
  strategy: StrategyDeclaration,
  parameters: StrategyParameters,
): readonly ConfigFault[] {
  const complaint = complaintAbout(strategy, parameters);
  if (complaint === undefined) return [];
  const concerned = standings.filter(({ setting }) => complaint.settings.includes(setting.name));
  const written = blamedOf(concerned);
  if (written === undefined) {
    const chosen = standings.find(
      ({ setting, found }) => setting.name === "STRATEGY_FILE" && found !== undefined,
    );
    return [{ setting: chosen?.setting.name ?? "STRATEGY_NAME", fault: complaint.fault }];
  }
  const { setting, found } = written;
  return [{ setting: setting.name, fault: complaint.fault, ...present({ origin: found?.origin }) }];
}

const comparablePath = (path: string): string => path.replace(/^(\.\/+)+/, "").replace(/\/+$/, "");

/** Their files are made, counted and removed by what lies in them, so that none may lie among those of another. */
const DIRECTORIES = ["STATE_DIR", "LOG_DIR", "REPORT_DIR"];

/** Said of the later one, or of the one that somebody wrote where the other is as it is by default. */
function sharedDirectory(standings: readonly Standing[]): readonly ConfigFault[] {
  const directories = standings.filter(
    ({ setting, text }) => DIRECTORIES.includes(setting.name) && text !== undefined,
  );
  return directories.flatMap((one, index) =>
    directories
      .slice(0, index)
      .filter((other) => comparablePath(other.text ?? "") === comparablePath(one.text ?? ""))
      .map((other) => {
        const names = `${one.setting.name} and ${other.setting.name} are the same`;
        const blamed = one.found === undefined ? other : one;
        return faultAt(blamed, { fault: names, expected: "two directories" });
      }),
  );
}
