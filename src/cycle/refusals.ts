import type { EventName } from "../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../events/emitter.ts";

/** Passes every event on, and remembers why what is held of an instrument was not closed: the newest reason counts. */
export class Refusals implements EventEmitter {
  readonly #next: EventEmitter;
  readonly #byInstrument = new Map<string, Refusal>();

  constructor(next: EventEmitter) {
    this.#next = next;
  }

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#next.emit(name, fields);
    const all: AnyFields = fields;
    const { instrument_id: instrumentId, failure_reason: code, detail, purpose = "exit" } = all;
    if (typeof instrumentId !== "string") return;
    if (purpose !== "exit" && !IN_THE_WAY.has(name)) return;
    if (name === "execution_order_placed") this.#byInstrument.delete(instrumentId);
    if (typeof code !== "string") return;
    this.#byInstrument.set(instrumentId, { code, ...(typeof detail === "string" ? { detail } : {}) });
  }

  of(instrumentId: string): Refusal | undefined {
    return this.#byInstrument.get(instrumentId);
  }
}

/** Of orders that are not to close anything: that one was cancelled, as we asked, keeps nothing from being closed. */
const IN_THE_WAY: ReadonlySet<EventName> = new Set(["execution_cancel_refused", "execution_order_unknown"]);

/** A stable code, and words for people, possibly the broker's. */
export interface Refusal {
  readonly code: string;
  readonly detail?: string;
}

type AnyFields = Readonly<Record<string, string | number | boolean | undefined>>;
