import { factsOf, type StrategyDeclaration } from "../core/strategy/contract.ts";
import type { ConfigFault } from "./config-fault.ts";
import { jsonObject } from "./kinds/json.ts";
import { findIn, type Found, type Layer } from "./layers.ts";
import { describeOrigin } from "./origin.ts";
import { parameterTexts } from "./parameter-members.ts";
import type { StrategyChoice } from "./strategy-choice.ts";
import { kindOfParameter, parameterSettingName } from "./strategy-settings.ts";

const NAME = "STRATEGY_PARAMS_JSON";

type FoundText = Extract<Found, { readonly kind: "text" }>;

export interface ParametersInJson {
  /** Below all others: what is set in a parameter's own setting counts before it. */
  readonly layer: Layer;
  readonly faults: readonly ConfigFault[];
  /** What is written in both places, and differs. */
  readonly notes: readonly string[];
}

/** The parameters that stand together in one setting, as if each stood in its own. */
export function parametersInJson({ strategy }: StrategyChoice, layers: readonly Layer[]): ParametersInJson {
  const found = findIn(layers, { name: NAME });
  const reading = found?.kind === "text" ? jsonObject("").read(found.text) : undefined;
  if (strategy === undefined || found === undefined || reading?.kind !== "value") {
    return { layer: () => undefined, faults: [], notes: [] };
  }
  const { texts, faults } = parameterTexts(strategy, reading.value);
  const origin = { kind: "member", of: NAME, origin: found.origin } as const;
  const written = new Map(
    [...texts].map(([parameter, text]) => [
      parameterSettingName(parameter),
      { kind: "text", text, origin } as const,
    ]),
  );
  return {
    layer: ({ name }) => written.get(name),
    faults: faults.map((each) => ({ setting: NAME, ...each, origin: found.origin })),
    notes: shadowed(strategy, written, layers),
  };
}

function shadowed(
  strategy: StrategyDeclaration,
  written: ReadonlyMap<string, FoundText>,
  layers: readonly Layer[],
): readonly string[] {
  return Object.entries(factsOf(strategy.parameters)).flatMap(([parameter, facts]) => {
    const name = parameterSettingName(parameter);
    const inJson = written.get(name);
    const own = findIn(layers, { name });
    if (inJson === undefined || own?.kind !== "text") return [];
    const [one, other] = [own.text, inJson.text].map((text) => kindOfParameter(facts).read(text));
    if (one?.kind !== "value" || other?.kind !== "value" || one.value === other.value) return [];
    return [
      `${name} is ${own.text} (${describeOrigin(own.origin)}), which counts, and ${inJson.text} in ${describeOrigin(inJson.origin)}`,
    ];
  });
}
