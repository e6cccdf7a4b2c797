import type { RecordedAnswer, RecordedDisclaimer } from "../../adapters/store/disclaimers.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { DisclaimerPolicy } from "../../core/execution/disclaimers.ts";
import { judgeDisclaimer } from "../../core/execution/disclaimers.ts";
import { indented, printable, renderTable } from "../output.ts";
import { plainText } from "./plain-text.ts";

export type DisclaimersDocument = ReturnType<typeof disclaimersDocument>;
type DisclaimerDocument = DisclaimersDocument["disclaimers"][number];

/** Every text the broker wanted answered before an order, and what the policy makes of it now. */
export const disclaimersDocument = (texts: readonly RecordedDisclaimer[], policy: DisclaimerPolicy) => ({
  policy,
  disclaimers: texts.map((text) => disclaimerDocument(text, policy)),
});

export function disclaimerDocument(
  { hash, text, firstSeenAt, lastSeenAt, answers }: RecordedDisclaimer,
  policy: DisclaimerPolicy,
) {
  const verdict = judgeDisclaimer(policy, text, personalAnswerIn(answers));
  return {
    hash,
    title: text.title,
    body: plainText(text.body),
    is_blocking: text.isBlocking,
    conditions: text.conditions,
    first_seen_at: isoFromTimestamp(firstSeenAt),
    last_seen_at: isoFromTimestamp(lastSeenAt),
    is_accepted: verdict.kind === "accept",
    reason: verdict.kind === "accept" ? undefined : verdict.reason,
    answers: answers.map(answerDocument),
  };
}

/** What a person said last. */
export function personalAnswerIn(answers: readonly RecordedAnswer[]): "agreed" | "declined" | undefined {
  const said = answers
    .map(({ answer }) => answer)
    .filter((answer) => answer === "agreed" || answer === "declined");
  return said.at(-1);
}

const answerDocument = ({ at, answer, person, policy, reason, externalReference }: RecordedAnswer) => ({
  at: isoFromTimestamp(at),
  answer,
  person,
  policy,
  reason,
  external_reference: externalReference,
});

export function disclaimersText({ policy, disclaimers }: DisclaimersDocument): string {
  if (disclaimers.length === 0) return "no disclaimer has stood before an order yet\n";
  const rows = disclaimers.map((one) => [
    one.hash,
    one.title,
    one.last_seen_at,
    one.is_accepted ? "accepted" : `not accepted (${one.reason ?? ""})`,
    lastAnswerOf(one),
  ]);
  return (
    renderTable(["disclaimer", "title", "last asked for", `under ${policy}`, "last answer"], rows) +
    "its text: tradebot disclaimers show <hash>\n"
  );
}

function lastAnswerOf({ answers }: DisclaimerDocument): string {
  const last = answers.at(-1);
  if (last === undefined) return "-";
  return `${last.answer}${last.person === undefined ? "" : ` by ${last.person}`}, ${last.at}`;
}

/** All of it, as somebody reads it who is to agree to it. */
export function disclaimerText(one: DisclaimerDocument): string {
  const lines = (text: string): string => text.split("\n").map(printable).join("\n");
  const conditions = one.conditions.map(
    ({ type, label }) => `to be ${CONDITION[type] ?? type}: ${printable(label)}\n`,
  );
  const answers = one.answers.map(answerLine);
  return [
    `${one.hash}\n${lines(one.title)}\n`,
    `${indented(lines(one.body))}\n`,
    one.is_blocking ? "it is blocking: nobody can accept it\n" : conditions.join(""),
    answers.length === 0 ? "" : `answers\n${indented(answers.join(""))}`,
  ]
    .filter((section) => section !== "")
    .join("\n");
}

const CONDITION: Readonly<Record<string, string>> = { Checkbox: "ticked", UserInput: "typed" };

function answerLine({
  at,
  answer,
  person,
  policy,
  reason,
  external_reference,
}: ReturnType<typeof answerDocument>): string {
  const who = person === undefined ? `under ${policy ?? ""}` : `by ${person}`;
  const rest = [reason, external_reference].filter((part) => part !== undefined);
  return `${[at, answer, who, ...rest].map(printable).join("  ")}\n`;
}
