import { ZERO } from "../core/domain/decimal.ts";
import { minutes, type Timestamp } from "../core/domain/time.ts";
import type { BookedIntent } from "./books.ts";
import { ownBooks } from "./books.ts";
import { breach, type Breach } from "./breach.ts";
import { brokerOrders, type BrokerOrder } from "./broker-orders.ts";
import { findDenied, findDifferences, findDuplicates, findLost } from "./judge-orders.ts";
import { findExcesses } from "./judge-limits.ts";
import { findBanned } from "./judge-bans.ts";
import { findUnconsented } from "./judge-consent.ts";
import { findUnrest } from "./judge-rest.ts";
import { findTooDear } from "./judge-values.ts";
import { findUnprotected } from "./judge-protection.ts";
import { performStep } from "./perform-step.ts";
import type { Schedule } from "./schedule.ts";
import { intentsOf, openStage, settingsOf, stateDirectoryOf, type Stage } from "./stage.ts";
import { startMachine } from "./start-machine.ts";
import { TOKEN } from "./world.ts";

/** What came of a schedule. */
export interface Verdict {
  readonly seed: number;
  readonly breaches: readonly Breach[];
  readonly happenings: Readonly<Record<string, number>>;
  /** Orders of ours that the broker took. */
  readonly orders: number;
  /** Faults that struck, by kind. */
  readonly faults: ReadonlyMap<string, number>;
}

/** Performs a schedule, lets the world come to rest, and looks whether every promise was kept. */
export async function runSchedule(schedule: Schedule): Promise<Verdict> {
  const stage = await openStage(schedule);
  try {
    for (const step of schedule.steps) await performStep(stage, step);
    const unrest = await settle(stage);
    return judge(stage, unrest);
  } finally {
    await stage.world.close();
  }
}

/** Until the next undisturbed start. The hour is how long a moved position keeps a doubt alive. */
const CALM_SECONDS = [70, 70, 3_700, 70, 70];

/** Nobody disturbs any more; each machine is started as often as the longest wait of the program demands. */
async function settle(stage: Stage): Promise<readonly Breach[]> {
  const { world, machines } = stage;
  world.simulator.faults.clear();
  stage.aheadSeconds = 0;
  await performStep(stage, { kind: "kill_switch", mode: "off" });
  machines.add("first");
  awaitOpening(stage);
  const breaches: Breach[] = [];
  for (const [index, seconds] of CALM_SECONDS.entries()) {
    world.clock.advance(seconds * 1000);
    const isLast = index === CALM_SECONDS.length - 1;
    for (const machine of machines) {
      const mood = index === 0 ? "trading" : "still";
      const run = await startMachine(stage, { kind: "start", machine }, { mood, perform: performStep });
      if (isLast && run !== undefined) breaches.push(...findUnrest(run, movedSince(stage, seconds)));
    }
  }
  return breaches;
}

/** Where there are hours, the world comes to rest within those of New York, by winter and by summer time, and of Amsterdam. */
function awaitOpening({ world, schedule }: Stage): void {
  if (schedule.terms.env["TRADING_HOURS_MODE"] === "always") return;
  const isOpen = (): boolean => {
    const { day, minute } = utc(world.clock.now());
    return day !== 0 && day !== 6 && minute >= 14 * 60 + 40 && minute < 15 * 60 + 15;
  };
  while (!isOpen()) world.clock.advance(minutes(10));
}

function utc(at: Timestamp): { readonly day: number; readonly minute: number } {
  const [days, rest] = [Math.floor(at / DAY_MS), at % DAY_MS];
  return { day: (days + THURSDAY) % 7, minute: Math.floor(rest / MINUTE_MS) };
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** On which the epoch began. */
const THURSDAY = 4;

/** Orders of which the start before could not know yet: a stop may be executed at any time. */
function movedSince({ world, schedule }: Stage, seconds: number): ReadonlySet<string> {
  const since = world.clock.now() - (2 * seconds + schedule.terms.activityDelaySeconds) * 1000;
  const lines = world.simulator.snapshot().activities.filter(({ at }) => at >= since);
  return new Set(lines.map(({ orderId }) => orderId));
}

function judge(stage: Stage, unrest: readonly Breach[]): Verdict {
  const { world, schedule, machines, ghosts, happenings } = stage;
  const snapshot = world.simulator.snapshot();
  const orders = brokerOrders(snapshot);
  const intents = [...machines].flatMap((machine) => intentsOf(stage, machine));
  const taken = orders.filter(({ isOurs, isRefused }) => isOurs && !isRefused);
  const { limits } = settingsOf(schedule, "still").decision;
  return {
    seed: schedule.seed,
    breaches: [
      ...findDuplicates(orders, intents),
      ...findLost(orders, intents),
      ...findDenied(orders, [...ghosts, ...intents]),
      ...findDifferences(orders, intents),
      ...findExcesses(orders, settingsOf(schedule, "still"), { machines: machines.size }),
      ...(machines.size === 1 ? findTooDear(orders, limits, world.simulator.market) : []),
      ...judgePositions(stage, orders, intents),
      ...findBanned(stage, orders),
      ...findUnconsented(stage, orders),
      ...findUnprotected(stage, orders),
      ...stage.breaches,
      ...unrest,
      ...stage.bugs.map((bug) =>
        breach("bug", bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)),
      ),
      ...findSecrets(stage),
    ],
    happenings: {
      ...happenings,
      fills: taken.reduce((sum, { fills }) => sum + fills.length, 0),
      cancelled: taken.filter(({ isCancelled }) => isCancelled).length,
    },
    orders: taken.length,
    faults: countFaults(stage),
  };
}

/** What the account was last seen to hold is what it holds, and all of ours is booked once. */
function judgePositions(
  stage: Stage,
  orders: readonly BrokerOrder[],
  intents: readonly BookedIntent[],
): readonly Breach[] {
  if (stage.machines.size > 1 || intents.length === 0) return [];
  const booked = ownBooks(stateDirectoryOf(stage, "first"));
  const sums = new Map<string, ReturnType<typeof ZERO.plus>>();
  for (const { terms, fills } of orders) {
    const { id } = terms.instrument;
    for (const { quantity } of fills) sums.set(id, (sums.get(id) ?? ZERO).plus(quantity));
  }
  const held = textOf([...sums].map(([id, quantity]) => [id, quantity.toString()]));
  const seen = textOf(Object.entries(booked.snapshotPositions));
  return held === seen ? [] : [breach("books", `the broker holds ${held}, the store saw ${seen}`)];
}

const textOf = (quantities: readonly (readonly [string, string])[]): string =>
  quantities
    .filter(([, quantity]) => quantity !== "0")
    .map(([id, quantity]) => `${id} ${quantity}`)
    .sort()
    .join(", ");

const findSecrets = ({ events }: Stage): readonly Breach[] =>
  events
    .flatMap(({ all }) => all)
    .filter((event) => JSON.stringify(event).includes(TOKEN))
    .map(({ name }) => breach("secret", name));

function countFaults({ world }: Stage): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const kind of world.requests.flatMap(({ faults }) => faults))
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}
