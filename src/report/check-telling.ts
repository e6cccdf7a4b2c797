import { elapsed, isoFromTimestamp, minutes, type Timestamp } from "../core/domain/time.ts";
import type { Check } from "./check.ts";
import { durationInWords } from "./duration-words.ts";
import type { Known } from "./health-facts.ts";
import type { Delivery, IncidentRecord, PendingMessage } from "./incident-record.ts";

const NAME = "notification";
/** Three runs try a message so often: by then it is no hiccup. */
const MANY_ATTEMPTS = 9;
/** What waits so long was not sent at once, and not by the run after. */
const LONG_WAIT = minutes(60);
const SHORT_WAIT = minutes(10);

const REMEDY =
  "try `tradebot doctor --notify-test`: mend the receiver, or correct SCHEDULER_WEBHOOK_URL; `tradebot status` lists what waits";

/** Whether the messages of the bot arrive: trouble that nobody hears of is no better than silence. */
export function checkTelling(incidents: Known<IncidentRecord>, now: Timestamp): Check {
  if (incidents.kind === "unknown") {
    const { why, remedy } = incidents;
    return { name: NAME, verdict: "fail", finding: `not known whether messages arrive: ${why}`, remedy };
  }
  const { pending, deliveries } = incidents.fact;
  const late = pending.filter((message) => isLate(message, now));
  const [oldest] = late;
  if (oldest !== undefined) return ofLate(late, oldest, now);
  const last = deliveries.at(-1);
  return last?.outcome === "dropped" ? ofDropped(last) : ofWell(last);
}

const isLate = ({ message, tried }: PendingMessage, now: Timestamp): boolean =>
  tried?.failure !== undefined || elapsed(message.composedAt, now) > SHORT_WAIT;

function ofLate(late: readonly PendingMessage[], { message, tried }: PendingMessage, now: Timestamp): Check {
  const attempts = Math.max(...late.map((each) => each.tried?.attempts ?? 0));
  const wait = elapsed(message.composedAt, now);
  const verdict = attempts >= MANY_ATTEMPTS || wait > LONG_WAIT ? "fail" : "warn";
  const why = tried?.failure === undefined ? "" : `, the last attempt ended with ${tried.failure}`;
  return {
    name: NAME,
    verdict,
    finding: `${late.length} not delivered, the oldest for ${durationInWords(wait)}${why}`,
    remedy: REMEDY,
  };
}

const ofDropped = ({ message }: Delivery): Check => ({
  name: NAME,
  verdict: "fail",
  finding: `the message of ${isoFromTimestamp(message.composedAt)} was given up, and none has arrived since`,
  remedy: REMEDY,
});

const ofWell = (last: Delivery | undefined): Check => ({
  name: NAME,
  verdict: "ok",
  finding:
    last === undefined ? "nothing had to be told yet" : "nothing waits to be told, the last message arrived",
});
