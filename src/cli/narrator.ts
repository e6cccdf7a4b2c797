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

function sentenceOf(name: EventName, fields: AnyFields): string | undefined {
  const order = `${fields["side"] ?? "order"} ${fields["quantity"] ?? ""} ${fields["instrument_id"] ?? ""}`;
  const reference = `(${fields["external_reference"] ?? ""})`;
  switch (name) {
    case "execution_order_filled":
      return `${order}: filled ${fields["filled_quantity"] ?? ""} at ${fields["fill_price"] ?? ""}, order ${fields["order_id"] ?? ""} ${reference}`;
    case "execution_dry_run_ended":
      return `${order}: would be placed; this is a dry run ${reference}`;
    case "execution_precheck_failed":
    case "execution_order_rejected":
    case "execution_order_dropped":
    case "execution_disclaimer_blocked":
      return `${order}: not placed, ${fields["failure_reason"] ?? ""} ${reference}`;
    case "execution_order_unknown":
      return `${order}: outcome UNKNOWN; the next cycle looks for evidence ${reference}`;
    default:
      return undefined;
  }
}
