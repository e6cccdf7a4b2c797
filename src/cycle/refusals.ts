import type { EventName } from "../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../events/emitter.ts";

/** Passes every event on, and remembers why the newest order in an instrument came to nothing. */
export class Refusals implements EventEmitter {
  readonly #next: EventEmitter;
  readonly #byInstrument = new Map<string, Refusal>();

  constructor(next: EventEmitter) {
    this.#next = next;
  }

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.#next.emit(name, fields);
    const { instrument_id: instrumentId, failure_reason: code, detail }: AnyFields = fields;
    if (typeof instrumentId !== "string" || typeof code !== "string") return;
    this.#byInstrument.set(instrumentId, { code, ...(typeof detail === "string" ? { detail } : {}) });
  }

  of(instrumentId: string): Refusal | undefined {
    return this.#byInstrument.get(instrumentId);
  }
}

/** A stable code, and words for people, possibly the broker's. */
export interface Refusal {
  readonly code: string;
  readonly detail?: string;
}

type AnyFields = Readonly<Record<string, string | number | boolean | undefined>>;
