import type { CATALOGUE, EventName } from "./catalogue.ts";
import type { EventDefinition } from "./event.ts";
import type { FieldValue } from "./fields.ts";

/** The fields an event takes: the required ones, and the optional ones where they are known. */
export type EventFields<Name extends EventName> =
  (typeof CATALOGUE)[Name] extends EventDefinition<infer Required, infer Optional>
    ? { readonly [Field in Required]: FieldValue<Field> } & {
        readonly [Field in Exclude<Optional, Required>]?: FieldValue<Field> | undefined;
      }
    : never;

/** Says what happened. Never throws into the caller, never delays it. */
export interface EventEmitter {
  emit<Name extends EventName>(name: Name, fields: EventFields<Name>): void;
}
