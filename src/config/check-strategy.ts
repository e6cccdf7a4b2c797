import type { MostHeld, StrategyDeclaration, StrategyParameters } from "../core/strategy/contract.ts";
import type { ConfigFault } from "./config-fault.ts";
import { faultAt, type Standing } from "./standing.ts";

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
  return sound.flatMap((standing) => {
    const words = objectionTo(standing, strategy, parameters);
    return words === undefined ? [] : [faultAt(standing, words)];
  });
}

type Words = Pick<ConfigFault, "fault" | "expected">;

function objectionTo(
  { setting, text }: Standing,
  strategy: StrategyDeclaration,
  parameters: StrategyParameters | undefined,
): Words | undefined {
  if (text === undefined) return undefined;
  if (setting.name === "BAR_MINUTES")
    return isMadeFor(Number(text), strategy) ? undefined : lengthFault(strategy);
  return parameters === undefined ? undefined : OBJECTIONS[setting.name]?.(text, strategy, parameters);
}

type Objection = (
  text: string,
  strategy: StrategyDeclaration,
  parameters: StrategyParameters,
) => Words | undefined;

/** By setting: what the strategy's parameters object to. */
const OBJECTIONS: Readonly<Record<string, Objection>> = {
  DUPLICATE_BUY_POLICY: (text, strategy, parameters) =>
    text.toLowerCase() === "block" && strategy.addsToPositions?.(parameters) === true
      ? blockFault(strategy)
      : undefined,
  MAX_POSITIONS: (text, strategy, parameters) => {
    const largest = strategy.mostHeld?.(parameters);
    const isTooFew = largest !== undefined && Number(text) < largest.positions;
    return isTooFew ? positionsFault(strategy, largest) : undefined;
  },
  MAX_CONCENTRATION_PCT: (text, strategy, parameters) => {
    const largest = strategy.mostHeld?.(parameters);
    return isTooSmallAShare(Number(text), largest) ? shareFault(strategy, largest) : undefined;
  },
};

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

/** 0 stands for no limit. */
const isTooSmallAShare = (percent: number, largest: MostHeld | undefined): largest is MostHeld =>
  largest !== undefined && percent > 0 && percent < percentOf(largest);

const percentOf = ({ weight }: MostHeld): number => Math.round(weight * 10_000) / 100;

const positionsFault = ({ name }: StrategyDeclaration, { positions }: MostHeld) => ({
  fault: `the strategy ${name} wants to hold up to ${positions} instruments, and never could`,
  expected: `${positions} or more, or fewer instruments in the strategy's parameters`,
});

const shareFault = ({ name }: StrategyDeclaration, largest: MostHeld) => ({
  fault: `the strategy ${name} wants ${percentOf(largest)} % of the equity in one instrument, and would never reach it`,
  expected: `${percentOf(largest)} or more, 0 for no limit, or smaller shares in the strategy's parameters`,
});
