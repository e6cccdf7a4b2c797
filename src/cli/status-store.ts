import { isProtective } from "../core/domain/order.ts";
import type { RecordedCycle } from "../adapters/store/cycles.ts";
import type { StoreReader } from "../adapters/store/store-reader.ts";
import type { Settings } from "../config/settings.ts";
import { isoFromTimestamp, type Timestamp } from "../core/domain/time.ts";
import { startOfDay } from "../core/hours/local-time.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { IntentStanding } from "../cycle/ports/order-store.ts";
import { ownResultDocument, ownResultText, type OwnResultDocument } from "./explain/own-result.ts";
import { sideInWords, standingDocument } from "./explain/order-document.ts";
import { renderTable } from "./output.ts";
import { withStoreReader } from "./read-store.ts";

const SHOWN_CYCLES = 5;

/** What the store says of how the bot stands: the same keys before the first cycle. */
interface StoreDocument {
  readonly cycles: readonly ReturnType<typeof cycleDocument>[];
  readonly unknown_orders: readonly ReturnType<typeof standingDocument>[];
  readonly open_intents: readonly ReturnType<typeof standingDocument>[];
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
  readonly own_result?: OwnResultDocument;
  readonly today: { readonly orders: number; readonly filled: number };
}

export const storeDocument = (settings: Settings, now: Timestamp): Promise<StoreDocument> =>
  withStoreReader(settings, (reader) =>
    reader === undefined ? NOTHING_YET : standing(reader, settings, now),
  );

const NOTHING_YET: StoreDocument = {
  cycles: [],
  unknown_orders: [],
  open_intents: [],
  positions: [],
  today: { orders: 0, filled: 0 },
};

function standing(reader: StoreReader, settings: Settings, now: Timestamp): StoreDocument {
  const unsettled = reader.unsettledIntents();
  const midnight = startOfDay(now, settings.tradingHours.timeZone);
  const filled = reader.intentsCreatedSince(midnight).filter(isFilledTrade);
  const snapshot = reader.latestSnapshot();
  const mark = reader.markBefore(now);
  return {
    cycles: reader.lastCycles(SHOWN_CYCLES).map(cycleDocument),
    unknown_orders: unsettled.filter(isInDoubt).map(standingDocument),
    open_intents: unsettled.filter((intent) => !isInDoubt(intent)).map(standingDocument),
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
    ...(mark === undefined ? {} : { own_result: ownResultDocument(mark, settings.tradingHours.timeZone) }),
    today: { orders: reader.countOrdersSince(midnight), filled: filled.length }, // as MAX_DAILY_TRADES counts
  };
}

/** What waits beside a position is no trade of its own. */
const isFilledTrade = ({ state, intent }: IntentStanding): boolean =>
  !isProtective(intent.purpose) && state === "filled";

/** The broker's positions as last seen, beside what our own fills add up to. */
function positionDocuments(reader: StoreReader): StoreDocument["positions"] {
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

/** The same for people, a section each; those without anything to say are empty. */
export function storeSections(document: StoreDocument): readonly string[] {
  const { cycles, unknown_orders, open_intents, today } = document;
  return [
    cycles.length === 0 ? "no cycle has run yet\n" : cyclesText(cycles),
    unknown_orders.length === 0
      ? ""
      : `UNKNOWN orders: the next cycle looks for evidence; until then nothing is risked in these instruments. \`tradebot reconcile\` looks at once, \`tradebot resolve <external_reference>\` is the last resort (docs/how-to/unknown-order.md)\n${ordersText(unknown_orders)}`,
    open_intents.length === 0 ? "" : `open orders of ours\n${ordersText(open_intents)}`,
    `${accountText(document)}${ownResultText(document.own_result, document.account?.currency ?? "")}`,
    positionsText(document),
    `orders today: ${today.orders}, filled: ${today.filled}\n`,
  ];
}

const accountText = ({ account }: StoreDocument): string =>
  account === undefined
    ? ""
    : `account at ${account.at}: ${account.total_value} ${account.currency} in all, ${account.cash} ${account.currency} cash\n`;

const positionsText = ({ positions }: StoreDocument): string =>
  positions.length === 0
    ? ""
    : renderTable(
        ["position", "quantity", "ours"],
        positions.map(({ instrument_id, quantity, own_quantity }) => [instrument_id, quantity, own_quantity]),
      );

const cyclesText = (cycles: StoreDocument["cycles"]): string =>
  renderTable(
    ["cycle", "started", "outcome", "exit", "orders placed", "reason"],
    cycles.map((cycle) => [
      String(cycle.cycle_id),
      cycle.started_at,
      cycle.dry_run ? `${cycle.outcome} (dry run)` : cycle.outcome,
      "exit_code" in cycle ? String(cycle.exit_code) : "-",
      "counters" in cycle ? String(cycle.counters["placed"] ?? 0) : "-",
      ("reason" in cycle ? cycle.reason : undefined) ?? "",
    ]),
  );

const ordersText = (orders: StoreDocument["unknown_orders"]): string =>
  renderTable(
    ["reference", "instrument", "side", "quantity", "state", "order"],
    orders.map((order) => [
      order.external_reference,
      order.instrument_id,
      sideInWords(order),
      order.quantity,
      order.state,
      order.order_id ?? "-",
    ]),
  );
