import { createHash } from "node:crypto";
import { strategyLabel, type StrategyDeclaration, type StrategyParameters } from "./contract.ts";

/** Everything about a strategy that may change its answers. */
export interface StrategyConfig {
  readonly strategy: Pick<StrategyDeclaration, "name" | "version" | "fileDigest">;
  readonly parameters: StrategyParameters;
  /** All parameters of the instruments for which some are set apart, by the instrument as the watchlist has it. */
  readonly overrides: ReadonlyMap<string, StrategyParameters>;
}

/** Short enough to be read, and not to be taken for a secret. */
const DIGITS = 16;

/** Tells configurations of strategies apart: the beginning of the SHA-256 of their canonical JSON. */
export function strategyConfigHash({ strategy, parameters, overrides }: StrategyConfig): string {
  const config = {
    strategy: strategyLabel(strategy),
    file: strategy.fileDigest ?? null,
    parameters: inOrder(Object.entries(parameters)),
    overrides: inOrder([...overrides].map(([id, own]) => [id, inOrder(Object.entries(own))] as const)),
  };
  return createHash("sha256").update(JSON.stringify(config)).digest("hex").slice(0, DIGITS);
}

/** As pairs in the order of their names, which no way of writing them changes. */
const inOrder = <Value>(
  entries: readonly (readonly [string, Value])[],
): readonly (readonly [string, Value])[] => entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
