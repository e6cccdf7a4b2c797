import { inWords } from "../domain/errors.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import { isObject, type Members } from "../domain/is-object.ts";
import type { Signal, StrategyDeclaration, StrategyView } from "./contract.ts";
import { frozenView } from "./frozen-view.ts";
import { Misconduct } from "./misconduct.ts";
import { textOfMemory } from "./strategy-memory.ts";

export type Evaluation =
  | {
      readonly kind: "answered";
      readonly signals: ReadonlyMap<InstrumentId, Signal>;
      /** A copy of its own, JSON values alone. */
      readonly memory?: unknown;
    }
  /** It gave no answer that can be acted on, and nobody knows what it meant. */
  | { readonly kind: "failed"; readonly detail: string };

/**
 * Asks a strategy, which may be anybody's code: whatever it does, what comes back is an answer for exactly the instruments
 * it was shown, or the reason why there is none.
 */
export function evaluate(strategy: StrategyDeclaration, view: StrategyView): Evaluation {
  const { confine } = strategy;
  if (confine === undefined) return answerOf(strategy, view);
  try {
    return confine(() => answerOf(strategy, view)); // to read its answer may be to run its code
  } catch (error) {
    if (error instanceof Misconduct) return failed(`it ${error.message}`);
    throw error;
  }
}

function answerOf(strategy: StrategyDeclaration, view: StrategyView): Evaluation {
  let failure = "it threw";
  try {
    const shown = { ...view, memory: jsonCopy(view.memory) };
    const answer: unknown = strategy.evaluate(strategy.fileDigest === undefined ? shown : frozenView(shown));
    failure = "its answer cannot be read:";
    return read(answer, strategy, view);
  } catch (error) {
    return failed(`${failure} ${inWords(error)}`);
  }
}

const LONGEST_DETAIL = 500;

/** It is recorded for each instrument, and what somebody throws may be as long as all that was shown. */
const failed = (detail: string): Evaluation => ({
  kind: "failed",
  detail: detail.length <= LONGEST_DETAIL ? detail : `${detail.slice(0, LONGEST_DETAIL)}...`,
});

/** Takes each member once, and goes on with a copy: a second look at what lives on in a strategy may find something else. */
function read(answer: unknown, strategy: StrategyDeclaration, view: StrategyView): Evaluation {
  if (!isObject(answer)) return failed(`it answered ${kindOf(answer)}, expected { signals }`);
  const { then, signals, memory } = answer;
  if (typeof then === "function") return failed("it answered a promise: evaluate must not be async");
  if (!(signals instanceof Map)) return failed(`its signals are ${kindOf(signals)}, expected a Map`);
  const plain = new Map(Array.from(signals as AnyMap, ([id, signal]) => [id, plainSignal(signal)]));
  const fault = signalsFault(plain, view);
  if (fault !== undefined) return failed(fault);
  return withMemory({ kind: "answered", signals: plain as Signals }, strategy, memory);
}

type AnyMap = ReadonlyMap<unknown, unknown>;
type Signals = ReadonlyMap<InstrumentId, Signal>;

const FIGURES: ReadonlyMap<unknown, readonly string[]> = new Map([
  ["buy", ["value", "stopDistance"]],
  ["target", ["weight", "tolerance"]],
]);

function plainSignal(signal: unknown): unknown {
  if (!isObject(signal)) return signal;
  const { action, reason, indicators } = signal;
  const plain: Record<string, unknown> = {
    action,
    reason,
    indicators: isObject(indicators) ? { ...indicators } : indicators,
  };
  for (const name of FIGURES.get(action) ?? []) {
    const figure = signal[name];
    if (figure !== undefined) plain[name] = figure;
  }
  return plain;
}

function signalsFault(signals: AnyMap, { instruments }: StrategyView): string | undefined {
  const shown = new Set<unknown>(instruments.map(({ id }) => id));
  const stranger = [...signals.keys()].find((id) => !shown.has(id));
  if (stranger !== undefined)
    return `it gave a signal for ${typeof stranger === "string" ? stranger : kindOf(stranger)}, which is none of the instruments it was shown`;
  for (const { id } of instruments) {
    const fault = signalFault(signals.get(id));
    if (fault !== undefined) return `its signal for ${id} ${fault}`;
  }
  return undefined;
}

const jsonCopy = (memory: unknown): unknown =>
  memory === undefined ? undefined : JSON.parse(JSON.stringify(memory));

const kindOf = (of: unknown): string =>
  of === null ? "null" : Array.isArray(of) ? "an array" : of === undefined ? "nothing" : `a ${typeof of}`;

const REASON = /^SIG_[A-Z0-9_]{1,60}$/;
const INDICATOR = /^[a-z][a-z0-9_]{0,60}$/;

function signalFault(signal: unknown): string | undefined {
  if (signal === undefined) return "is missing";
  if (!isObject(signal)) return `is ${kindOf(signal)}`;
  const { reason, indicators } = signal;
  if (typeof reason !== "string" || !REASON.test(reason))
    return `has the reason ${JSON.stringify(reason)}, expected SIG_ and capital letters`;
  if (!isObject(indicators)) return `has ${kindOf(indicators)} as indicators, expected an object`;
  for (const [name, value] of Object.entries(indicators)) {
    if (!INDICATOR.test(name)) return `has the indicator "${name}", expected snake_case`;
    if (!Number.isFinite(value))
      return `has the indicator ${name}=${String(value)}, expected a finite number`;
  }
  return actionFault(signal);
}

function actionFault(signal: Members): string | undefined {
  switch (signal["action"]) {
    case "hold":
    case "sell":
      return undefined;
    case "buy":
      return numberFault(signal, "value", isPositive) ?? numberFault(signal, "stopDistance", isPositive);
    case "target":
      return signal["weight"] === undefined
        ? "is a target without a weight"
        : (numberFault(signal, "weight", isShare) ?? numberFault(signal, "tolerance", isShare));
    default:
      return `has the action ${JSON.stringify(signal["action"])}, expected hold, buy, sell or target`;
  }
}

const isPositive = { test: (value: number): boolean => value > 0, words: "above 0" };
const isShare = { test: (value: number): boolean => value >= 0 && value <= 1, words: "from 0 to 1" };

function numberFault(
  signal: Members,
  name: string,
  { test, words }: { readonly test: (value: number) => boolean; readonly words: string },
): string | undefined {
  const value = signal[name];
  if (value === undefined) return undefined;
  if (typeof value === "number" && Number.isFinite(value) && test(value)) return undefined;
  return `has ${name}=${typeof value === "number" ? value : kindOf(value)}, expected a finite number ${words}`;
}

const LARGEST_MEMORY_BYTES = 4096;

function withMemory(
  answered: Extract<Evaluation, { kind: "answered" }>,
  { memory: declared }: StrategyDeclaration,
  memory: unknown,
): Evaluation {
  if (memory === undefined) return answered;
  if (declared === undefined) return failed("it wants something remembered and declares no memory");
  const text = textOfMemory(memory);
  if (text === undefined) return failed("its memory is nothing that JSON can hold");
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LARGEST_MEMORY_BYTES)
    return failed(`its memory takes ${bytes} bytes, expected ${LARGEST_MEMORY_BYTES} at most`);
  const remembered: unknown = JSON.parse(text); // as it will be read back
  return declared.schema.safeParse(remembered, { jitless: true }).success
    ? { ...answered, memory: remembered }
    : failed("its memory does not fit the schema that it declares for it");
}
