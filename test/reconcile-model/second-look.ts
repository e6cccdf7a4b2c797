import { DatabaseSync } from "node:sqlite";
import { storePath } from "../../src/adapters/store/store-files.ts";
import { ownBooks } from "../../src/selftest/books.ts";
import { brokerOrders } from "../../src/selftest/broker-orders.ts";
import { findDifferences, findDuplicates, findLost } from "../../src/selftest/judge-orders.ts";
import type { EventName } from "../../src/events/catalogue.ts";
import { reconcileIn, type ReconcileRun } from "../support/reconcile.ts";
import type { World } from "../support/world.ts";
import { settingsIn } from "./situation.ts";

/** That it was looked: at the account, and at what is still open. */
const UNSAID: ReadonlySet<EventName> = new Set<EventName>([
  "cycle_snapshot_recorded",
  "execution_reconcile_begin",
  "http_response_received",
]);

/** By then the broker's log shows all that has happened. */
const LOG_CAUGHT_UP_MS = 30_000;
/** How long a position that has moved keeps a doubt alive; a shortage that nothing explains has lasted by then as well. */
const DOUBT_ENDS_MS = 3_700_000;

/** Looks once, which makes our store equal the broker's books, and once more. @returns what is wrong then */
export async function faultsOfSecondLook(world: World): Promise<readonly string[]> {
  world.clock.advance(LOG_CAUGHT_UP_MS);
  const looked = await lookTwice(world);
  if (!looked.isInDoubt) return looked.faults;
  world.clock.advance(DOUBT_ENDS_MS);
  const later = await lookTwice(world);
  return [...looked.faults, ...later.faults, ...(later.isInDoubt ? ["a doubt has no end"] : [])];
}

interface LookedTwice {
  readonly faults: readonly string[];
  /**
   * Whether nobody can say what became of an order, or why the broker holds less: that is told each time until it has
   * lasted, and all the rest can wait for it.
   */
  readonly isInDoubt: boolean;
}

async function lookTwice(world: World): Promise<LookedTwice> {
  const sent = writes(world);
  const first = await look(world);
  const { unknown, differing } = first.report.tally;
  const isInDoubt = unknown > 0 || differing > 0;
  const apart = isInDoubt ? [] : differences(world, first);
  const [rows, lines] = [rowsOf(world), linesAt(world)];
  const second = await look(world);
  if (linesAt(world) !== lines)
    return { isInDoubt, faults: [...apart, "the broker's books have moved between the two looks"] };
  const unasked = said(second).filter((line) => !isInDoubt || !said(first).includes(line));
  const faults = [
    ...apart,
    ...unasked.map((line) => `the second look says ${line}`),
    ...(rowsOf(world) === rows ? [] : [`the second look writes: ${rows} -> ${rowsOf(world)}`]),
    ...(writes(world) === sent ? [] : ["something was sent"]),
  ];
  return { isInDoubt, faults };
}

const look = (world: World): Promise<ReconcileRun> => reconcileIn(world, { settings: settingsIn("still") });

/** In what store and broker differ after the first look. */
function differences({ simulator, stateDirectory }: World, { report }: ReconcileRun): readonly string[] {
  const orders = brokerOrders(simulator.snapshot());
  const { intents } = ownBooks(stateDirectory);
  const open = (report.account?.positions ?? []).filter(({ difference }) => difference !== undefined);
  return [
    ...(report.failure === undefined ? [] : [`the first look fails: ${report.failure.message}`]),
    ...[
      ...findDuplicates(orders, intents),
      ...findLost(orders, intents),
      ...findDifferences(orders, intents),
    ].map(({ promise, detail }) => `${promise}: ${detail}`),
    ...open.map(({ own, atBroker }) => `${own.toString()} ours, ${atBroker.toString()} there`),
  ];
}

const said = ({ events }: ReconcileRun): readonly string[] =>
  events.all
    .filter(({ name }) => !UNSAID.has(name))
    .map(({ name, fields }) => `${name} ${JSON.stringify(fields["reason"] ?? fields["failure_reason"])}`);

const TABLES = ["intents", "transitions", "fills", "adjustments", "decisions"] as const;

/** How many rows there are of what was decided, sent, filled and put right. */
function rowsOf({ stateDirectory }: World): string {
  const database = new DatabaseSync(storePath(stateDirectory), { readOnly: true });
  try {
    return TABLES.map((table) => {
      const row = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get();
      return `${table} ${String(row?.["rows"])}`;
    }).join(", ");
  } finally {
    database.close();
  }
}

const linesAt = ({ simulator }: World): number => simulator.snapshot().activities.length;

const writes = ({ requests }: World): number =>
  requests.filter(({ method, target }) => method !== "GET" && target.includes("/trade/v2/orders")).length;
