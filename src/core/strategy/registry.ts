import type { StrategyDeclaration } from "./contract.ts";
import { movingAverage } from "./moving-average.ts";

/** Every strategy there is, by name. */
export const STRATEGIES: readonly StrategyDeclaration[] = [movingAverage];

export const findStrategy = (name: string): StrategyDeclaration | undefined =>
  STRATEGIES.find((strategy) => strategy.name === name);
