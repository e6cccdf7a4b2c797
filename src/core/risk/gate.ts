import type { DenialCode } from "./denials.ts";

/** A number, or text for money and for words of the broker. */
type FactValue = string | number | boolean;

/** What a gate found: the figure it looked at and the limit it held it against. */
export interface Finding {
  readonly passed: boolean;
  readonly value?: FactValue;
  readonly limit?: FactValue;
}

/** One question that must be answered with yes before an order exists. */
export interface Gate<Context> {
  readonly code: DenialCode;
  /** @returns `undefined` where there is no such limit, or none for this kind of order: nothing is asked */
  readonly check: (context: Context) => Finding | undefined;
}

export interface GateCheck extends Finding {
  readonly gate: DenialCode;
}

export interface GateResult {
  /** Of every gate that was tried, in order; the last one is the denial if there is one. */
  readonly checks: readonly GateCheck[];
  readonly denial?: DenialCode;
}

/** Tries gates in order and stops at the first that does not pass. */
export function runGates<Context>(gates: readonly Gate<Context>[], context: Context): GateResult {
  const checks: GateCheck[] = [];
  for (const { code, check } of gates) {
    const finding = check(context);
    if (finding === undefined) continue;
    checks.push({ gate: code, ...finding });
    if (!finding.passed) return { checks, denial: code };
  }
  return { checks };
}
