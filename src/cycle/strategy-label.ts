import { TradebotError } from "../core/domain/errors.ts";
import { strategyLabel } from "../core/strategy/contract.ts";
import type { CycleSettings } from "./settings.ts";

/**
 * Name and version of the strategy, for what is written down by those who close and protect: they go on whatever becomes
 * of a user's own file, and then know it by the file's name.
 */
export function strategyLabelOf({
  decision,
  strategyFile,
}: Pick<CycleSettings, "decision" | "strategyFile">): string {
  try {
    return strategyLabel(decision.strategy);
  } catch (error) {
    if (error instanceof TradebotError && strategyFile !== undefined) return strategyFile;
    throw error;
  }
}
