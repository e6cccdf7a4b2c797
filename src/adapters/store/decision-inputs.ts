import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { assert } from "../../core/domain/assert.ts";
import type { CycleId } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { minutes, subtractDuration } from "../../core/domain/time.ts";
import type { KeptBasis, RecordedBasis } from "../../cycle/ports/decision-store.ts";
import { barsSeenIn, recordBarsSeen } from "./bars-seen.ts";
import { bytesIn, textIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { keepStrategyMemory } from "./strategy-memory.ts";

/** Writes down what the decisions of a cycle were made from. In the transaction of the decisions. */
export function recordBasis(database: Database, cycle: CycleId, basis: RecordedBasis): void {
  const { decidedAt, parts, moment, bars, barMinutes } = basis;
  for (const [instrument, seen] of bars) recordBarsSeen(database, cycle, { instrument, barMinutes }, seen);
  database.run("INSERT INTO decision_inputs (cycle_id, parts, moment) VALUES (:cycle, :parts, :moment)", {
    cycle,
    parts: keepParts(database, parts, decidedAt),
    moment: packed(moment),
  });
  if (basis.remembered !== undefined) keepStrategyMemory(database, basis.remembered);
}

/** Quick rather than small: a cycle waits for it. */
const packed = (text: string): Uint8Array => deflateRawSync(text, { level: 1 });
const unpacked = (bytes: Uint8Array): string => inflateRawSync(bytes).toString("utf8");

const digestOf = (text: string): string =>
  createHash("sha256").update(text, "utf8").digest("base64url").slice(0, DIGITS);
/** 132 bits. */
const DIGITS = 22;

/** How often it is noted that a part is still used. */
const NOTED_EVERY = minutes(24 * 60);

/** Keeps each text once, and the list of them as one more. @returns the digest of the list */
function keepParts(database: Database, parts: readonly string[], now: Timestamp): string {
  const digests = parts.map(digestOf);
  const list = JSON.stringify(digests);
  const digest = digestOf(list);
  const row = database.get("SELECT 1 AS found FROM input_parts WHERE digest = :digest AND used_at > :since", {
    digest,
    since: subtractDuration(now, NOTED_EVERY),
  });
  if (row !== undefined) return digest; // and so are its parts
  for (const [place, text] of parts.entries()) keep(database, digests[place] ?? "", text, now);
  keep(database, digest, list, now);
  return digest;
}

function keep(database: Database, digest: string, text: string, now: Timestamp): void {
  const { changes } = database.run("UPDATE input_parts SET used_at = :now WHERE digest = :digest", {
    digest,
    now,
  });
  if (changes > 0) return;
  database.run("INSERT INTO input_parts (digest, content, used_at) VALUES (:digest, :content, :now)", {
    digest,
    content: packed(text),
    now,
  });
}

/** What a cycle decided from, its bars on demand; `undefined` where that is not, or no longer, kept. */
export function basisOf(database: Database, cycle: CycleId): KeptBasis | undefined {
  const row = database.get("SELECT parts, moment FROM decision_inputs WHERE cycle_id = :cycle", { cycle });
  if (row === undefined) return undefined;
  const digests: unknown = JSON.parse(partOf(database, textIn(row, "parts")));
  assert(Array.isArray(digests), "a list of parts is no list");
  return {
    parts: digests.map((digest) => partOf(database, String(digest))),
    moment: unpacked(bytesIn(row, "moment")),
    barsSeen: (range) => barsSeenIn(database, cycle, range),
  };
}

function partOf(database: Database, digest: string): string {
  const row = database.get("SELECT content FROM input_parts WHERE digest = :digest", { digest });
  assert(row !== undefined, `what the digest ${digest} stands for is not there`);
  const text = unpacked(bytesIn(row, "content"));
  assert(digestOf(text) === digest, `what the digest ${digest} stands for has changed`);
  return text;
}

/** Those of old cycles, and what no cycle has used since. */
export const AGED_INPUTS = `
  DELETE FROM decision_inputs WHERE cycle_id IN (
    SELECT cycle_id FROM decision_inputs JOIN cycles ON cycles.id = cycle_id WHERE started_at < :before LIMIT :limit
  )`;
export const AGED_PARTS = `
  DELETE FROM input_parts WHERE digest IN (
    SELECT digest FROM input_parts
    WHERE used_at < :before - ${NOTED_EVERY} AND digest NOT IN (SELECT parts FROM decision_inputs)
    LIMIT :limit
  )`;
