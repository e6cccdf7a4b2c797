import { z } from "zod/mini";
import { assert } from "../../core/domain/assert.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Disclaimer, DisclaimerEntry, PersonalAnswer } from "../../core/execution/disclaimers.ts";
import { disclaimerHash } from "../../core/execution/disclaimers.ts";
import type { Row } from "./columns.ts";
import { choiceIn, flagIn, optionalTextIn, textIn, timestampIn } from "./columns.ts";
import type { Database } from "./database.ts";

/** A text as it was shown last, with all that was ever answered to it. */
export interface RecordedDisclaimer {
  readonly hash: string;
  readonly text: Disclaimer;
  readonly firstSeenAt: Timestamp;
  readonly lastSeenAt: Timestamp;
  /** Oldest first. */
  readonly answers: readonly RecordedAnswer[];
}

export interface RecordedAnswer {
  readonly at: Timestamp;
  /** `agreed` and `declined` are a person's; `accepting` was written before the broker was told, `accepted` after. */
  readonly answer: (typeof ANSWERS)[number];
  readonly person?: string;
  readonly policy?: string;
  readonly reason?: string;
  readonly externalReference?: string;
}

const ANSWERS = ["agreed", "declined", "accepting", "accepted", "refused"] as const;

/** Keeps the text as it was shown now. @returns the hash it is known by */
export function noteDisclaimer(database: Database, text: Disclaimer, at: Timestamp): string {
  const hash = disclaimerHash(text);
  database.run(
    `INSERT INTO disclaimer_texts
       (hash, token, title, body, is_blocking, conditions, responses, first_seen_at, last_seen_at)
     VALUES (:hash, :token, :title, :body, :isBlocking, :conditions, :responses, :at, :at)
     ON CONFLICT (hash) DO UPDATE SET
       token = :token, is_blocking = :isBlocking, responses = :responses, last_seen_at = :at`,
    {
      hash,
      token: text.token,
      title: text.title,
      body: text.body,
      isBlocking: Number(text.isBlocking),
      conditions: JSON.stringify(text.conditions),
      responses: JSON.stringify(text.responses),
      at,
    },
  );
  return hash;
}

/** A refusal is written once for each order: the same decision meets the same text in cycle after cycle. */
export function recordDisclaimer(database: Database, entry: DisclaimerEntry): void {
  database.transaction(() => {
    if (entry.answer === "refused" && isRefusedAlready(database, entry)) return;
    insertAnswer(database, {
      hash: entry.hash,
      at: entry.at,
      answer: entry.answer,
      person: null,
      policy: entry.policy,
      reason: entry.reason ?? null,
      cycle: entry.cycle,
      reference: entry.externalReference,
    });
  });
}

export function recordPersonalAnswer(
  database: Database,
  answer: {
    readonly hash: string;
    readonly answer: PersonalAnswer;
    readonly person: string;
    readonly at: Timestamp;
  },
): void {
  insertAnswer(database, { ...answer, policy: null, reason: null, cycle: null, reference: null });
}

/** What a person said last about the text. */
export function personalAnswer(database: Database, hash: string): PersonalAnswer | undefined {
  const row = database.get(
    `SELECT answer FROM disclaimer_answers
     WHERE hash = :hash AND answer IN ('agreed', 'declined') ORDER BY id DESC LIMIT 1`,
    { hash },
  );
  return row === undefined ? undefined : choiceIn<PersonalAnswer>(row, "answer", ["agreed", "declined"]);
}

/** Those seen last come first. */
export const recordedDisclaimers = (database: Database): readonly RecordedDisclaimer[] =>
  database
    .all("SELECT * FROM disclaimer_texts ORDER BY last_seen_at DESC, hash")
    .map((row) => recordedDisclaimer(database, row));

function recordedDisclaimer(database: Database, row: Row): RecordedDisclaimer {
  const hash = textIn(row, "hash");
  return {
    hash,
    text: {
      token: textIn(row, "token"),
      title: textIn(row, "title"),
      body: textIn(row, "body"),
      isBlocking: flagIn(row, "is_blocking"),
      conditions: listIn(row, "conditions", Conditions),
      responses: listIn(row, "responses", Responses),
    },
    firstSeenAt: timestampIn(row, "first_seen_at"),
    lastSeenAt: timestampIn(row, "last_seen_at"),
    answers: database
      .all("SELECT * FROM disclaimer_answers WHERE hash = :hash ORDER BY id", { hash })
      .map(recordedAnswer),
  };
}

function recordedAnswer(row: Row): RecordedAnswer {
  const [person, policy, reason, externalReference] = [
    optionalTextIn(row, "person"),
    optionalTextIn(row, "policy"),
    optionalTextIn(row, "reason"),
    optionalTextIn(row, "external_reference"),
  ];
  return {
    at: timestampIn(row, "at"),
    answer: choiceIn(row, "answer", ANSWERS),
    ...(person === undefined ? {} : { person }),
    ...(policy === undefined ? {} : { policy }),
    ...(reason === undefined ? {} : { reason }),
    ...(externalReference === undefined ? {} : { externalReference }),
  };
}

const Conditions = z.array(z.object({ type: z.string(), label: z.string() }));
const Responses = z.array(z.string());

/** Reads back what the store itself has written. */
function listIn<Schema extends z.ZodMiniType>(row: Row, column: string, schema: Schema): z.output<Schema> {
  const { data, success } = schema.safeParse(JSON.parse(textIn(row, column)));
  assert(success, `column ${column} holds something else than the store writes there`);
  return data;
}

function isRefusedAlready(database: Database, { hash, externalReference, reason }: DisclaimerEntry): boolean {
  const row = database.get(
    `SELECT 1 AS found FROM disclaimer_answers
     WHERE hash = :hash AND answer = 'refused' AND external_reference = :externalReference AND reason IS :reason`,
    { hash, externalReference, reason: reason ?? null },
  );
  return row !== undefined;
}

interface AnswerRow {
  readonly hash: string;
  readonly at: Timestamp;
  readonly answer: string;
  readonly person: string | null;
  readonly policy: string | null;
  readonly reason: string | null;
  readonly cycle: number | null;
  readonly reference: string | null;
}

function insertAnswer(database: Database, row: AnswerRow): void {
  database.run(
    `INSERT INTO disclaimer_answers (hash, at, answer, person, policy, reason, cycle_id, external_reference)
     VALUES (:hash, :at, :answer, :person, :policy, :reason, :cycle, :reference)`,
    { ...row },
  );
}
