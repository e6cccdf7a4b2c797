import { present } from "../core/domain/present.ts";
import type { StrategyDeclaration } from "../core/strategy/contract.ts";
import type { ConfigFault } from "./config-fault.ts";
import { shownFaultyValue } from "./config-fault.ts";
import type { Standing } from "./standing.ts";

/**
 * Bars of a length that the strategy is not made for: its days or months would be something else.
 *
 * @param sound settings whose values are sound by themselves
 */
export function checkBars(
  sound: readonly Standing[],
  strategy: Pick<StrategyDeclaration, "name" | "barMinutes"> | undefined,
): readonly ConfigFault[] {
  const standing = sound.find(({ setting }) => setting.name === "BAR_MINUTES");
  if (standing?.text === undefined || strategy?.barMinutes === undefined) return [];
  const { setting, text, found } = standing;
  if (strategy.barMinutes.some((minutes) => minutes === Number(text))) return [];
  return [
    {
      setting: setting.name,
      value: shownFaultyValue(setting, text),
      fault: `the strategy ${strategy.name} is not made for bars of this length`,
      expected: strategy.barMinutes.join(" or "),
      ...present({ origin: found?.origin }),
    },
  ];
}
