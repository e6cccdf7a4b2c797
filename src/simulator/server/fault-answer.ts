import { isObject, type Members } from "../../core/domain/is-object.ts";
import type { Answer } from "./answer.ts";
import { empty } from "./answer.ts";
import type { Change, Instead, Story, TooMany } from "./faults.ts";
import type { Outcome } from "./http-server.ts";

/** Longer than any client waits. */
const HANG_SECONDS = 600;

/** Answers that something before the services gives, and that lack their headers. */
export const comesFromTheNetwork = ({ kind }: Instead): boolean => kind === "html" || kind === "garbage";

type Fixed = Exclude<Instead["kind"], "drop" | "hang" | "429" | "status">;

const FIXED: Readonly<Record<Fixed, Answer>> = {
  "401": empty(401),
  "409": empty(409),
  "503": empty(503),
  token_expiry: empty(401),
  html: { status: 403, body: "<html><body>Access denied. Reference&#32;&#35;18.1</body></html>" },
  garbage: { status: 200, body: "<html><body>Please log in to the network</body></html>" },
  invalid_grant: {
    status: 400,
    body: { error: "invalid_grant", error_description: "The grant is refused" },
  },
};

/** What the client gets to see in place of the honest answer. */
export function answerInstead(fault: Instead, isOrderCall: boolean): Outcome {
  switch (fault.kind) {
    case "drop":
      return { kind: "cut" };
    case "hang":
      return { kind: "cut", afterMs: (fault.forSeconds ?? HANG_SECONDS) * 1000 };
    case "429":
      return answered({ status: 429, headers: tooMany(fault, isOrderCall) });
    case "status": {
      const { status, body, headers } = fault;
      return answered({ status, ...(body !== undefined && { body }), ...(headers && { headers }) });
    }
    default:
      return answered(FIXED[fault.kind]);
  }
}

export const answered = (answer: Answer): Outcome => ({ kind: "answer", answer });

const APP_DAY = {
  "X-RateLimit-AppDay-Limit": "10000000",
  "X-RateLimit-AppDay-Remaining": "9999994",
  "X-RateLimit-AppDay-Reset": "82119",
};

function tooMany({ resetSeconds, retryAfter }: TooMany, isOrderCall: boolean): Record<string, string> {
  const [dimension, limit, usual] = isOrderCall ? ["SessionOrders", "1", 1] : ["Session", "120", 60];
  const prefix = `X-RateLimit-${dimension}`;
  return {
    ...(resetSeconds !== "none" && {
      ...APP_DAY,
      [`${prefix}-Limit`]: limit,
      [`${prefix}-Remaining`]: "0",
      [`${prefix}-Reset`]: String(resetSeconds ?? usual),
    }),
    ...(retryAfter !== undefined && { "Retry-After": String(retryAfter) }),
  };
}

/** An order that was taken, told as one that went wrong. A refused order has nothing to hide behind it. */
export function told(honest: Answer, story: Story | undefined): Answer {
  if (honest.status !== 200) return honest;
  if (story?.kind === "202") return withError(honest, 202, "TradeNotCompleted");
  if (story?.kind === "400_live") return withError(honest, 400, "CouldNotCompleteRequest");
  return honest;
}

function withError(honest: Answer, status: number, code: string): Answer {
  const errorInfo = { ErrorCode: code, Message: "The order may have been placed" };
  return { ...honest, status, body: { ...Object(honest.body), ErrorInfo: errorInfo } };
}

/** The answer, whichever it is, after what happens to it on its way. */
export const changed = (outcome: Outcome, changes: readonly Change[]): Outcome =>
  changes.reduce(change, outcome);

function change(outcome: Outcome, by: Change): Outcome {
  if (by.kind === "slow") return { ...outcome, afterMs: (outcome.afterMs ?? 0) + by.milliseconds };
  if (outcome.kind === "cut") return outcome;
  const { answer } = outcome;
  switch (by.kind) {
    case "truncate":
      return { ...outcome, kind: "cut", answer, ...(by.bytes !== undefined && { bytes: by.bytes }) };
    case "content_type":
      return { ...outcome, answer: withHeader(answer, "Content-Type", by.contentType) };
    case "clock_skew":
      return { ...outcome, answer: withHeader(answer, "Date", laterDate(answer, by.seconds)) };
    case "trade_level_lost":
      return outcome; // happens to the session, and shows in what it asks from now on
    default:
      return { ...outcome, answer: rewritten(answer, (fields) => rewriteFields(fields, by)) };
  }
}

type Rewrite = Extract<Change, { kind: "add_fields" | "replace_values" | "remove_fields" }>;

function rewriteFields(fields: Members, by: Rewrite): Members {
  switch (by.kind) {
    case "add_fields":
      return { ...fields, ...by.fields };
    case "replace_values":
      return by.field in fields ? { ...fields, [by.field]: by.value } : fields;
    case "remove_fields":
      return Object.fromEntries(Object.entries(fields).filter(([name]) => !by.fields.includes(name)));
  }
}

const withHeader = (answer: Answer, name: string, value: string): Answer => ({
  ...answer,
  headers: { ...answer.headers, [name]: value },
});

const laterDate = ({ headers = {} }: Answer, seconds: number): string =>
  new Date(Date.parse(headers["Date"] ?? "") + seconds * 1000).toUTCString();

/** Every object of a JSON body, the inner ones first, after a change. */
function rewritten(answer: Answer, rewrite: (fields: Members) => Members): Answer {
  if (answer.body === undefined || typeof answer.body === "string") return answer;
  const body: unknown = JSON.parse(JSON.stringify(answer.body), (_, value: unknown) =>
    isObject(value) ? rewrite(value) : value,
  );
  return { ...answer, body };
}
