import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import type { IntentState } from "../../core/execution/lifecycle.ts";
import { DENIALS, type DenialCode } from "../../core/risk/denials.ts";
import { SIZE_REASONS, type SizeReason } from "../../core/risk/wish.ts";
import { indented, printable, renderTable } from "../output.ts";
import { readFacts, type DecisionFacts, type RecordedGate } from "./decision-facts.ts";
import { inline } from "./inline.ts";

/** A decision, and what became of the order it led to. */
export interface Explained {
  readonly decision: RecordedDecision;
  readonly order: IntentHistory | undefined;
  /** Orders that wait beside the position, made with it. */
  readonly protection?: readonly IntentHistory[];
}

/** Several instruments at a glance first, then each one in full. */
export function explainedText(explained: readonly Explained[]): string {
  const each = explained.map(decisionText);
  return (explained.length > 1 ? [summaryText(explained), ...each] : each).join("\n");
}

function summaryText(explained: readonly Explained[]): string {
  const rows = explained.map(({ decision, order }) => {
    const { gates } = readFacts(decision.facts);
    const passed = gates.filter((gate) => gate.passed).length;
    return [
      decision.instrumentId,
      decision.action,
      decision.reason,
      `${passed} of ${gates.length}`,
      order === undefined ? "-" : order.standing.state,
    ];
  });
  return renderTable(["instrument", "action", "reason", "gates passed", "order"], rows, ["gates passed"]);
}

function decisionText({ decision, order, protection = [] }: Explained): string {
  const facts = readFacts(decision.facts);
  const head = `${decision.instrumentId}: ${decision.action}, ${decision.reason} (cycle ${decision.cycleId}, ${isoFromTimestamp(decision.decidedAt)})\n`;
  const sections = [
    `${wrapped(printable(actionSentence({ decision, order }, facts))).join("\n")}\n`,
    seenText(decision.facts),
    indicatorsText(facts),
    gatesText(facts.gates),
    order === undefined ? "" : orderText(order),
    protectionText(protection),
    order === undefined ? "" : `all of it: tradebot trace ${order.standing.intent.externalReference}\n`,
  ];
  return `${head}${indented(sections.filter((section) => section !== "").join("\n"))}`;
}

function actionSentence(
  { decision, order }: Explained,
  { signal, order: judged, gates }: DecisionFacts,
): string {
  const { action, reason } = decision;
  const failed = gates.find(({ passed }) => !passed);
  if (action !== "hold") {
    const quantity = judged === undefined ? "" : ` ${judged.quantity}`;
    return `${action}${quantity}: the strategy says ${reason}, and every gate passed${endingOf(order)}.`;
  }
  if (signal === undefined)
    return `Nothing is done, and the strategy is not asked: ${denialWords(reason, failed)}.`;
  const says = `the strategy says ${signal.action} (${signal.reason})`;
  if (isSizeReason(reason)) return `Nothing is done: ${says}, and ${SIZE_REASONS[reason]} (${reason}).`;
  if (!isDenial(reason)) return `Nothing is done: the strategy says ${reason}.`;
  if (DENIALS[reason].stage !== "data")
    return `Nothing is done: ${says}, but is denied: ${denialWords(reason, failed)}.`;
  return `Nothing is done, though ${says}: ${denialWords(reason, failed)}.`;
}

const isSizeReason = (code: string): code is SizeReason => Object.hasOwn(SIZE_REASONS, code);

const isDenial = (code: string): code is DenialCode => Object.hasOwn(DENIALS, code);

/** Reasons for which an instrument is not even looked at. */
const UNOBSERVED: Readonly<Record<string, string>> = {
  OUTSIDE_TRADING_HOURS: "By its schedule its market has no trading session now",
  SCHEDULE_UNREADABLE: "Nobody knows whether its market is open: its schedule could not be read",
};

function denialWords(code: string, gate: RecordedGate | undefined): string {
  const found = gate?.value === undefined ? "" : `; found ${inline(gate.value)}`;
  const limit = gate?.limit === undefined ? "" : `, limit ${inline(gate.limit)}`;
  const words = isDenial(code) ? DENIALS[code].description : (UNOBSERVED[code] ?? code);
  return `${words}${found}${limit}`;
}

function endingOf(order: IntentHistory | undefined): string {
  if (order === undefined) return "; no order was written down";
  const { state, orderId } = order.standing;
  const id = orderId === undefined ? "" : ` (${orderId})`;
  const last = order.transitions.at(-1);
  return `; the order is ${state}${id}${last === undefined || !UNSENT.has(state) ? "" : `: ${last.reason}`}`;
}

/** Nothing came of it, and the reason is what one wants to know. */
const UNSENT: ReadonlySet<IntentState> = new Set(["dropped", "rejected", "absent"]);

const HAVE_TABLES_OF_THEIR_OWN = ["signal", "gates"];

/** Whatever was recorded besides signal and gates: bars, quote, position, order. */
function seenText(facts: RecordedDecision["facts"]): string {
  const rows = Object.entries(facts)
    .filter(([name]) => !HAVE_TABLES_OF_THEIR_OWN.includes(name))
    .flatMap(([name, value]) => wrapped(inline(value)).map((line, index) => [index === 0 ? name : "", line]));
  return rows.length === 0 ? "" : renderTable(["seen", "figures"], rows);
}

const WIDEST_TEXT = 84;

/** Broken at spaces, so that a row stays within a terminal. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > WIDEST_TEXT) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function indicatorsText({ signal }: DecisionFacts): string {
  const indicators = Object.entries(signal?.indicators ?? {});
  if (indicators.length === 0) return "";
  return renderTable(
    ["indicator", "value"],
    indicators.map(([name, value]) => [name, inline(value)]),
    ["value"],
  );
}

function gatesText(gates: readonly RecordedGate[]): string {
  if (gates.length === 0) return "";
  const rows = gates.map(({ gate, passed, value, limit }) => [
    gate,
    passed ? "passed" : "FAILED",
    value === undefined ? "-" : inline(value),
    limit === undefined ? "-" : inline(limit),
  ]);
  return renderTable(["gate", "result", "found", "limit"], rows);
}

function protectionText(protection: readonly IntentHistory[]): string {
  if (protection.length === 0) return "";
  const rows = protection.map(({ standing: { intent, state, orderId } }) => [
    intent.purpose,
    intent.price?.toString() ?? "-",
    intent.quantity.toString(),
    state,
    orderId ?? "-",
  ]);
  return renderTable(["beside it", "price", "quantity", "state", "order"], rows, ["price", "quantity"]);
}

function orderText({ standing, transitions, fills }: IntentHistory): string {
  const id = standing.orderId === undefined ? "" : `, order ${standing.orderId}`;
  const steps = transitions.map(({ at, to, reason, detail }) => [
    isoFromTimestamp(at),
    to,
    reason,
    detail ?? "",
  ]);
  const executions = fills.map(({ at, quantity, price }) => [
    isoFromTimestamp(at),
    quantity.toString(),
    price.toString(),
  ]);
  return (
    `outcome: ${standing.state}${id}, ${standing.intent.externalReference}\n` +
    (steps.length === 0 ? "" : renderTable(["at", "step", "reason", "detail"], steps)) +
    (executions.length === 0
      ? ""
      : renderTable(["executed at", "quantity", "price"], executions, ["quantity", "price"]))
  );
}
