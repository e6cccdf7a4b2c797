import { factsOf, type StrategyDeclaration } from "../core/strategy/contract.ts";
import type { Members } from "../core/domain/is-object.ts";
import type { ConfigFault } from "./config-fault.ts";
import { nearestName, nameWithSameWords } from "./nearest-name.ts";
import { shownName } from "./shown-text.ts";
import { kindOfParameter, textFromJson } from "./strategy-settings.ts";

type MemberFault = Pick<ConfigFault, "fault" | "expected" | "hint">;

export interface ParameterTexts {
  /** By the parameter's own name, as the text that would stand in its setting. */
  readonly texts: ReadonlyMap<string, string>;
  readonly faults: readonly MemberFault[];
}

/** Reads the parameters of a strategy that stand in a JSON object, by their own names. */
export function parameterTexts(strategy: StrategyDeclaration, members: Members): ParameterTexts {
  const facts = factsOf(strategy.parameters);
  const texts = new Map<string, string>();
  const faults: MemberFault[] = [];
  for (const [name, json] of Object.entries(members)) {
    const known = Object.hasOwn(facts, name) ? facts[name] : undefined;
    if (known === undefined) {
      faults.push(unknownParameter(strategy, name));
      continue;
    }
    const reading = textFromJson(known, json);
    if (reading.kind === "value") texts.set(name, reading.value);
    else faults.push({ fault: `${name}: ${reading.fault}`, expected: kindOfParameter(known).expected });
  }
  return { texts, faults };
}

function unknownParameter({ name: strategy, parameters }: StrategyDeclaration, name: string): MemberFault {
  const known = Object.keys(parameters);
  const nearest = similarName(name, known);
  const hint =
    nearest === undefined
      ? `its parameters are ${known.length === 0 ? "none" : known.join(", ")}`
      : `did you mean ${nearest}?`;
  return { fault: `"${shownName(name)}" is no parameter of ${strategy}`, hint };
}

const slip = (known: string): number => Math.ceil(known.length / 4);

export const similarName = (name: string, known: readonly string[]): string | undefined =>
  nearestName(name.toLowerCase(), known, slip) ?? nameWithSameWords(name.toLowerCase(), known);
