import type { EventName } from "../../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../../events/emitter.ts";

/** What the broker's records said last of an order. */
export interface Finding {
  readonly instrumentId: string;
  readonly side: string;
  readonly quantity: string;
  readonly state: string;
  readonly reason: string;
  readonly orderId?: string;
  readonly filledQuantity?: string;
}

/** Passes every event on, and keeps the newest word about each order. */
export class Findings implements EventEmitter {
  readonly #next: EventEmitter;
  readonly #byReference = new Map<string, Finding>();

  constructor(next: EventEmitter) {
    this.#next = next;
  }

  /** By reference, in the order in which they were met. */
  get orders(): ReadonlyMap<string, Finding> {
    return this.#byReference;
  }

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#next.emit(name, fields);
    if (name !== "execution_reconcile_result" && name !== "execution_order_dropped") return;
    const text = textsIn(fields);
    const finding: Finding = {
      instrumentId: text("instrument_id") ?? "",
      side: text("side") ?? "",
      quantity: text("quantity") ?? "",
      state: text("intent_state") ?? "dropped",
      reason: text("reason") ?? text("failure_reason") ?? "",
      ...optional("orderId", text("order_id")),
      ...optional("filledQuantity", text("filled_quantity")),
    };
    this.#byReference.set(text("external_reference") ?? "", finding);
  }
}

type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

const textsIn = (fields: Fields) => (name: string) => {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
};

const optional = (name: "orderId" | "filledQuantity", value: string | undefined) =>
  value === undefined ? {} : { [name]: value };
