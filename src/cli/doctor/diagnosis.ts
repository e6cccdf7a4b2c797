import type { ExitReason, TradebotError } from "../../core/domain/errors.ts";
import type { Check } from "../../report/check.ts";

/** One line of the doctor's: a failure knows how a cycle would end by it. */
export interface Diagnosis extends Check {
  readonly exit?: ExitReason;
}

export const fine = (name: string, finding: string): Diagnosis => ({ name, verdict: "ok", finding });

export const doubtful = (name: string, finding: string, remedy: string): Diagnosis => ({
  name,
  verdict: "warn",
  finding,
  remedy,
});

export const failing = (
  name: string,
  finding: string,
  { exit, remedy }: { readonly exit: ExitReason; readonly remedy: string },
): Diagnosis => ({ name, verdict: "fail", finding, remedy, exit });

export const failureOf = (name: string, { message, hint, exit }: TradebotError): Diagnosis => ({
  name,
  verdict: "fail",
  finding: message,
  ...(hint === undefined ? {} : { remedy: hint }),
  exit,
});

/** How the command ends: by its first failure; warnings are no failures. */
export const endingOf = (diagnoses: readonly Diagnosis[]): ExitReason | "done" =>
  diagnoses.find(({ verdict }) => verdict === "fail")?.exit ?? "done";
