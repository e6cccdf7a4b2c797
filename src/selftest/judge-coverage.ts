import { decimal, minDecimal, ZERO } from "../core/domain/decimal.ts";
import { isoFromTimestamp, seconds, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { ownBooks } from "./books.ts";
import { breach, type Breach } from "./breach.ts";
import { brokerOrders, type BrokerOrder } from "./broker-orders.ts";
import { netOf, stopsWaiting } from "./judge-protection.ts";
import type { Start } from "./schedule.ts";
import { stateDirectoryOf, type Stage } from "./stage.ts";
import type { CycleRun } from "./world.ts";

/** What moves while a cycle works, or is not in the log yet, the next one sees. */
const SETTLED_AFTER = seconds(120);
/** Outside the trading hours what waits is looked at once an hour. */
const SETTLED_AFTER_ASLEEP = seconds(2 * 3_600);

/**
 * After each cycle that went well and was left alone, also while others fail around it: what has been ours for a while has
 * stops of its size, or the cycle has said aloud that it has not.
 */
export function findUncovered(stage: Stage, start: Start, run: CycleRun): readonly Breach[] {
  const { world, schedule, machines, aheadSeconds } = stage;
  const areStopsWanted = schedule.terms.env["STOP_LOSS_PCT"] !== "0";
  const isLeftAlone = [start.crash, start.stop, start.interruption].every((trouble) => trouble === undefined);
  if (!areStopsWanted || !isLeftAlone || machines.size > 1 || aheadSeconds !== 0 || run.exitCode !== 0)
    return [];
  const now = world.clock.now();
  const isAsleep = run.report.result.kind === "skipped";
  const since = subtractDuration(now, isAsleep ? SETTLED_AFTER_ASLEEP : SETTLED_AFTER);
  const snapshot = world.simulator.snapshot();
  const orders = brokerOrders(snapshot);
  const moved = new Set<string>(
    snapshot.log.filter(({ activity }) => activity.at >= since).map(({ order }) => order.instrument.id),
  );
  return Object.entries(ownBooks(stateDirectoryOf(stage, start.machine)).positions)
    .filter(([id]) => !moved.has(id) && !isTold(stage, run, id))
    .flatMap(([id, own]) => findLacking(orders, id, own, now));
}

function findLacking(
  orders: readonly BrokerOrder[],
  id: string,
  own: string,
  at: Timestamp,
): readonly Breach[] {
  const held = minDecimal(decimal(own), netOf(orders, id));
  const stops = stopsWaiting(orders, id);
  if (held.lte(ZERO) || stops.gte(held)) return [];
  return [
    breach(
      "unprotected",
      `${id} at ${isoFromTimestamp(at)}: ${held.toString()} held, ${stops.toString()} stopped`,
    ),
  ];
}

/** That an instrument has no such orders is told once; and what waits of somebody else's may count as well. */
function isTold(stage: Stage, { events }: CycleRun, id: string): boolean {
  const isHere = ({ instrument_id }: Readonly<Record<string, unknown>>): boolean => instrument_id === id;
  const names = ["execution_position_unprotected", "execution_position_claimed"] as const;
  return (
    names.some((name) => events.of(name).some(isHere)) ||
    stage.events
      .flatMap((one) => one.of("execution_position_unprotected"))
      .some((told) => isHere(told) && told["reason"] === "NO_SUCH_ORDERS")
  );
}
