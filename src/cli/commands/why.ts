import type { RecordedDecision } from "../../adapters/store/decisions.ts";
import type { IntentHistory } from "../../adapters/store/history.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { cycleId } from "../../core/domain/ids.ts";
import { instrumentFromId, type InstrumentId } from "../../core/domain/instrument.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printable, printJson, renderTable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";

interface WhyOptions {
  readonly instrument: string | undefined;
  readonly cycle: number | undefined;
}

/** Explains decisions from their records: what was seen, each gate with its number and limit, what was done. */
export async function runWhy(input: CommandInput, options: WhyOptions): Promise<number> {
  const settings = requireSettings(input);
  const instrument = options.instrument === undefined ? undefined : instrumentId(options.instrument);
  const explained = await withStoreReader(settings, (reader) => {
    const decisions = reader === undefined ? [] : select(reader, { instrument, cycle: options.cycle });
    return decisions.map((decision) => ({ decision, order: orderOf(reader, decision) }));
  });
  if (explained.length === 0) throw nothingRecorded(options);
  if (input.json) {
    printJson(input.host, explained.map(asDocument));
  } else {
    input.host.stdout.write(explained.map(asText).join("\n"));
  }
  return EXIT_CODES.done.code;
}

function instrumentId(text: string): InstrumentId {
  const instrument = instrumentFromId(text);
  if (instrument !== undefined) return instrument.id;
  throw new TradebotError({
    code: "INSTRUMENT_UNKNOWN",
    message: `"${text}" names no instrument`,
    exit: "usage",
    hint: "write AssetType:Uic, for example Stock:211",
  });
}

function select(
  reader: StoreReader,
  {
    instrument,
    cycle,
  }: { readonly instrument: InstrumentId | undefined; readonly cycle: number | undefined },
): readonly RecordedDecision[] {
  if (instrument !== undefined && cycle === undefined) {
    const newest = reader.newestDecision(instrument);
    return newest === undefined ? [] : [newest];
  }
  const chosen = cycle === undefined ? newestCycleWithDecisions(reader) : reader.decisionsOf(cycleId(cycle));
  return chosen.filter((decision) => instrument === undefined || decision.instrumentId === instrument);
}

/** Skipped and failed cycles decide nothing; the newest that did is the one people ask about. */
const RECENT_CYCLES = 1000;
function newestCycleWithDecisions(reader: StoreReader): readonly RecordedDecision[] {
  for (const { id } of reader.lastCycles(RECENT_CYCLES)) {
    const decisions = reader.decisionsOf(id);
    if (decisions.length > 0) return decisions;
  }
  return [];
}

/** What became of the order the decision led to. Earlier tries that never reached the broker come before it. */
function orderOf(reader: StoreReader | undefined, decision: RecordedDecision): IntentHistory | undefined {
  if (decision.externalReference === undefined) return undefined;
  return reader?.historyOf(decision.externalReference).findLast(({ cycleId: id }) => id === decision.cycleId);
}

function nothingRecorded({ instrument, cycle }: WhyOptions): TradebotError {
  const about = instrument === undefined ? "" : ` about ${instrument}`;
  return new TradebotError({
    code: "NO_DECISION_RECORDED",
    message:
      cycle === undefined
        ? `no decision${about} is recorded yet`
        : `cycle ${cycle} recorded no decision${about}`,
    exit: "usage",
    hint: "run a cycle, or see `tradebot status` for the cycles there were and why they were skipped",
  });
}

interface Explained {
  readonly decision: RecordedDecision;
  readonly order: IntentHistory | undefined;
}

function asDocument({ decision, order }: Explained) {
  const { cycleId: cycle, instrumentId: id, decidedAt, action, reason, facts, externalReference } = decision;
  return {
    cycle_id: cycle,
    instrument_id: id,
    decided_at: isoFromTimestamp(decidedAt),
    action,
    reason,
    ...facts,
    ...(externalReference === undefined ? {} : { external_reference: externalReference }),
    ...(order === undefined ? {} : { outcome: outcomeDocument(order) }),
  };
}

const outcomeDocument = ({ standing, transitions, fills }: IntentHistory) => ({
  state: standing.state,
  order_id: standing.orderId,
  filled_quantity: standing.filledQuantity.toString(),
  steps: transitions.map(({ to, at, reason, detail }) => ({ at: isoFromTimestamp(at), to, reason, detail })),
  fills: fills.map(({ logId, quantity, price, at }) => ({
    log_id: logId,
    quantity: quantity.toString(),
    price: price.toString(),
    at: isoFromTimestamp(at),
  })),
});

function asText(explained: Explained): string {
  const { decision, order } = explained;
  const { gates, ...seen } = decision.facts;
  const head = `${decision.instrumentId}: ${decision.action}, ${decision.reason} (cycle ${decision.cycleId}, ${isoFromTimestamp(decision.decidedAt)})\n`;
  const facts = Object.entries(seen).map(([name, value]) => `  ${name}: ${printable(inline(value))}\n`);
  const outcome = order === undefined ? "" : orderText(order);
  return `${head}${facts.join("")}${gatesText(gates)}${outcome}`;
}

function gatesText(gates: unknown): string {
  if (!Array.isArray(gates) || gates.length === 0) return "";
  const rows = gates
    .filter(isRecord)
    .map((gate) => [
      gate["passed"] === true ? "  passed" : "  FAILED",
      inline(gate["gate"]),
      gate["value"] === undefined ? "" : inline(gate["value"]),
      gate["limit"] === undefined ? "" : inline(gate["limit"]),
    ]);
  return renderTable(["  gate", "", "found", "limit"], rows);
}

function orderText({ standing, transitions, fills }: IntentHistory): string {
  const steps = transitions.map(
    ({ at, to, reason }) => `    ${isoFromTimestamp(at)} ${to}: ${printable(reason)}\n`,
  );
  const executions = fills.map(
    ({ at, quantity, price }) =>
      `    ${isoFromTimestamp(at)} ${quantity.toString()} at ${price.toString()}\n`,
  );
  const id = standing.orderId === undefined ? "" : `, order ${standing.orderId}`;
  return (
    `  outcome: ${standing.state}${id}, ${standing.intent.externalReference}\n${steps.join("")}` +
    (executions.length === 0 ? "" : `  executions:\n${executions.join("")}`)
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/** `{a: 1, b: {c: 2}}` as `a=1 b.c=2` */
function inline(value: unknown): string {
  if (typeof value === "string") return value;
  if (!isRecord(value) || Array.isArray(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => (isRecord(part) ? inline(prefixed(name, part)) : `${name}=${inline(part)}`))
    .join(" ");
}

const prefixed = (name: string, part: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [`${name}.${key}`, value]));
