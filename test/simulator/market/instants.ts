import { assert } from "../../../src/core/domain/assert.ts";
import type { TradingSession } from "../../../src/core/domain/instrument.ts";
import type { Timestamp } from "../../../src/core/domain/time.ts";
import { isoFromTimestamp, timestampFromIso } from "../../../src/core/domain/time.ts";

/** `2026-11-20T14:30:00` in UTC. */
export function at(text: string): Timestamp {
  const instant = timestampFromIso(`${text}Z`);
  assert(instant !== undefined, `"${text}" is no instant`);
  return instant;
}

const short = (instant: Timestamp): string => isoFromTimestamp(instant).slice(0, 16);

/** `2026-11-20T14:30 2026-11-20T21:00 AutomatedTrading` */
export const lines = (sessions: readonly TradingSession[]): string[] =>
  sessions.map(({ startAt, endAt, state }) => `${short(startAt)} ${short(endAt)} ${state}`);
