import { z } from "zod";

const Figure = z.union([z.string(), z.number(), z.boolean()]);

const Gate = z.object({
  gate: z.string(),
  passed: z.boolean(),
  value: Figure.optional(),
  limit: Figure.optional(),
});
export type RecordedGate = z.output<typeof Gate>;

/** What a decision's record says in the parts that have a place of their own in the text; records of all versions fit. */
const Facts = z.looseObject({
  signal: z
    .looseObject({
      action: z.string(),
      reason: z.string(),
      indicators: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
  order: z.looseObject({ quantity: Figure }).optional(),
  gates: z.array(Gate).default([]),
});
export type DecisionFacts = z.output<typeof Facts>;

export const readFacts = (facts: unknown): DecisionFacts => Facts.parse(facts);
