import type { EventEmitter } from "../events/emitter.ts";
import { EXIT_CODES } from "./exit-codes.ts";

/** Logs a bug: an error that nothing in the program expects. */
export function emitBug(events: EventEmitter, error: unknown): void {
  const known = error instanceof Error;
  events.emit("unexpected_exception", {
    error_name: known ? error.name : typeof error,
    error_message: known ? error.message : String(error),
    stack: known ? error.stack : undefined,
  });
}

/**
 * Ends the process with exit code 70, loudly, on an error that nobody caught. Nothing is saved or tidied: the next
 * cycle recovers as from any crash.
 *
 * @returns a function that ends the watch
 */
export function reportBug(events: EventEmitter): () => void {
  const onError = (error: unknown): void => {
    emitBug(events, error);
    process.exit(EXIT_CODES.bug.code);
  };
  process.prependListener("uncaughtException", onError); // before the one that knows of no log
  process.prependListener("unhandledRejection", onError);
  return () => {
    process.off("uncaughtException", onError);
    process.off("unhandledRejection", onError);
  };
}
