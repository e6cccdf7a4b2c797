import { storageError } from "../../adapters/store/storage-error.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { printable } from "../output.ts";

/** What the operator is told of a request that the simulator could not answer: a full disk is no bug of ours. */
export function failureLine(failure: unknown, state: string): string {
  const error = storageError(failure, state);
  if (error instanceof TradebotError)
    return `tradebot: ${printable(error.message)}; the request was answered with 500 and booked nothing: ${error.hint}\n`;
  return `tradebot: the simulator failed, this is a bug: ${printable(error.stack ?? error.message)}\n`;
}
