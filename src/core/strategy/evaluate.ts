import type { InstrumentId } from "../domain/instrument.ts";
import { present } from "../domain/present.ts";
import type { Signal, StrategyAnswer, StrategyDeclaration, StrategyView } from "./contract.ts";

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
  let answer: unknown;
  try {
    answer = strategy.evaluate({ ...view, memory: copyOf(view.memory) });
  } catch (error) {
    return failed(`it threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
  const fault = faultOf(answer, strategy, view);
  if (fault !== undefined) return failed(fault);
  const { signals, memory } = answer as StrategyAnswer;
  return { kind: "answered", signals, ...present({ memory: copyOf(memory) }) };
}

const failed = (detail: string): Evaluation => ({ kind: "failed", detail });

/** As it will be read back: nothing that lives on in the strategy can be changed in it. */
function copyOf(memory: unknown): unknown {
  if (memory === undefined) return undefined;
  const copy: unknown = JSON.parse(JSON.stringify(memory));
  return copy;
}

function faultOf(
  answer: unknown,
  strategy: StrategyDeclaration,
  { instruments }: StrategyView,
): string | undefined {
  if (!isObject(answer)) return `it answered ${kindOf(answer)}, expected { signals }`;
  if (typeof answer["then"] === "function") return "it answered a promise: evaluate must not be async";
  const { signals, memory } = answer;
  if (!(signals instanceof Map)) return `its signals are ${kindOf(signals)}, expected a Map`;
  const shown = new Set<unknown>(instruments.map(({ id }) => id));
  const answered: readonly unknown[] = [...signals.keys()];
  const stranger = answered.find((id) => !shown.has(id));
  if (stranger !== undefined)
    return `it gave a signal for ${typeof stranger === "string" ? stranger : kindOf(stranger)}, which is none of the instruments it was shown`;
  for (const { id } of instruments) {
    const fault = signalFault(signals.get(id));
    if (fault !== undefined) return `its signal for ${id} ${fault}`;
  }
  return memory === undefined ? undefined : memoryFault(strategy, memory);
}

type Members = Readonly<Record<string, unknown>>;

const isObject = (of: unknown): of is Members => typeof of === "object" && of !== null;

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

function memoryFault({ memory: declared }: StrategyDeclaration, memory: unknown): string | undefined {
  if (declared === undefined) return "it wants something remembered and declares no memory";
  const text = jsonOf(memory);
  if (text === undefined) return "its memory is nothing that JSON can hold";
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > LARGEST_MEMORY_BYTES)
    return `its memory takes ${bytes} bytes, expected ${LARGEST_MEMORY_BYTES} at most`;
  const isFitting = declared.schema.safeParse(JSON.parse(text), { jitless: true }).success;
  return isFitting ? undefined : "its memory does not fit the schema that it declares for it";
}

function jsonOf(value: unknown): string | undefined {
  try {
    const text: unknown = JSON.stringify(value); // a function has none
    return typeof text === "string" ? text : undefined;
  } catch {
    return undefined;
  }
}
