import { z } from "zod/mini";

export type ParameterValue = number | string | boolean;

/** What people must know of a parameter, beside its schema: enough to document it and to name its setting. */
export interface ParameterFacts {
  readonly default: ParameterValue;
  /** Empty where the value has none. */
  readonly unit: string;
  readonly description: string;
  readonly form: ParameterForm;
}

export type ParameterForm =
  | {
      readonly kind: "number";
      readonly min: number;
      readonly max: number;
      /** Whether fractions are refused. */
      readonly isWhole: boolean;
    }
  | { readonly kind: "choice"; readonly choices: readonly string[] }
  | { readonly kind: "flag" }
  | { readonly kind: "text" };

/** A user's own strategy is run with a copy of this module of its own: what it registers must be found here as well. */
const PLACE: unique symbol = Symbol.for("tradebot.parameter_facts");
type Registry = ReturnType<typeof z.registry<ParameterFacts>>;

interface Everywhere {
  [PLACE]?: Registry;
}

function commonRegistry(): Registry {
  const everywhere: Everywhere = globalThis as Everywhere;
  const registry = everywhere[PLACE] ?? z.registry<ParameterFacts>();
  everywhere[PLACE] = registry;
  return registry;
}

/** The facts of every parameter, by its schema. */
export const parameterFacts = commonRegistry();

interface NumberOptions {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly description: string;
}

export function wholeNumber({ min, max, ...facts }: NumberOptions) {
  const schema = z._default(z.int().check(z.minimum(min), z.maximum(max)), facts.default);
  return schema.register(parameterFacts, { ...facts, form: { kind: "number", min, max, isWhole: true } });
}

export function anyNumber({ min, max, ...facts }: NumberOptions) {
  const schema = z._default(z.number().check(z.minimum(min), z.maximum(max)), facts.default);
  return schema.register(parameterFacts, { ...facts, form: { kind: "number", min, max, isWhole: false } });
}

interface ChoiceOptions<Choice extends string> {
  readonly default: NoInfer<Choice>;
  readonly choices: readonly Choice[];
  readonly description: string;
}

export function choice<const Choice extends string>({ choices, ...facts }: ChoiceOptions<Choice>) {
  const schema = z._default(z.enum(choices), facts.default);
  return schema.register(parameterFacts, { ...facts, unit: "", form: { kind: "choice", choices } });
}

export function flag(facts: { readonly default: boolean; readonly description: string }) {
  const schema = z._default(z.boolean(), facts.default);
  return schema.register(parameterFacts, { ...facts, unit: "", form: { kind: "flag" } });
}

export function text(facts: { readonly default: string; readonly description: string }) {
  const schema = z._default(z.string(), facts.default);
  return schema.register(parameterFacts, { ...facts, unit: "", form: { kind: "text" } });
}
