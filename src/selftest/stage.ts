import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { storePath } from "../adapters/store/store-files.ts";
import { seconds, type Timestamp } from "../core/domain/time.ts";
import type { KillSwitchMode } from "../core/risk/kill-switch.ts";
import type { Clock } from "../cycle/ports.ts";
import type { CycleSettings } from "../cycle/settings.ts";
import { ownBooks, type BookedIntent } from "./books.ts";
import type { Breach } from "./breach.ts";
import { coin } from "./coin-strategy.ts";
import type { RecordedEvents } from "./recorded-events.ts";
import type { Machine, Schedule, Start, Terms } from "./schedule.ts";
import { SkewedClock } from "./skewed-clock.ts";
import { localSettings, startWorld, type World } from "./world.ts";

/** The prices are the same in every schedule; what differs is when somebody looks. */
const MARKET_SEED = 1;

/** What happened while a schedule was performed. */
interface Happenings {
  starts: number;
  refused_starts: number;
  crashes: number;
  stops: number;
  acts_by_hand: number;
  close_outs: number;
  reconciles: number;
  kill_switches: number;
  lost_stores: number;
  restored_stores: number;
}

/** Whether the strategy trades as the coin falls, wants the same of every instrument, or nothing. */
export type Mood = "trading" | "still" | NonNullable<Start["wants"]>;

/** A world in which a schedule is performed, and everything that its machines leave. */
export interface Stage {
  readonly world: World;
  readonly schedule: Schedule;
  readonly happenings: Happenings;
  /** Of each start, in order, the crashed ones included. */
  readonly events: RecordedEvents[];
  /** Intents of stores that are no more. */
  readonly ghosts: BookedIntent[];
  /** Those that were ever started. */
  readonly machines: Set<Machine>;
  /** When which orders were forbidden to the first machine, and until when. */
  readonly bans: { readonly mode: KillSwitchMode; readonly from: Timestamp; until?: Timestamp }[];
  /** When a person first agreed to texts. */
  agreedAt: Timestamp | undefined;
  /** Promises that were seen to be broken on the way. */
  readonly breaches: Breach[];
  /** What a cycle threw that is no failure of its surroundings. */
  readonly bugs: unknown[];
  aheadSeconds: number;
  /** A copy of the first machine's store. */
  backup: string | undefined;
}

export async function openStage(schedule: Schedule): Promise<Stage> {
  const { startIso, account, activityDelaySeconds, disclaimers, env, watchlist, renewalSeconds } =
    schedule.terms;
  const world = await startWorld({
    startIso,
    ...(renewalSeconds === undefined ? {} : { renewal: seconds(renewalSeconds) }),
    env: { ...env, WATCHLIST: watchlist.join(",") },
    simulator: { seed: MARKET_SEED, account, disclaimers, activityDelay: seconds(activityDelaySeconds) },
  });
  return {
    world,
    schedule,
    happenings: {
      starts: 0,
      refused_starts: 0,
      crashes: 0,
      stops: 0,
      acts_by_hand: 0,
      close_outs: 0,
      reconciles: 0,
      kill_switches: 0,
      lost_stores: 0,
      restored_stores: 0,
    },
    events: [],
    ghosts: [],
    machines: new Set(),
    bans: [],
    agreedAt: undefined,
    breaches: [],
    bugs: [],
    aheadSeconds: 0,
    backup: undefined,
  };
}

export function stateDirectoryOf({ world }: Pick<Stage, "world">, machine: Machine): string {
  if (machine === "first") return world.stateDirectory;
  const directory = path.join(world.stateDirectory, machine);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return directory;
}

export const clockOf = ({ world, aheadSeconds }: Stage): Clock =>
  aheadSeconds === 0 ? world.clock : new SkewedClock(world.clock, aheadSeconds);

/** With the strategy that trades by chance, or with one of the same name that only holds. */
export function settingsOf({ seed, terms }: Schedule, mood: Mood): CycleSettings {
  const settings = localSettings(envOf(terms));
  return {
    ...settings,
    decision: { ...settings.decision, strategy: coin, parameters: { seed, ...tossesIn(terms, mood) } },
  };
}

function tossesIn({ buys, sells }: Terms, mood: Mood): Pick<Terms, "buys" | "sells"> {
  switch (mood) {
    case "trading":
      return { buys, sells };
    case "to_buy":
      return { buys: 100, sells: 0 };
    case "to_sell":
      return { buys: 0, sells: 100 };
    case "still":
      return { buys: 0, sells: 0 };
  }
}

const envOf = ({ env, watchlist }: Terms) => ({ ...env, WATCHLIST: watchlist.join(",") });

/** What the store of a machine says of its orders; nothing where it never came to have one. */
export function intentsOf(stage: Stage, machine: Machine): readonly BookedIntent[] {
  return hasStore(stage, machine) ? ownBooks(stateDirectoryOf(stage, machine)).intents : [];
}

export const hasStore = (stage: Stage, machine: Machine): boolean =>
  existsSync(storePath(stateDirectoryOf(stage, machine)));
