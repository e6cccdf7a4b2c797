import { isoFromTimestamp } from "../core/domain/time.ts";
import type { Decision } from "../core/risk/decision.ts";
import type { DenialCode } from "../core/risk/denials.ts";
import { KILL_SWITCH_ON } from "../core/risk/kill-switch.ts";
import { isWantOfData } from "../core/risk/want-of-data.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { Ports } from "./ports.ts";
import type { DecisionRecord } from "./ports/decision-store.ts";

/** Counts and logs each decision. */
export function reportDecisions({ ports, tally }: ConnectedContext, decisions: readonly Decision[]): void {
  for (const { signal, action } of decisions) tally[`${directionOf(signal, action)}_signals`] += 1;
  tally.held_back += decisions.filter(({ denial }) => denial === KILL_SWITCH_ON).length;
  const { buy_signals, sell_signals, hold_signals } = tally;
  ports.events.emit("strategy_signals_generated", { buy_signals, sell_signals, hold_signals });
  for (const decision of decisions) reportDecision(ports, decision);
}

/** A weight is a wish in neither direction; which one it came to, its sizing tells. */
const directionOf = (signal: Decision["signal"], action: Decision["action"]): Decision["action"] =>
  signal === undefined || signal.action === "target" ? action : signal.action;

/** A cycle that sees nothing at all ends as well as one that sees no reason to trade: the log tells them apart. */
export function reportBlindness({ events }: Ports, records: readonly DecisionRecord[]): void {
  if (records.length === 0 || !records.every(({ reason }) => isWantOfData(reason))) return;
  const reasons = [...new Set(records.map(({ reason }) => reason))].join(", ");
  events.emit("marketdata_all_unusable", { instruments: records.length, reason: reasons });
}

function reportDecision(ports: Ports, decision: Decision): void {
  const { instrument, action, reason, barsRequired, barsAvailable, decisionBarCloseAt, approved } = decision;
  const { events } = ports;
  const about = instrumentFields(ports, instrument);
  if (decision.denial === "TOO_FEW_BARS") {
    const bars = { bars_required: barsRequired, bars_available: barsAvailable };
    events.emit("strategy_signal_skipped_insufficient_data", { ...about, ...bars });
  }
  if (decision.denial === "PRICES_JUMPED") {
    events.emit("marketdata_price_jumped", { ...about, detail: decision.denialDetail ?? "" });
  }
  if (isStranded(decision)) {
    const { denial: failure_reason = "", denialDetail: detail = "" } = decision;
    events.emit("execution_position_stranded", { ...about, failure_reason, detail });
  }
  events.emit("strategy_decision_made", {
    ...about,
    action,
    reason,
    decision_bar_close_at:
      decisionBarCloseAt === undefined ? undefined : isoFromTimestamp(decisionBarCloseAt),
    external_reference: approved?.externalReference,
    quantity: approved?.quantity.toString(),
  });
}

/** Too little is held for the broker to take an order about it, as after a partial fill: no later signal changes that. */
const isStranded = ({ signal, denial }: Decision): boolean =>
  signal?.action === "sell" && denial !== undefined && TOO_SMALL.has(denial);

const TOO_SMALL: ReadonlySet<DenialCode> = new Set([
  "QUANTITY_NOT_IN_LOT",
  "QUANTITY_BELOW_MINIMUM",
  "ORDER_VALUE_BELOW_MINIMUM",
]);
