import type { Timestamp } from "../core/domain/time.ts";
import { elapsed, isoFromTimestamp } from "../core/domain/time.ts";
import type { Incident, Message } from "./incident-record.ts";

/** Something that is wrong now, in words for people. */
export interface Condition {
  /** `run:<reason>`, `check:<name>` or `unit:<result>`. */
  readonly key: string;
  /** `cycle failed: BROKER_UNREACHABLE` */
  readonly title: string;
  readonly what: string;
  readonly remedy?: string;
  /** Further lines: a name and a value each. */
  readonly details: readonly (readonly [name: string, value: string])[];
}

/** What every message says about where it comes from. */
export interface Situation {
  readonly now: Timestamp;
  readonly host: string;
  /** Absent when the configuration did not tell. */
  readonly environment?: string;
  /** Absent when none is on record. */
  readonly lastGoodAt?: Timestamp;
  /** Hides secrets in a text that is about to leave the machine. */
  readonly hide: (text: string) => string;
}

type Composed = Pick<Message, "subject" | "body">;

/** Together with the few fixed lines, at 3 bytes a character, a message stays below 4 kB. */
const LONGEST_TEXT = 500;
const LONGEST_LINE = 120;

export function composeOpening(
  { title, what, remedy, details }: Condition,
  incident: Incident,
  situation: Situation,
): Composed {
  const oddity = incident.isRecurring ? " (comes and goes)" : "";
  return compose(`tradebot ${title}${oddity}`, situation, [
    ["what", what],
    ["since", isoFromTimestamp(incident.openedAt)],
    ["how often", incident.isRecurring ? "again, soon after it was over" : "for the first time"],
    ...details,
    ["last good cycle", lastGood(situation)],
    ...(remedy === undefined ? [] : [["what to do", remedy] as const]),
    ["next message", nextMessage(incident)],
  ]);
}

/** Where nobody remembers what was told: the same again now and then, and no word when it is over. */
export function composeReminder({ title, what, remedy, details }: Condition, situation: Situation): Composed {
  return compose(`tradebot ${title}`, situation, [
    ["what", what],
    ["seen", isoFromTimestamp(situation.now)],
    ...details,
    ["last good cycle", lastGood(situation)],
    ...(remedy === undefined ? [] : [["what to do", remedy] as const]),
    ["next message", "each hour while it lasts, none when it is over: what was told cannot be put on record"],
  ]);
}

export function composeClearing(incident: Incident, situation: Situation): Composed {
  const since = incident.quietSince ?? situation.now;
  return compose(`tradebot recovered, was: ${incident.title}`, situation, [
    ["what", "this is over"],
    ["since", isoFromTimestamp(since)],
    ["it began", isoFromTimestamp(incident.openedAt)],
    ["it lasted", duration(elapsed(incident.openedAt, since))],
    ["how often", `met by ${incident.count} run${incident.count === 1 ? "" : "s"}`],
    ["last good cycle", lastGood(situation)],
  ]);
}

function compose(
  subject: string,
  { host, environment, hide }: Situation,
  lines: readonly (readonly [string, string])[],
): Composed {
  const origin = [
    ["environment", environment ?? "not known"],
    ["host", host],
  ] as const;
  const body = [...lines, ...origin]
    .map(([name, value]) => `${name}: ${cut(plain(hide(value)), LONGEST_TEXT)}`)
    .join("\n");
  return { subject: cut(plain(hide(subject)), LONGEST_LINE), body };
}

const lastGood = ({ lastGoodAt }: Situation): string =>
  lastGoodAt === undefined ? "none on record" : isoFromTimestamp(lastGoodAt);

const nextMessage = ({ isRecurring }: Incident): string =>
  isRecurring
    ? "when it has kept quiet for an hour; until then it may come and go without a word"
    : "when it is over";

function duration(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

/** One line of visible characters: nothing that a receiver shows can forge a further line. */
const plain = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();

const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 3).toWellFormed()}...`;
