import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import { cycleId, orderId } from "../../core/domain/ids.ts";

export type SubjectKind = Subject["kind"];

/** What a trace is about. */
export type Subject =
  | { readonly kind: "order"; readonly id: string }
  | { readonly kind: "cycle"; readonly id: string; readonly runId: string }
  | { readonly kind: "run"; readonly id: string; readonly runId: string };

/** More are not listed; who gave so short a prefix has to write more of it anyway. */
const MOST_CANDIDATES = 20;
const REFERENCE_PREFIX = /^ATB-[A-Z2-7]*$/;
const RUN_PREFIX = /^[0-9a-f][0-9a-f-]{3,35}$/;
const ORDER_ID = /^\d{1,20}$/;
const NUMBER = /^[1-9]\d{0,14}$/;

const asReference = (text: string): string | undefined =>
  REFERENCE_PREFIX.test(text.toUpperCase()) ? text.toUpperCase() : undefined;
const asRun = (text: string): string | undefined =>
  RUN_PREFIX.test(text.toLowerCase()) ? text.toLowerCase() : undefined;

/** Everything in the store that the text can mean. */
export function subjectsInStore(text: string, reader: StoreReader): readonly Subject[] {
  const reference = asReference(text);
  const run = asRun(text);
  const cycle = NUMBER.test(text) ? reader.cycle(cycleId(Number(text))) : undefined;
  const references = [
    ...(reference === undefined ? [] : reader.referencesStarting(reference, MOST_CANDIDATES)),
    ...(ORDER_ID.test(text) ? reader.referencesOfOrder(orderId(text)) : []),
  ];
  const runs = run === undefined ? [] : reader.cyclesOfRuns(run, MOST_CANDIDATES);
  return [
    ...[...new Set(references)].map((id) => ({ kind: "order", id }) as const),
    ...(cycle === undefined ? [] : [{ kind: "cycle", id: text, runId: cycle.runId } as const]),
    ...[...new Set(runs.map(({ runId }) => runId))].map((id) => ({ kind: "run", id, runId: id }) as const),
  ];
}

/** Everything in the log that the text can mean: of starts that wrote no cycle, and of stores that are no more. */
export function subjectsInLog(text: string, lines: Iterable<ParsedLine>): readonly Subject[] {
  const found = new Map<string, Subject>();
  for (const { fields } of lines) {
    for (const subject of subjectsOnLine(text, fields)) {
      if (found.size < MOST_CANDIDATES) found.set(JSON.stringify(subject), subject);
    }
  }
  return [...found.values()];
}

function subjectsOnLine(text: string, fields: ParsedLine["fields"]): readonly Subject[] {
  const { run_id: runId, cycle_id: cycle, external_reference: reference, order_id: order } = fields;
  const [referencePrefix, runPrefix] = [asReference(text), asRun(text)];
  const isOrder = startsWith(reference, referencePrefix) || order === text;
  return [
    ...(isOrder ? [{ kind: "order", id: reference ?? text } as const] : []),
    ...(cycle === text && runId !== undefined ? [{ kind: "cycle", id: text, runId } as const] : []),
    ...(runId !== undefined && startsWith(runId, runPrefix)
      ? [{ kind: "run", id: runId, runId } as const]
      : []),
  ];
}

const startsWith = (text: string | undefined, prefix: string | undefined): boolean =>
  prefix !== undefined && (text?.startsWith(prefix) ?? false);
