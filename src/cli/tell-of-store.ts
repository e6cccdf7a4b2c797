import type { OpenedStore } from "../adapters/store/open-store.ts";
import type { EventEmitter } from "../events/emitter.ts";

/** What became of the store before it could be used. */
export function tellOfStore({ replaced, migration }: OpenedStore, events: EventEmitter): void {
  if (replaced !== undefined) events.emit("startup_store_replaced", replaced);
  if (migration !== undefined) events.emit("startup_store_migrated", { path: migration.backup.path });
}
