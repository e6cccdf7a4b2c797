import { printable, renderTable } from "../output.ts";
import type { TraceDocument } from "./trace-document.ts";

export function traceText(trace: TraceDocument): string {
  const rows = trace.events.map(({ at, source, what, detail }) => [at, source, what, detail]);
  const sections = [
    headText(trace),
    rows.length === 0 ? "" : renderTable(["at", "told by", "what", "detail"], rows),
    remarksText("missing", trace.missing),
    remarksText("what to do", trace.remedies),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function headText({ kind, id, cycles, intents }: TraceDocument): string {
  const lines = [
    `${kind} ${id}`,
    ...(kind === "order" ? intents.map(orderLine) : []),
    ...(kind === "order" ? [] : cycles.map(cycleLine)),
  ];
  return `${lines.map(printable).join("\n")}\n`;
}

function orderLine({
  side,
  quantity,
  instrument_id,
  state,
  order_id,
  filled_quantity,
  cycle_id,
  strategy,
}: TraceDocument["intents"][number]): string {
  const order = order_id === undefined ? "" : `, order ${order_id}`;
  return `${side} ${quantity} ${instrument_id} by ${strategy} in cycle ${cycle_id}: ${state}${order}, ${filled_quantity} filled`;
}

function cycleLine({
  cycle_id,
  run_id,
  outcome,
  reason,
  exit_code,
  dry_run,
}: TraceDocument["cycles"][number]): string {
  const why = reason === undefined ? "" : ` (${reason})`;
  const exit = exit_code === undefined ? "" : `, exit ${exit_code}`;
  return `cycle ${cycle_id}${dry_run ? ", dry run" : ""}, run ${run_id}: ${outcome}${why}${exit}`;
}

const remarksText = (title: string, remarks: readonly string[]): string =>
  remarks.length === 0 ? "" : `${title}:\n${remarks.map((remark) => `  ${printable(remark)}\n`).join("")}`;
