import type { Signal, StrategyDeclaration } from "../../src/core/strategy/contract.ts";

type Spoken<Each> = Each extends Signal ? Omit<Each, "reason" | "indicators"> : never;

/** A signal without its reason. */
export type Wanted = Spoken<Signal>;

/** Says the same of every instrument, whatever its bars. */
export const saying = (wanted: Wanted): StrategyDeclaration => ({
  name: "saying",
  version: 1,
  description: "",
  source: "",
  formula: "",
  parameters: {},
  barsRequired: () => 1,
  evaluate: ({ instruments }) => ({
    signals: new Map(instruments.map(({ id }) => [id, { ...wanted, reason: "SIG_SAID", indicators: {} }])),
  }),
});
