import type { LockStanding } from "../../adapters/files/lock.ts";
import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { RecordedCycle } from "../../adapters/store/cycles.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { Settings } from "../../config/settings.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { startOfDay } from "../../core/hours/local-time.ts";
import type { IntentStanding } from "../../cycle/ports.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printJson, renderTable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import { incidentsDocument, incidentsText, type IncidentsDocument } from "../status-incidents.ts";

const SHOWN_CYCLES = 5;

/** Shows how the bot stands, from the state directory alone; disturbs no cycle that runs. */
export async function runStatus(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const { readLockOwner } = await import("../../adapters/files/lock.ts");
  const now = systemClock(new AbortController().signal).now();
  const lock = lockDocument(readLockOwner(settings.stateDirectory));
  const document = await withStoreReader(settings, (reader) => ({
    environment: settings.environment,
    dry_run: settings.dryRun,
    lock,
    incidents: incidentsDocument(settings.stateDirectory),
    ...(reader === undefined ? NOTHING_YET : standing(reader, settings, now)),
  }));
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(asText(document));
  return EXIT_CODES.done.code;
}

interface StatusDocument {
  readonly environment: string;
  readonly dry_run: boolean;
  readonly lock: ReturnType<typeof lockDocument>;
  readonly incidents: IncidentsDocument;
  readonly cycles: readonly ReturnType<typeof cycleDocument>[];
  readonly unknown_orders: readonly ReturnType<typeof orderDocument>[];
  readonly open_intents: readonly ReturnType<typeof orderDocument>[];
  readonly positions: readonly {
    readonly instrument_id: string;
    readonly quantity: string;
    readonly own_quantity: string;
  }[];
  readonly account?: {
    readonly at: string;
    readonly currency: string;
    readonly cash: string;
    readonly total_value: string;
  };
  readonly today: { readonly orders: number; readonly filled: number };
}

const NOTHING_YET = {
  cycles: [],
  unknown_orders: [],
  open_intents: [],
  positions: [],
  today: { orders: 0, filled: 0 },
} as const;

function standing(
  reader: StoreReader,
  settings: Settings,
  now: Timestamp,
): Omit<StatusDocument, "environment" | "dry_run" | "lock" | "incidents"> {
  const unsettled = reader.unsettledIntents();
  const isUnknown = ({ state }: IntentStanding): boolean => state === "unknown" || state === "placing";
  const today = reader.intentsCreatedSince(startOfDay(now, settings.tradingHours.timeZone)).filter(wasSent);
  const snapshot = reader.latestSnapshot();
  return {
    cycles: reader.lastCycles(SHOWN_CYCLES).map(cycleDocument),
    unknown_orders: unsettled.filter(isUnknown).map(orderDocument),
    open_intents: unsettled.filter((intent) => !isUnknown(intent)).map(orderDocument),
    positions: positionDocuments(reader),
    ...(snapshot === undefined
      ? {}
      : {
          account: {
            at: isoFromTimestamp(snapshot.takenAt),
            currency: snapshot.balance.currency,
            cash: snapshot.balance.cash.toString(),
            total_value: snapshot.balance.totalValue.toString(),
          },
        }),
    today: { orders: today.length, filled: today.filter(({ state }) => state === "filled").length },
  };
}

const wasSent = ({ state }: IntentStanding): boolean =>
  state !== "created" && state !== "dropped" && state !== "absent";

/** The broker's positions as last seen, beside what our own fills add up to. */
function positionDocuments(reader: StoreReader): StatusDocument["positions"] {
  const own: ReadonlyMap<string, { toString(): string }> = reader.ownPositions();
  const held = new Map(
    reader.latestSnapshot()?.positions.map(({ instrumentId, quantity }) => [instrumentId, quantity]),
  );
  return [...new Set([...held.keys(), ...own.keys()])].sort().map((id) => ({
    instrument_id: id,
    quantity: (held.get(id) ?? 0).toString(),
    own_quantity: (own.get(id) ?? 0).toString(),
  }));
}

function lockDocument(lock: LockStanding) {
  if (lock.kind === "free") return { state: "free" } as const;
  const { owner, holder } = lock;
  return {
    state: "held",
    holder,
    ...(owner === undefined
      ? {}
      : {
          process_id: owner.processId,
          host: owner.host,
          since: isoFromTimestamp(owner.since),
          run_id: owner.runId,
        }),
  } as const;
}

const cycleDocument = ({ id, runId, startedAt, dryRun, result }: RecordedCycle) => ({
  cycle_id: id,
  run_id: runId,
  started_at: isoFromTimestamp(startedAt),
  dry_run: dryRun,
  ...(result === undefined
    ? { outcome: "unfinished" }
    : {
        outcome: result.outcome,
        reason: result.reason,
        exit_code: result.exitCode,
        finished_at: isoFromTimestamp(result.finishedAt),
        counters: result.counters,
      }),
});

const orderDocument = ({ intent, state, orderId, filledQuantity }: IntentStanding) => ({
  external_reference: intent.externalReference,
  instrument_id: intent.instrument.id,
  side: intent.side,
  quantity: intent.quantity.toString(),
  state,
  order_id: orderId,
  filled_quantity: filledQuantity.toString(),
  created_at: isoFromTimestamp(intent.createdAt),
});

function asText(document: StatusDocument): string {
  const { environment, dry_run, cycles, unknown_orders, open_intents, positions, account, today } = document;
  const sections = [
    `environment: ${environment}${dry_run ? ", dry run" : ""}\n${lockText(document.lock)}`,
    incidentsText(document.incidents),
    cycles.length === 0 ? "no cycle has run yet\n" : cyclesText(cycles),
    unknown_orders.length === 0
      ? ""
      : `UNKNOWN orders: the next cycle looks for evidence; until then nothing is risked in these instruments\n${ordersText(unknown_orders)}`,
    open_intents.length === 0 ? "" : `open orders of ours\n${ordersText(open_intents)}`,
    account === undefined
      ? ""
      : `account at ${account.at}: ${account.total_value} ${account.currency} in all, ${account.cash} ${account.currency} cash\n`,
    positions.length === 0
      ? ""
      : renderTable(
          ["position", "quantity", "ours"],
          positions.map(({ instrument_id, quantity, own_quantity }) => [
            instrument_id,
            quantity,
            own_quantity,
          ]),
        ),
    `orders today: ${today.orders}, filled: ${today.filled}\n`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function lockText(lock: StatusDocument["lock"]): string {
  if (lock.state === "free") return "lock: free\n";
  const who =
    "process_id" in lock ? ` by process ${lock.process_id} on ${lock.host} since ${lock.since}` : "";
  return `lock: held${who} (holder ${lock.holder})\n`;
}

const cyclesText = (cycles: StatusDocument["cycles"]): string =>
  renderTable(
    ["cycle", "started", "outcome", "exit", "orders placed", "reason"],
    cycles.map((cycle) => [
      String(cycle.cycle_id),
      cycle.started_at,
      cycle.outcome,
      "exit_code" in cycle ? String(cycle.exit_code) : "-",
      "counters" in cycle ? String(cycle.counters["placed"] ?? 0) : "-",
      ("reason" in cycle ? cycle.reason : undefined) ?? "",
    ]),
  );

const ordersText = (orders: StatusDocument["unknown_orders"]): string =>
  renderTable(
    ["reference", "instrument", "side", "quantity", "state", "order"],
    orders.map((order) => [
      order.external_reference,
      order.instrument_id,
      order.side,
      order.quantity,
      order.state,
      order.order_id ?? "-",
    ]),
  );
