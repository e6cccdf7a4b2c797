import { strategyLabel } from "../core/strategy/contract.ts";
import type { CycleSettings } from "./settings.ts";

/**
 * What the strategy is called in what is written down by those who close and protect. They never open a user's own file,
 * which may end the process or hold it for good, and know it by the file's name.
 */
export const strategyLabelOf = ({
  decision,
  strategyFile,
}: Pick<CycleSettings, "decision" | "strategyFile">): string =>
  strategyFile ?? strategyLabel(decision.strategy);
