import { disclaimerContextOf } from "../exchange/ids.ts";
import type { Desk } from "./desk.ts";

export const DISCLAIMER_KINDS = ["normal", "recurring", "blocking"] as const;

/** A text that stands before orders. */
export interface StandingDisclaimer {
  /** Accepted once and for all, before each order again, or never. */
  readonly kind: (typeof DISCLAIMER_KINDS)[number];
  /** What an acceptance has to come with; a sentence to be typed is checked. */
  readonly condition: "checkbox" | "user_input" | "none";
  /** Some are only told of when the order is placed. */
  readonly shownAt: "precheck" | "placement";
}

/** What the user has to type where a text asks for it. */
export const SENTENCE_TO_TYPE = "I understand the risk";

/** Tokens are base64, as Saxo's are, and so need encoding in an address. */
export const tokenOf = (index: number): string =>
  Buffer.from(`simulated-risk-warning-${index + 1}`).toString("base64");

/** The usual one of a kind: a checkbox, known from the precheck on. */
export const usualDisclaimer = (kind: StandingDisclaimer["kind"]): StandingDisclaimer => ({
  kind,
  condition: "checkbox",
  shownAt: "precheck",
});

/** Which texts were answered for which order. Lives as long as the process; what was accepted for good is stored. */
export class DisclaimerAnswers {
  /** Contexts given out, and whether an order was placed since. */
  readonly #contexts = new Map<string, "open" | "spent">();
  /** Recurring texts accepted for the next order. */
  readonly #accepted = new Set<string>();
  readonly #seed: number;
  #issued = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @param number makes the context another one in each world's life */
  issueContext(number: number): string {
    this.#issued = (this.#issued + 1) % 1000;
    const context = disclaimerContextOf(this.#seed, number * 1000 + this.#issued);
    this.#contexts.set(context, "open");
    return context;
  }

  isOpen(context: string): boolean {
    return this.#contexts.get(context) === "open";
  }

  acceptForNextOrder(token: string): void {
    this.#accepted.add(token);
  }

  hasAccepted(token: string): boolean {
    return this.#accepted.has(token);
  }

  /** An order was placed: what was answered for it counts for no other. */
  orderPlaced(): void {
    this.#accepted.clear();
    for (const context of this.#contexts.keys()) this.#contexts.set(context, "spent");
  }
}

/** What an order waits for; `undefined` when nothing is outstanding. */
export function pendingDisclaimers(
  desk: Desk,
  number: number,
  stage: StandingDisclaimer["shownAt"] = "placement",
): Record<string, unknown> | undefined {
  const tokens = desk.settings.disclaimers
    .map((standing, index) => ({ standing, token: tokenOf(index) }))
    .filter(({ standing }) => stage === "placement" || standing.shownAt === "precheck")
    .filter(({ standing, token }) => isOutstanding(standing, token, desk))
    .map(({ token }) => token);
  if (tokens.length === 0) return undefined;
  return { DisclaimerContext: desk.answers.issueContext(number), DisclaimerTokens: tokens };
}

function isOutstanding({ kind }: StandingDisclaimer, token: string, desk: Desk): boolean {
  switch (kind) {
    case "normal":
      return !desk.hasAccepted(token);
    case "recurring":
      return !desk.answers.hasAccepted(token);
    case "blocking":
      return true;
  }
}
