import { inWords } from "../../core/domain/errors.ts";
import type { MostHeld, StrategyDeclaration, StrategyParameters } from "../../core/strategy/contract.ts";
import { Misconduct } from "../../core/strategy/misconduct.ts";
import { confined } from "./confined.ts";
import { strategyFileError } from "./strategy-file-error.ts";

interface Expectation {
  readonly isMet: (answer: unknown) => boolean;
  readonly words: string;
}

const NUMBER: Expectation = { isMet: (answer) => typeof answer === "number", words: "a number" };
const FLAG: Expectation = { isMet: (answer) => typeof answer === "boolean", words: "true or false" };
const TEXT: Expectation = { isMet: (answer) => typeof answer === "string", words: "a text" };
const TEXTS: Expectation = {
  isMet: (answer) => Array.isArray(answer) && answer.every((one) => typeof one === "string"),
  words: "a list of texts",
};
const NUMBERS: Expectation = {
  isMet: (answer) => Array.isArray(answer) && answer.every((one) => Number.isFinite(one)),
  words: "a list of numbers",
};
const HOLDING: Expectation = {
  isMet: (answer) => {
    const { positions, weight } = (answer ?? {}) as Partial<Record<keyof MostHeld, unknown>>;
    return Number.isSafeInteger(positions) && Number.isFinite(weight);
  },
  words: "{ positions, weight }, both numbers",
};

/** What is asked while the configuration is read must not end as a bug of ours, and must not change the configuration. */
export function guardedStrategy(strategy: StrategyDeclaration, file: string): StrategyDeclaration {
  const asking =
    <Asked, Answer>(name: string, ask: (asked: Asked) => Answer, expected: Expectation) =>
    (asked: Asked): Answer => {
      const answer = answerOf(() => ask(Object.freeze(asked)), name, file);
      if (expected.isMet(answer)) return answer;
      throw strategyFileError(file, `answers ${name} with a ${typeof answer}, expected ${expected.words}`);
    };
  const purchaseValues = strategy.purchaseValues?.bind(strategy);
  const mostHeld = strategy.mostHeld?.bind(strategy);
  return {
    ...strategy,
    confine: confined,
    barsRequired: onceFor(asking("barsRequired", (all) => strategy.barsRequired(all), NUMBER)),
    checkParameters: asking("checkParameters", (all) => strategy.checkParameters?.(all), orNothing(TEXT)),
    addsToPositions: asking("addsToPositions", (all) => strategy.addsToPositions?.(all) ?? false, FLAG),
    namesStops: asking("namesStops", (all) => strategy.namesStops?.(all) ?? false, FLAG),
    instrumentsNeeded: asking("instrumentsNeeded", (all) => strategy.instrumentsNeeded?.(all) ?? [], TEXTS),
    ...(purchaseValues === undefined
      ? {}
      : { purchaseValues: asking("purchaseValues", purchaseValues, NUMBERS) }),
    ...(mostHeld === undefined ? {} : { mostHeld: asking("mostHeld", mostHeld, HOLDING) }),
  };
}

/** It is asked again and again of the same parameters, which stay as they are. */
function onceFor<Answer>(ask: (parameters: StrategyParameters) => Answer) {
  const known = new WeakMap<StrategyParameters, { readonly answer: Answer }>();
  return (parameters: StrategyParameters): Answer => {
    const found = known.get(parameters) ?? { answer: ask(parameters) };
    known.set(parameters, found);
    return found.answer;
  };
}

const orNothing = ({ isMet, words }: Expectation): Expectation => ({
  isMet: (answer) => answer === undefined || isMet(answer),
  words: `${words}, or undefined`,
});

function answerOf<Answer>(ask: () => Answer, name: string, file: string): Answer {
  try {
    return confined(ask);
  } catch (error) {
    if (error instanceof Misconduct) throw strategyFileError(file, `${error.message} (in ${name})`);
    throw strategyFileError(file, `broke off in ${name}: ${inWords(error)}`, undefined, error);
  }
}
