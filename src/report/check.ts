export type Verdict = "ok" | "warn" | "fail";

/** One thing that was looked at: what was found and, unless all is well, what to do about it. */
export interface Check {
  /** Stable, in snake_case; incidents, metrics and documents are keyed by it. */
  readonly name: string;
  readonly verdict: Verdict;
  readonly finding: string;
  readonly remedy?: string;
  /** Under which title people are told of it although it is but a warning. */
  readonly toldAs?: string;
  /** The name of the check that says by itself what keeps this one from being made. */
  readonly repeats?: string;
}

/** What the whole amounts to: its worst part. */
export function worstVerdict(checks: readonly Check[]): Verdict {
  if (checks.some(({ verdict }) => verdict === "fail")) return "fail";
  return checks.some(({ verdict }) => verdict === "warn") ? "warn" : "ok";
}
