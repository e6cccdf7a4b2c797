import type { EventName } from "../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../events/emitter.ts";

/** Passes every event on, and keeps what a person who watches the cycle wants to read at its end. */
export class Narrator implements EventEmitter {
  readonly #next: EventEmitter;
  readonly #lines: string[] = [];

  constructor(next: EventEmitter) {
    this.#next = next;
  }

  /** One sentence for each thing that happened to an order, in order. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#next.emit(name, fields);
    const sentence = sentenceOf(name, fields);
    if (sentence !== undefined) this.#lines.push(sentence);
  }
}

type AnyFields = Readonly<Record<string, string | number | boolean | undefined>>;
type Sentence = (field: (name: string) => string) => string;

const notPlaced: Sentence = (field) => `not placed, ${field("failure_reason")}`;

/** What is said of an order after its side, quantity and instrument. */
const SENTENCES: Partial<Record<EventName, Sentence>> = {
  execution_order_filled: (field) =>
    `filled ${field("filled_quantity")} at ${field("fill_price")}, order ${field("order_id")}`,
  execution_dry_run_ended: () => "would be placed; this is a dry run",
  execution_precheck_failed: notPlaced,
  execution_disclaimer_blocked: notPlaced,
  execution_order_rejected: notPlaced,
  execution_order_dropped: notPlaced,
  execution_order_unknown: () => "outcome UNKNOWN; the next cycle looks for evidence",
};

function sentenceOf(name: EventName, fields: AnyFields): string | undefined {
  const field = (key: string): string => String(fields[key] ?? "");
  const sentence = SENTENCES[name]?.(field);
  if (sentence === undefined) return undefined;
  return `${field("side")} ${field("quantity")} ${field("instrument_id")}: ${sentence} (${field("external_reference")})`;
}
