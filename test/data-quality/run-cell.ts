import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { ZERO } from "../../src/core/domain/decimal.ts";
import type { CycleId } from "../../src/core/domain/ids.ts";
import { timestampFromIso } from "../../src/core/domain/time.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { saying, type Wanted } from "../support/saying-strategy.ts";
import { runCycleIn, startWorld, type CycleRun, type World } from "../support/world.ts";
import type { DataTrouble } from "./troubles.ts";

/** What the strategy wants when the trouble is there. */
export interface Situation {
  readonly title: string;
  /** In the cycle before the trouble, and in it. */
  readonly before: Wanted["action"] & ("buy" | "hold");
  readonly then: "buy" | "sell";
  readonly env?: Readonly<Record<string, string>>;
}

export const SITUATIONS: readonly Situation[] = [
  { title: "entry wanted", before: "hold", then: "buy" },
  // so far away that the market does not come near it
  { title: "exit wanted, a stop waits", before: "buy", then: "sell", env: { STOP_LOSS_PCT: "20" } },
];

/** How many bars are looked at. */
const BARS_REQUIRED = 21;

function wanting({ decision, ...settings }: CycleSettings, action: Wanted["action"]): CycleSettings {
  const wanted: Wanted = action === "target" ? { action, weight: 0 } : { action };
  const strategy = { ...saying(wanted), barsRequired: () => BARS_REQUIRED };
  return { ...settings, decision: { ...decision, strategy } };
}

/** What becomes of a wish in trouble: an order, or the denial; then the exit code, and what is left of the stop. */
export async function runCell(trouble: DataTrouble, situation: Situation): Promise<string> {
  const { instrument, calmAt, at, env = {}, simulator = {} } = trouble;
  const world = await startWorld({
    startIso: calmAt,
    env: { WATCHLIST: instrument, ...env, ...situation.env },
    simulator,
  });
  try {
    await runCycleIn(world, { settings: wanting(world.settings, situation.before) });
    const metAt = timestampFromIso(at);
    if (metAt === undefined) throw new Error(`"${at}" is no instant`);
    world.clock.advance(metAt - world.clock.now());
    trouble.arm?.(world);
    const held = heldIn(world);
    const settings = wanting(world.settings, situation.then);
    const around = trouble.around === undefined ? {} : { around: trouble.around };
    const run = await runCycleIn(world, { settings, ...around });
    return `${outcomeOf(world, run, trouble)}, ${run.exitCode}${held && situation.env !== undefined ? stopIn(world) : ""}`;
  } finally {
    await world.close();
  }
}

const heldIn = ({ simulator }: World): boolean =>
  simulator.snapshot().positions.some(({ amount }) => !amount.eq(ZERO));

function outcomeOf(
  { stateDirectory, requests }: World,
  { cycle, report }: CycleRun,
  { instrument }: DataTrouble,
): string {
  const reason = reasonIn(stateDirectory, cycle, instrument) ?? "not decided";
  const isSent = report.tally.placed > 0;
  const isDenied = reason !== "SIG_SAID";
  if (isSent === isDenied)
    throw new Error(`${reason}, and ${report.tally.placed} orders: ${requests.length}`);
  return isSent ? "order" : reason;
}

function reasonIn(directory: string, cycle: CycleId, instrument: string): string | undefined {
  const reader = openStoreForReading(directory);
  const found = reader?.decisionsOf(cycle).find(({ instrumentId }) => instrumentId === instrument);
  reader?.close();
  return found?.reason;
}

function stopIn(world: World): string {
  if (!heldIn(world)) return "";
  const isThere = world.simulator.snapshot().orders.some(({ type }) => type.startsWith("Stop"));
  return isThere ? ", stop waits" : ", unprotected";
}
