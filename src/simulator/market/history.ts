import { readFileSync } from "node:fs";
import { assert } from "../../core/domain/assert.ts";
import type { SessionTable } from "./session-table.ts";
import { emptyTable, isConsistent, sessionIn, setSession } from "./session-table.ts";

/** First four bytes of a history file; the number of sessions follows, then open, high, low, close of each, in cents. */
export const HISTORY_MAGIC = "OHLC";
export const HISTORY_HEADER_BYTES = 8;
export const HISTORY_SESSION_BYTES = 16;

/** Daily sessions of the S&P 500 from 2000-01-03 to 2020-04-17, oldest first (see ATTRIBUTION.md). */
export const loadHistory = (): SessionTable =>
  parseHistory(readFileSync(new URL("./sp500-daily.bin", import.meta.url)));

/** @throws AssertionError when the bytes are no history file or a session contradicts itself */
export function parseHistory(bytes: Uint8Array): SessionTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = String.fromCharCode(...bytes.subarray(0, HISTORY_MAGIC.length));
  assert(
    bytes.length > HISTORY_HEADER_BYTES && magic === HISTORY_MAGIC,
    "the price history does not start with its mark",
  );
  const count = view.getInt32(HISTORY_MAGIC.length, true);
  assert(
    bytes.length === HISTORY_HEADER_BYTES + count * HISTORY_SESSION_BYTES,
    `the price history of ${count} sessions has a length of ${bytes.length} bytes`,
  );
  const table = emptyTable(count);
  for (let index = 0; index < count; index++) {
    const offset = HISTORY_HEADER_BYTES + index * HISTORY_SESSION_BYTES;
    setSession(table, index, {
      open: view.getInt32(offset, true),
      high: view.getInt32(offset + 4, true),
      low: view.getInt32(offset + 8, true),
      close: view.getInt32(offset + 12, true),
    });
    assert(isConsistent(sessionIn(table, index)), `session ${index} of the price history contradicts itself`);
  }
  return table;
}
