import { buyAndHold } from "./buy-and-hold.ts";
import type { StrategyDeclaration } from "./contract.ts";
import { coreDca } from "./core-dca.ts";
import { momentumRotation } from "./momentum-rotation.ts";
import { metricsDriven } from "./metrics-driven.ts";
import { movingAverage } from "./moving-average.ts";

/** Every strategy there is, by name. */
export const STRATEGIES: readonly StrategyDeclaration[] = [
  movingAverage,
  momentumRotation,
  metricsDriven,
  coreDca,
  buyAndHold,
];

export const findStrategy = (name: string): StrategyDeclaration | undefined =>
  STRATEGIES.find((strategy) => strategy.name === name);
