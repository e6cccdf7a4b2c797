import { present } from "../core/domain/present.ts";
import type { StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import type { ConfigFault } from "./config-fault.ts";
import { shownFaultyValue } from "./config-fault.ts";
import type { Standing } from "./standing.ts";

/**
 * Settings that do not go with the strategy: bars of a length that it is not made for, whose days or months would be
 * something else, or purchases forbidden that it is about.
 *
 * @param sound settings whose values are sound by themselves
 * @param parameters absent when they are not
 */
export function checkStrategy(
  sound: readonly Standing[],
  strategy: StrategyDeclaration | undefined,
  parameters: StrategyParameters | undefined,
): readonly ConfigFault[] {
  if (strategy === undefined) return [];
  const faultIn = (name: string, words: Pick<ConfigFault, "fault" | "expected">): ConfigFault[] =>
    sound.filter(({ setting }) => setting.name === name).map((standing) => faultAt(standing, words));
  const textOf = (name: string): string | undefined =>
    sound.find(({ setting }) => setting.name === name)?.text;

  const [barMinutes, policy] = [textOf("BAR_MINUTES"), textOf("DUPLICATE_BUY_POLICY")];
  const fits = barMinutes === undefined || isMadeFor(Number(barMinutes), strategy);
  const adds = parameters !== undefined && strategy.addsToPositions?.(parameters) === true;
  return [
    ...(fits ? [] : faultIn("BAR_MINUTES", lengthFault(strategy))),
    ...(adds && policy?.toLowerCase() === "block"
      ? faultIn("DUPLICATE_BUY_POLICY", blockFault(strategy))
      : []),
  ];
}

const isMadeFor = (minutes: number, { barMinutes }: StrategyDeclaration): boolean =>
  barMinutes === undefined || barMinutes.some((one) => one === minutes);

const lengthFault = ({ name, barMinutes = [] }: StrategyDeclaration) => ({
  fault: `the strategy ${name} is not made for bars of this length`,
  expected: barMinutes.join(" or "),
});

const blockFault = ({ name }: StrategyDeclaration) => ({
  fault: `the strategy ${name} buys more of what is held, and this forbids it`,
  expected: "allow, or another STRATEGY_NAME",
});

const faultAt = (
  { setting, text = "", found }: Standing,
  words: Pick<ConfigFault, "fault" | "expected">,
): ConfigFault => ({
  setting: setting.name,
  value: shownFaultyValue(setting, text),
  ...words,
  ...present({ origin: found?.origin }),
});
