import { createHash } from "node:crypto";
import type { CycleId, ExternalReference } from "../domain/ids.ts";
import type { Timestamp } from "../domain/time.ts";

/** What becomes of an order before which the broker wants a text answered. */
export type DisclaimerPolicy = "block_all" | "auto_accept_normal" | "manual_review";

/** A text that the broker wants answered before an order, as it shows it. */
export interface Disclaimer {
  /** The broker's name of it, needed to ask for the text and to answer it. */
  readonly token: string;
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Cannot be accepted: the instrument is not to be traded by us. */
  readonly isBlocking: boolean;
  /** What must be ticked or typed besides. */
  readonly conditions: readonly DisclaimerCondition[];
  /** `Accepted`, `Dismissed`, ... */
  readonly responses: readonly string[];
}

interface DisclaimerCondition {
  /** `Checkbox`, or `UserInput`: a sentence to be typed. */
  readonly type: string;
  readonly label: string;
}

/** What a person has said about a text. */
export type PersonalAnswer = "agreed" | "declined";

/** What the program made of a text, and for which order. */
export interface DisclaimerEntry {
  readonly hash: string;
  readonly at: Timestamp;
  readonly answer: "accepting" | "accepted" | "refused";
  readonly policy: DisclaimerPolicy;
  readonly reason?: string;
  readonly cycle: CycleId;
  readonly externalReference: ExternalReference;
}

export type DisclaimerVerdict =
  { readonly kind: "accept" } | { readonly kind: "refuse"; readonly reason: DisclaimerRefusal };

type DisclaimerRefusal =
  | "DISCLAIMER_BLOCKING"
  | "DISCLAIMER_NOT_ACCEPTABLE"
  | "DISCLAIMER_POLICY"
  | "DISCLAIMER_HAS_CONDITIONS"
  | "DISCLAIMER_NEEDS_TYPING"
  | "DISCLAIMER_NOT_AGREED"
  | "DISCLAIMER_DECLINED";

/** Whether a text may be accepted without anybody looking at it now. A blocking one never may. */
export function judgeDisclaimer(
  policy: DisclaimerPolicy,
  text: Disclaimer,
  personalAnswer: PersonalAnswer | undefined,
): DisclaimerVerdict {
  const reason =
    reasonInText(text) ??
    (policy === "manual_review" ? reasonInAnswer(text, personalAnswer) : reasonInPolicy(policy, text));
  return reason === undefined ? { kind: "accept" } : { kind: "refuse", reason };
}

function reasonInText({ isBlocking, responses }: Disclaimer): DisclaimerRefusal | undefined {
  if (isBlocking) return "DISCLAIMER_BLOCKING";
  return responses.includes("Accepted") ? undefined : "DISCLAIMER_NOT_ACCEPTABLE";
}

function reasonInPolicy(policy: DisclaimerPolicy, { conditions }: Disclaimer): DisclaimerRefusal | undefined {
  if (policy !== "auto_accept_normal") return "DISCLAIMER_POLICY";
  return conditions.length === 0 ? undefined : "DISCLAIMER_HAS_CONDITIONS"; // somebody is to tick or to type something
}

/** Who agrees to a text ticks its boxes with that; a sentence to be typed wants a person at the moment of the order. */
function reasonInAnswer(
  { conditions }: Disclaimer,
  answer: PersonalAnswer | undefined,
): DisclaimerRefusal | undefined {
  if (answer === "declined") return "DISCLAIMER_DECLINED";
  if (answer === undefined) return "DISCLAIMER_NOT_AGREED";
  return canBeTicked(conditions) ? undefined : "DISCLAIMER_NEEDS_TYPING";
}

/** Whether nothing has to be done about it at the order that agreeing beforehand does not do as well. */
export const canBeTicked = (conditions: Disclaimer["conditions"]): boolean =>
  conditions.every(({ type }) => type === "Checkbox");

/** 96 bits: enough to tell any two texts apart, and short enough to be typed. */
const HASH_CHARACTERS = 24;

/**
 * Names a text by what it says: the same under another token, another as soon as a word of it changes. How it is
 * wrapped into lines makes no difference.
 */
export function disclaimerHash({
  title,
  body,
  conditions,
}: Pick<Disclaimer, "title" | "body" | "conditions">): string {
  const parts = [title, body, ...conditions.flatMap(({ type, label }) => [type, label])].map(normalized);
  return createHash("sha256").update(JSON.stringify(parts), "utf8").digest("hex").slice(0, HASH_CHARACTERS);
}

const normalized = (text: string): string => text.normalize("NFC").replaceAll(/\s+/g, " ").trim();
