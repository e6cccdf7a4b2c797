import { assert } from "../../core/domain/assert.ts";
import type { CycleId, ExternalReference, IntentId, OrderId } from "../../core/domain/ids.ts";
import { intentId } from "../../core/domain/ids.ts";
import type { InstrumentId } from "../../core/domain/instrument.ts";
import type { Intent, OrderPurpose } from "../../core/domain/order.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { IntentState, Transition } from "../../core/execution/lifecycle.ts";
import { assertTransition, INTENT_STATES, isFinal, NEVER_ARRIVED } from "../../core/execution/lifecycle.ts";
import { RESOLVED_BY_PERSON } from "../../core/execution/resolve.ts";
import { FOUND_NOWHERE } from "../../core/execution/settle.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import { integerIn } from "./columns.ts";
import type { Database } from "./database.ts";
import { onlyRow } from "./database.ts";
import { standingIn, STANDINGS, stateIn } from "./standings.ts";

const sqlList = (states: readonly IntentState[]): string => states.map((state) => `'${state}'`).join(", ");
/** Conditions worded like those of the partial indexes, so that SQLite uses them. */
export const MAY_HAVE_ARRIVED = `state NOT IN (${sqlList(NEVER_ARRIVED)})`;
export const UNSETTLED = `state IN (${sqlList(INTENT_STATES.filter((state) => !isFinal(state)))})`;

export const createIntents = (
  database: Database,
  cycle: CycleId,
  intents: readonly Omit<Intent, "id">[],
): readonly Intent[] =>
  database.transaction(() =>
    intents.map((intent) => {
      const earlier = arrivedIntent(database, intent.externalReference);
      assert(
        earlier === undefined,
        `the reference "${intent.externalReference}" is taken by an earlier intent`,
      );
      return { ...intent, id: insertIntent(database, cycle, intent) };
    }),
  );

function insertIntent(database: Database, cycle: CycleId, intent: Omit<Intent, "id">): IntentId {
  const { lastId } = database.run(
    `INSERT INTO intents (cycle_id, external_reference, request_id, account_key, instrument_id, side, quantity,
       purpose, strategy, decision_bar_close_at, created_at, position_id, price)
     VALUES (:cycle, :externalReference, :requestId, :accountKey, :instrumentId, :side, :quantity,
       :purpose, :strategy, :decisionBarCloseAt, :createdAt, :positionId, :price)`,
    {
      cycle,
      externalReference: intent.externalReference,
      requestId: intent.requestId,
      accountKey: intent.accountKey,
      instrumentId: intent.instrument.id,
      side: intent.side,
      quantity: intent.quantity.toString(),
      purpose: intent.purpose,
      strategy: intent.strategy,
      decisionBarCloseAt: intent.decisionBarCloseAt,
      createdAt: intent.createdAt,
      positionId: intent.positionId ?? null,
      price: intent.price?.toString() ?? null,
    },
  );
  return intentId(lastId);
}

export interface TransitionStep {
  /** The cycle that takes the step; seldom the one that made the intent. */
  readonly cycle: CycleId;
  readonly intent: IntentId;
  readonly transition: Transition;
  readonly at: Timestamp;
}

export function recordTransitions(database: Database, steps: readonly TransitionStep[]): void {
  database.transaction(() => {
    for (const step of steps) takeStep(database, step);
  });
}

/** A part of somebody else's transaction. */
export function takeStep(database: Database, { cycle, intent, transition, at }: TransitionStep): void {
  const from = stateIn(
    onlyRow(database, "SELECT state FROM intents WHERE id = :intent", { intent }),
    "state",
  );
  assertTransition(from, transition.to);
  const evidence = {
    intent,
    at,
    to: transition.to,
    orderId: transition.orderId ?? null,
    filledQuantity: transition.filledQuantity?.toString() ?? null,
    quantity: transition.quantity?.toString() ?? null,
  };
  const clockAheadMs = transition.clockAheadMs ?? null;
  database.run(
    `UPDATE intents
     SET state = :to,
       order_id = coalesce(:orderId, order_id),
       filled_quantity = coalesce(:filledQuantity, filled_quantity),
       quantity = coalesce(:quantity, quantity),
       placing_at = CASE :to WHEN 'placing' THEN :at ELSE placing_at END,
       clock_ahead_ms = coalesce(:clockAheadMs, clock_ahead_ms)
     WHERE id = :intent`,
    { ...evidence, clockAheadMs },
  );
  database.run(
    `INSERT INTO transitions
       (intent_id, cycle_id, at, from_state, to_state, reason, detail, order_id, filled_quantity, quantity)
     VALUES (:intent, :cycle, :at, :from, :to, :reason, :detail, :orderId, :filledQuantity, :quantity)`,
    { ...evidence, cycle, from, reason: transition.reason, detail: transition.detail ?? null },
  );
}

export function unsettledIntents(database: Database): readonly IntentStanding[] {
  return database.all(`${STANDINGS} WHERE ${UNSETTLED} ORDER BY id`).map(standingIn);
}

export function arrivedIntent(database: Database, reference: ExternalReference): IntentStanding | undefined {
  const row = database.get(`${STANDINGS} WHERE external_reference = :reference AND ${MAY_HAVE_ARRIVED}`, {
    reference,
  });
  return row === undefined ? undefined : standingIn(row);
}

/** Of what was found nowhere nothing is left: it counts no more, so that a machine that never sent it counts the same. */
export const attemptsUnder = (database: Database, reference: ExternalReference): number =>
  integerIn(
    onlyRow(
      database,
      `SELECT count(*) AS attempts FROM intents
       WHERE external_reference = :reference AND placing_at IS NOT NULL AND NOT EXISTS
         (SELECT 1 FROM transitions
          WHERE intent_id = intents.id AND to_state = 'absent' AND reason = :silence)`,
      { reference, silence: FOUND_NOWHERE },
    ),
    "attempts",
  );

export const hasOrder = (database: Database, order: OrderId): boolean =>
  database.get("SELECT 1 FROM intents WHERE order_id = :order LIMIT 1", { order }) !== undefined;

/** The newest purchase in the instrument of which something was executed. */
export function openingOf(database: Database, instrument: InstrumentId): IntentStanding | undefined {
  const row = database.get(
    `${STANDINGS} WHERE instrument_id = :instrument AND side = 'buy'
       AND EXISTS (SELECT 1 FROM fills WHERE intent_id = intents.id)
     ORDER BY id DESC LIMIT 1`,
    { instrument },
  );
  return row === undefined ? undefined : standingIn(row);
}

/** Intents of the purpose that may have arrived. @param after only those written down after this one */
export function countArrived(
  database: Database,
  {
    instrument,
    purpose,
    after,
  }: {
    readonly instrument: InstrumentId;
    readonly purpose: OrderPurpose;
    readonly after: IntentId | undefined;
  },
): number {
  const row = onlyRow(
    database,
    `SELECT count(*) AS orders FROM intents
     WHERE instrument_id = :instrument AND purpose = :purpose AND id > :after AND ${MAY_HAVE_ARRIVED}`,
    { instrument, purpose, after: after ?? 0 },
  );
  return integerIn(row, "orders");
}

/** Oldest first. */
export function intentsCreatedSince(database: Database, since: Timestamp): readonly IntentStanding[] {
  return database.all(`${STANDINGS} WHERE created_at >= :since ORDER BY id`, { since }).map(standingIn);
}

/** Of those that no source had a trace of, or a person has called absent, since then, oldest first; without those whose reference has arrived otherwise since. */
export function absentIntentsSince(database: Database, since: Timestamp): readonly IntentStanding[] {
  return database
    .all(
      `${STANDINGS} WHERE state = 'absent'
         AND id IN (SELECT intent_id FROM transitions
           WHERE at >= :since AND to_state = 'absent' AND reason IN (:silence, :person))
         AND NOT EXISTS (SELECT 1 FROM intents AS other
           WHERE other.external_reference = intents.external_reference AND other.${MAY_HAVE_ARRIVED})
       ORDER BY id`,
      { since, silence: FOUND_NOWHERE, person: RESOLVED_BY_PERSON },
    )
    .map(standingIn);
}

/**
 * An order counts from the moment it may have been sent, or was found at the broker without our sending it now. What
 * waits beside a position is no trade of its own.
 */
export function countOrdersSince(database: Database, since: Timestamp): number {
  const row = onlyRow(
    database,
    `SELECT count(DISTINCT intents.id) AS orders
     FROM transitions JOIN intents ON intents.id = transitions.intent_id
     WHERE transitions.at >= :since
       AND (to_state = 'placing' OR (from_state = 'created' AND to_state = 'placed'))
       AND state NOT IN ('absent', 'rejected') AND purpose IN ('entry', 'exit')`,
    { since },
  );
  return integerIn(row, "orders");
}
