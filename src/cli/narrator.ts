import type { EventName } from "../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../events/emitter.ts";
import { printable } from "./output.ts";

/** Passes every event on, and keeps what a person who watches the cycle wants to read at its end. */
export class Narrator implements EventEmitter {
  readonly #next: EventEmitter;
  readonly #stories = new Map<string, Story>();

  constructor(next: EventEmitter) {
    this.#next = next;
  }

  /** One line for each order, in order: what became of it in the end. */
  get lines(): readonly string[] {
    return [...this.#stories].map(
      ([reference, { order, ending }]) =>
        `${printable(order)}: ${printable(ending)} (${printable(reference)})`,
    );
  }

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#next.emit(name, fields);
    const field = fieldReader(fields);
    const ending = SENTENCES[name]?.(field);
    if (ending === undefined) return;
    const order = `${kindOf(field)} ${field("quantity")} ${field("instrument_id")}`;
    this.#stories.set(field("external_reference"), { order, ending });
  }
}

interface Story {
  readonly order: string;
  /** The newest word about it. */
  readonly ending: string;
}

type FieldReader = (name: string) => string;
type Sentence = (field: FieldReader) => string | undefined;

function fieldReader(fields: Readonly<Record<string, string | number | boolean | undefined>>): FieldReader {
  return (name) => String(fields[name] ?? "");
}

/** `buy`, or `stop at 98.5` of one that waits beside a position. */
function kindOf(field: FieldReader): string {
  const price = field("order_price");
  return price === "" ? field("side") : `${field("purpose")} at ${price} for`;
}

const notPlaced: Sentence = (field) => `not placed, ${field("failure_reason")}`;

/** How an order that was looked for was found; a fill has a sentence of its own. */
const settled: Sentence = (field) => {
  switch (field("intent_state")) {
    case "absent":
      return "never reached the broker, nothing was placed";
    case "cancelled":
      return `cancelled, ${field("filled_quantity")} filled`;
    case "rejected":
    case "expired":
      return `${field("intent_state")} by the broker, ${field("filled_quantity")} filled`;
    case "placed":
      return `accepted, order ${field("order_id")}`;
    default:
      return undefined;
  }
};

/** What is said of an order after its side, quantity and instrument. */
const SENTENCES: Partial<Record<EventName, Sentence>> = {
  execution_order_placed: (field) =>
    `accepted, order ${field("order_id")}, ${field("order_price") === "" ? "not yet filled" : "waits"}`,
  execution_order_filled: (field) =>
    `filled ${field("filled_quantity")} at ${field("fill_price")}, order ${field("order_id")}`,
  execution_dry_run_ended: () => "would be placed; this is a dry run",
  execution_precheck_failed: notPlaced,
  execution_disclaimer_blocked: notPlaced,
  execution_order_rejected: notPlaced,
  execution_order_dropped: notPlaced,
  execution_reconcile_result: settled,
  execution_order_unknown: () => "outcome UNKNOWN; the next cycle looks for evidence",
};
