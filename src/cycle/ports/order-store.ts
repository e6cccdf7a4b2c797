import type { Decimal } from "../../core/domain/decimal.ts";
import type { CycleId, ExternalReference, IntentId, OrderId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Intent, OrderPurpose } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { IntentState, Transition } from "../../core/execution/lifecycle.ts";

/** What we intended, sent and were told of it: nothing is sent that is not written down here first. */
export interface OrderStore {
  /** Writes the intent in state `created`. @throws AssertionError when the reference is already taken by one that may have arrived */
  createIntent(cycle: CycleId, intent: Omit<Intent, "id">): Intent;
  /** Several that are to be sent in one request: all of them, or none, is written. */
  createIntents(cycle: CycleId, intents: readonly Omit<Intent, "id">[]): readonly Intent[];
  /** Checks the step against the lifecycle and commits it. */
  recordTransition(cycle: CycleId, intent: IntentId, transition: Transition, at: Timestamp): void;
  /** Several steps that belong together, in one commit. */
  recordTransitions(cycle: CycleId, steps: readonly IntentStep[], at: Timestamp): void;
  /** Intents whose state is not final, oldest first. */
  unsettledIntents(): readonly IntentStanding[];
  /** The intent that may have arrived under this reference, whatever became of it. */
  arrivedIntent(reference: ExternalReference): IntentStanding | undefined;
  /** How many intents under this reference were sent, whatever became of them. */
  attemptsUnder(reference: ExternalReference): number;
  /** Whether it is the order of any intent. */
  hasOrder(orderId: OrderId): boolean;
  /** Intents found absent since, or called so by a person, oldest first; without those whose reference has arrived otherwise. */
  absentIntentsSince(since: Timestamp): readonly IntentStanding[];
  /** Intents that were sent at or after the instant and are not known to be absent or rejected. */
  countOrdersSince(since: Timestamp): number;
  /** The newest order that has bought some of what we own in the instrument. */
  openingOf(instrument: InstrumentId): IntentStanding | undefined;
  /** Orders of the purpose in the instrument that may have arrived, of those written down after the intent; or all. */
  countArrived(instrument: InstrumentId, purpose: OrderPurpose, after: IntentId | undefined): number;
}

export interface IntentStep {
  readonly intent: IntentId;
  readonly transition: Transition;
}

export interface IntentStanding {
  readonly intent: Intent;
  readonly state: IntentState;
  readonly orderId?: OrderId;
  readonly filledQuantity: Decimal;
  /** When `placing` was committed, the latest moment before which nothing was sent. */
  readonly placingAt?: Timestamp;
  /** When the cycle that sent it was told no outcome; absent where it was told one, or did not live to see. */
  readonly answerGivenUpAt?: Timestamp;
  /** How far our clock was ahead of the broker's then; absent where nobody knew. */
  readonly clockAheadMs?: number;
  /** Earlier intents under the same reference that were sent, and came to nothing. */
  readonly earlierAttempts: number;
}
