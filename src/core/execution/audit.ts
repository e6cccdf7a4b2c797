import type { Decimal } from "../domain/decimal.ts";
import { sumDecimals, ZERO } from "../domain/decimal.ts";
import type { IntentState } from "./lifecycle.ts";
import { RESOLVED_BY_PERSON } from "./resolve.ts";
import { isFinal, mayFollow, NEVER_ARRIVED } from "./lifecycle.ts";

/** An intent as it was recorded, with all that must add up. */
export interface AuditedIntent {
  readonly externalReference: string;
  readonly state: IntentState;
  readonly quantity: Decimal;
  readonly filledQuantity: Decimal;
  readonly orderId: string | undefined;
  /** In the order they were recorded. */
  readonly steps: readonly {
    readonly from: IntentState;
    readonly to: IntentState;
    readonly reason?: string;
  }[];
  readonly fills: readonly { readonly orderId: string; readonly quantity: Decimal }[];
}

/** Every contradiction in the records of one intent, in words. */
export const contradictionsIn = (intent: AuditedIntent): readonly string[] => [
  ...brokenSteps(intent),
  ...brokenFills(intent),
];

/** The steps must lead from `created` to the state, each beginning where the one before ended. */
function brokenSteps({ steps, state }: AuditedIntent): readonly string[] {
  const findings: string[] = [];
  let reached: IntentState = "created";
  for (const { from, to } of steps) {
    if (from !== reached) findings.push(`a step begins at ${from} where ${reached} was reached`);
    if (!mayFollow(from, to)) findings.push(`no intent goes from ${from} to ${to}`);
    reached = to;
  }
  if (reached !== state) findings.push(`its steps lead to ${reached}, but its state is ${state}`);
  return findings;
}

function brokenFills(intent: AuditedIntent): readonly string[] {
  const { fills, quantity, filledQuantity, orderId, state } = intent;
  const booked = sumDecimals(fills.map((fill) => fill.quantity));
  const findings: string[] = [];
  if (booked.gt(quantity))
    findings.push(`its fills add up to ${booked.toString()}, more than the ${quantity.toString()} ordered`);
  // until it is final, fills may be booked whose step is not, and the other way round
  const isResolved = intent.steps.at(-1)?.reason === RESOLVED_BY_PERSON; // whose word books no execution
  if (isFinal(state) && !isResolved && !booked.eq(filledQuantity)) {
    findings.push(
      `its fills add up to ${booked.toString()}, but ${filledQuantity.toString()} counts as filled`,
    );
  }
  if (NEVER_ARRIVED.includes(state) && !booked.eq(ZERO)) findings.push(`it was never sent, but has fills`);
  const strays = fills.filter((fill) => fill.orderId !== orderId);
  if (strays.length > 0) findings.push(`${strays.length} of its fills belong to another order`);
  return findings;
}

/** References under which more than one intent may have arrived: two orders for one decision. */
export function takenTwice(intents: readonly AuditedIntent[]): readonly string[] {
  const arrived = intents.filter(({ state }) => !NEVER_ARRIVED.includes(state));
  const byReference = Map.groupBy(arrived, ({ externalReference }) => externalReference);
  return [...byReference].filter(([, same]) => same.length > 1).map(([reference]) => reference);
}
