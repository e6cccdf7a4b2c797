/**
 * Writes src/simulator/market/sp500-daily.bin from the data set `sp500-2000.csv` of the npm package vega-datasets,
 * and says in which session a newcomer's replay begins (FIRST_SESSION). Run: node tools/make-sp500-history.ts
 */
import { readFileSync, writeFileSync } from "node:fs";
import { assert } from "../src/core/domain/assert.ts";
import {
  HISTORY_HEADER_BYTES,
  HISTORY_MAGIC,
  HISTORY_SESSION_BYTES,
  parseHistory,
} from "../src/simulator/market/history.ts";
import type { Session, SessionTable } from "../src/simulator/market/session-table.ts";
import { isConsistent, valueAt } from "../src/simulator/market/session-table.ts";

const SOURCE = new URL("../node_modules/vega-datasets/data/sp500-2000.csv", import.meta.url);
const TARGET = new URL("../src/simulator/market/sp500-daily.bin", import.meta.url);

/** The committed file, made anew. */
export const makeHistory = (): Uint8Array => encodeHistory(parseCsv(readFileSync(SOURCE, "utf8")));

function parseCsv(text: string): Session[] {
  const [heading, ...lines] = text.trimEnd().split(/\r?\n/);
  assert(
    heading === "date,open,high,low,close,adjclose,volume",
    `the data set has unexpected columns: "${heading ?? ""}"`,
  );
  return lines.map(sessionFromLine);
}

function sessionFromLine(line: string): Session {
  const [open = 0, high = 0, low = 0, close = 0] = line.split(",").slice(1, 5).map(cents);
  const session = { open, high, low, close };
  assert(isConsistent(session), `the prices of "${line}" contradict each other`);
  return session;
}

function cents(price: string): number {
  const value = Math.round(Number(price) * 100);
  assert(Number.isSafeInteger(value) && value > 0, `"${price}" is no price`);
  return value;
}

function encodeHistory(sessions: readonly Session[]): Uint8Array {
  const bytes = new Uint8Array(HISTORY_HEADER_BYTES + sessions.length * HISTORY_SESSION_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(HISTORY_MAGIC));
  view.setInt32(HISTORY_MAGIC.length, sessions.length, true);
  sessions.forEach(({ open, high, low, close }, index) => {
    [open, high, low, close].forEach((value, column) => {
      view.setInt32(HISTORY_HEADER_BYTES + index * HISTORY_SESSION_BYTES + column * 4, value, true);
    });
  });
  return bytes;
}

const SHORT_WINDOW = 5;
const LONG_WINDOW = 20;
/** A crossing counts when the averages are this far apart after it, so that no rounding decides about it. */
const CLEAR_CROSSING = 0.0005;
/** The sale comes soon enough for twenty cycles in a row, and not at once. */
const CYCLES_TO_SALE = { min: 8, max: 15 };

/** The first session of the history in which a clear buy is followed, soon but not at once, by a clear sale. */
export function findFirstSession(table: SessionTable): number {
  for (let index = LONG_WINDOW; index < table.length - CYCLES_TO_SALE.max; index++) {
    if (crossingAt(table, index) !== "up") continue;
    const cyclesToSale = cyclesUntilFall(table, index);
    if (cyclesToSale >= CYCLES_TO_SALE.min && cyclesToSale <= CYCLES_TO_SALE.max) return index;
  }
  throw new Error("no session of the history suits a first start");
}

function cyclesUntilFall(table: SessionTable, bought: number): number {
  for (let cycles = 1; cycles <= CYCLES_TO_SALE.max; cycles++) {
    const crossing = crossingAt(table, bought + cycles);
    if (crossing === "unclear") return Infinity;
    if (crossing === "down") return cycles;
  }
  return Infinity;
}

function crossingAt(table: SessionTable, index: number): "up" | "down" | "unclear" | "none" {
  const before = lead(table, index - 1);
  const after = lead(table, index);
  if (before > 0 === after > 0) return "none";
  if (Math.abs(after) < CLEAR_CROSSING) return "unclear";
  return after > 0 ? "up" : "down";
}

/** By which fraction the short average of closes lies above the long one. */
const lead = (table: SessionTable, index: number): number =>
  average(table, index, SHORT_WINDOW) / average(table, index, LONG_WINDOW) - 1;

function average(table: SessionTable, last: number, window: number): number {
  let sum = 0;
  for (let index = last - window + 1; index <= last; index++) sum += valueAt(table.close, index);
  return sum / window;
}

if (import.meta.main) {
  const bytes = makeHistory();
  writeFileSync(TARGET, bytes);
  const table = parseHistory(bytes);
  console.log(`${table.length} sessions, ${bytes.length} bytes, FIRST_SESSION ${findFirstSession(table)}`);
}
