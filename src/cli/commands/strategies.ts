import {
  openStrategyAnew,
  openStrategyFile,
  type OpenedStrategy,
} from "../../adapters/strategy-file/open-strategy-file.ts";
import { EXAMINE } from "../../adapters/strategy-file/strategy-file-error.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { describeFault } from "../../config/config-fault.ts";
import { nearestName } from "../../config/nearest-name.ts";
import type { Settings } from "../../config/settings.ts";
import { parametersFault } from "../../config/strategy-settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import {
  strategyLabel,
  type StrategyDeclaration,
  type StrategyParameters,
} from "../../core/strategy/contract.ts";
import { findStrategy, STRATEGIES } from "../../core/strategy/registry.ts";
import { worstVerdict, type Check } from "../../report/check.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { loadConfiguration } from "../load-configuration.ts";
import { printable, printJson, renderTable } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { defaultsOf, strategyDocument, strategyText } from "../strategies/strategy-text.ts";

/** Every strategy there is, the user's own with them. */
export function runStrategiesList(input: CommandInput): number {
  const settings = settingsIfAny(input);
  const own = settings?.strategy.file === undefined ? undefined : settings.strategy.chosen.declaration;
  const chosen = settings?.strategy.chosen.declaration.name;
  const strategies = [...STRATEGIES, ...(own === undefined ? [] : [own])].map((each) => ({
    name: each.name,
    version: each.version,
    description: each.description,
    own: each === own,
    chosen: each.name === chosen,
  }));
  if (input.json) printJson(input.host, strategies);
  else {
    const rows = strategies.map((each) => [
      each.name,
      String(each.version),
      [...(each.chosen ? ["chosen"] : []), ...(each.own ? ["own"] : [])].join(", ") || "-",
      each.description,
    ]);
    input.host.stdout.write(renderTable(["strategy", "version", "mark", "description"], rows));
  }
  return EXIT_CODES.done.code;
}

/** Everything about one strategy, with what is set for it where it is the one chosen. */
export function runStrategiesShow(input: CommandInput, name: string | undefined): number {
  if (name?.endsWith(FILE_ENDING) === true) {
    return showStrategy(input, strategyDocument(openStrategyFile(name).declaration, name));
  }
  const settings = settingsIfAny(input);
  const chosen = settings?.strategy.chosen;
  const isChosen = chosen !== undefined && (name === undefined || name === chosen.declaration.name);
  const declaration = isChosen ? chosen.declaration : strategyNamed(name);
  const file = isChosen ? settings?.strategy.file : undefined;
  return showStrategy(input, strategyDocument(declaration, file, isChosen ? chosen : undefined));
}

const FILE_ENDING = ".ts";

function showStrategy({ host, json }: CommandInput, document: ReturnType<typeof strategyDocument>): number {
  if (json) printJson(host, document);
  else host.stdout.write(strategyText(document));
  return EXIT_CODES.done.code;
}

/** With a configuration that is faulty nothing is chosen, which is said; the strategies are there all the same. */
function settingsIfAny({ host, configuration }: CommandInput): Settings | undefined {
  const resolution = loadConfiguration(host.env, configuration, { opensStrategyNow: true });
  if (resolution.kind === "valid") return resolution.settings;
  const [first] = resolution.faults;
  const words = first === undefined ? "" : describeFault(first);
  host.stderr.write(
    `tradebot: the configuration is faulty, so that no strategy is shown as chosen: ${printable(words)}\n`,
  );
  return undefined;
}

function strategyNamed(name: string | undefined): StrategyDeclaration {
  const found = findStrategy(name ?? "");
  if (found !== undefined) return found;
  const names = STRATEGIES.map((each) => each.name);
  const nearest = nearestName(name ?? "", names, (known) => Math.ceil(known.length / 3));
  throw new TradebotError({
    code: "STRATEGY_UNKNOWN",
    message: name === undefined ? "no strategy is chosen" : `"${printable(name)}" is no strategy`,
    exit: "usage",
    hint: nearest === undefined ? `there are ${names.join(", ")}` : `did you mean ${nearest}?`,
  });
}

/** Examines a strategy: its types, and how it behaves on real and invented prices. */
export async function runStrategiesCheck(input: CommandInput, file: string | undefined): Promise<number> {
  const subject = file === undefined ? chosenSubject(input) : fileSubject(file);
  const text = await textChecks(subject);
  const isTried = worstVerdict(text) !== "fail"; // what may write, or never end, is not run a thousand times
  const checks = isTried ? [...text, ...(await behaviour(subject))] : text;
  const label = strategyLabel(subject.declaration);
  if (input.json) printJson(input.host, { strategy: label, verdict: worstVerdict(checks), checks });
  else {
    const rest = isTried ? "" : "what it answers is tried once this is mended\n";
    input.host.stdout.write(`${printable(label)}\n${checks.map(checkText).join("")}${rest}`);
  }
  return worstVerdict(checks) === "fail" ? EXIT_CODES.data_unusable.code : EXIT_CODES.done.code;
}

interface Subject {
  readonly declaration: StrategyDeclaration;
  readonly parameters: StrategyParameters;
  readonly barMinutes: Settings["barMinutes"];
  readonly file?: string;
}

function chosenSubject(input: CommandInput): Subject {
  const { strategy, barMinutes } = requireSettings(input, { opensStrategyNow: true });
  const { declaration, parameters } = strategy.chosen;
  return {
    declaration,
    parameters,
    barMinutes,
    ...(strategy.file === undefined ? {} : { file: strategy.file }),
  };
}

function fileSubject(file: string): Subject {
  const { declaration } = openedHere(file);
  const parameters = defaultsOf(declaration);
  return { declaration, parameters, barMinutes: declaration.barMinutes?.[0] ?? 60, file };
}

/** Whoever examines a file is not told to examine it. */
function openedHere(file: string): OpenedStrategy {
  try {
    return openStrategyFile(file);
  } catch (error) {
    if (!(error instanceof TradebotError) || error.hint !== EXAMINE) throw error;
    const { code, message, exit } = error;
    throw new TradebotError({ code, message, exit, cause: error });
  }
}

async function textChecks({ file }: Subject): Promise<readonly Check[]> {
  if (file === undefined) return [];
  const { checkTypes } = await import("../strategies/type-check.ts");
  return checkTypes(openStrategyFile(file).files);
}

async function behaviour({ declaration, parameters, barMinutes, file }: Subject): Promise<readonly Check[]> {
  const complaint = parametersFault(declaration, parameters);
  if (complaint !== undefined) {
    const remedy = "choose defaults that go together";
    return [{ name: "defaults", verdict: "fail", finding: complaint, remedy }];
  }
  const { checkStrategy } = await import("../../selftest/strategies/check-strategy.ts");
  const clock = systemClock(new AbortController().signal);
  return checkStrategy({
    anew: () => (file === undefined ? declaration : openStrategyAnew(file).declaration),
    trial: { parameters, barMinutes, barsRequired: declaration.barsRequired(parameters) },
    monotonicMs: () => clock.monotonicMs(),
  });
}

function checkText({ name, verdict, finding, remedy }: Check): string {
  const lines = finding.split("\n").map(printable);
  const rest = lines.slice(1).map((line) => `      ${line}\n`);
  const what = remedy === undefined || verdict === "ok" ? "" : `      -> ${printable(remedy)}\n`;
  return `${verdict.padEnd(4)}  ${name}: ${lines[0] ?? ""}\n${rest.join("")}${what}`;
}
