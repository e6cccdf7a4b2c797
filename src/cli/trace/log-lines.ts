import type { ParsedLine } from "../../adapters/logging/parse-line.ts";
import type { StoreRecords } from "./store-records.ts";
import type { Subject } from "./subject.ts";

/** What the log says of a subject. */
export interface LogRecords {
  readonly lines: readonly ParsedLine[];
  /** Of all runs whose lines were met. */
  readonly runIds: ReadonlySet<string>;
}

/** @param lines oldest first */
export function linesAbout(
  subject: Subject,
  store: StoreRecords | undefined,
  lines: Iterable<ParsedLine>,
): LogRecords {
  const isAbout = subject.kind === "order" ? orderMatcher(subject.id, store) : runMatcher(subject.runId);
  const found: ParsedLine[] = [];
  const runIds = new Set<string>();
  for (const line of lines) {
    runIds.add(line.fields["run_id"] ?? "");
    if (isAbout(line)) found.push(line);
  }
  return { lines: found, runIds };
}

type Matcher = (line: ParsedLine) => boolean;

const runMatcher =
  (runId: string): Matcher =>
  ({ fields }) =>
    fields["run_id"] === runId;

/** By the reference, the broker's id, and the ids of the requests made for it, which its own lines tell. */
function orderMatcher(id: string, store: StoreRecords | undefined): Matcher {
  const histories = store?.histories ?? [];
  const runIds = new Set<string>(store?.cycles.map(({ runId }) => runId));
  const orderIds = new Set<string>([id, ...histories.flatMap(({ standing }) => standing.orderId ?? [])]);
  const requestIds = new Set<string>(histories.map(({ standing }) => standing.intent.requestId));
  return ({ event, fields }) => {
    const { external_reference: reference, order_id: order, saxo_request_id: request } = fields;
    const isAbout = reference === id || isIn(orderIds, order);
    if (isAbout && request !== undefined) requestIds.add(request);
    const isFrame = FRAME.includes(event) && isIn(runIds, fields["run_id"]);
    const isOfAnother = reference !== undefined; // sent in the same request, with a story of its own
    return isAbout || isFrame || (!isOfAnother && isIn(requestIds, request));
  };
}

/** Begin and end of a cycle, as `storeEntries` tells them. */
const FRAME = ["startup_ready", "cycle_end"];

const isIn = (set: ReadonlySet<string>, value: string | undefined): boolean =>
  value !== undefined && set.has(value);
