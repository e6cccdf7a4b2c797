import type { EventName } from "../events/catalogue.ts";
import type { EventEmitter, EventFields } from "../events/emitter.ts";

interface RecordedEvent {
  readonly name: EventName;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Keeps everything that was emitted, in order. */
export class RecordedEvents implements EventEmitter {
  readonly all: RecordedEvent[] = [];

  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void {
    this.all.push({ name, fields: { ...fields } });
  }

  names(): EventName[] {
    return this.all.map(({ name }) => name);
  }

  /** The fields of every event of this name, in order. */
  of(name: EventName): Readonly<Record<string, unknown>>[] {
    return this.all.filter((event) => event.name === name).map(({ fields }) => fields);
  }
}
