import { cpSync, rmSync } from "node:fs";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import type { CycleSettings } from "../../src/cycle/settings.ts";
import { coin } from "../../src/selftest/coin-strategy.ts";
import { scratchDirectory } from "../../src/selftest/scratch-directory.ts";
import { localSettings, startWorld, type World } from "../support/world.ts";

export const { id: TRADED } = instrument("CfdOnIndex", 4913);

/** The small account of the model: one instrument, ten pieces an order, stops and targets out of the market's reach. */
const ENV = {
  WATCHLIST: TRADED,
  DEFAULT_QUANTITY: "CfdOnIndex=10",
  MAX_DAILY_TRADES: "1000",
  STOP_LOSS_PCT: "20",
  TAKE_PROFIT_PCT: "40",
};

/** One place that the model has come to: both books, and what time it is there. */
export interface Situation {
  readonly profile: NettingProfile;
  readonly directory: string;
  readonly at: string;
  /** How it came about, from the beginning. */
  readonly path: readonly string[];
}

/** An account on which nothing has happened yet. */
export async function beginning(profile: NettingProfile): Promise<Situation> {
  const world = await startWorld({ env: ENV, simulator: simulatorOf(profile) });
  return leave(world, { profile, path: [] });
}

const simulatorOf = (nettingProfile: NettingProfile) => ({
  account: { nettingProfile, isMarginTradingAllowed: true },
  resetsWholeAccount: false,
});

/** Ids that no world before has given out: each world counts from one. */
const IDS_A_MOVE = 500;

/** A world that goes on from there; the situation itself stays as it is. */
export async function enter({ profile, directory, at, path }: Situation): Promise<World> {
  const begin = { env: ENV, simulator: simulatorOf(profile), copyOf: directory, startIso: at };
  const world = await startWorld(begin);
  for (let spent = 0; spent < IDS_A_MOVE * (path.length + 1); spent += 1) world.ids.requestId();
  return world;
}

/** Ends the world, and keeps what it has come to. */
export async function leave(
  world: World,
  { profile, path }: Pick<Situation, "profile" | "path">,
): Promise<Situation> {
  const at = isoFromTimestamp(world.clock.now());
  await world.stopSimulator();
  const directory = scratchDirectory();
  cpSync(world.stateDirectory, directory, { recursive: true });
  await world.close();
  return { profile, directory, at, path };
}

export const forget = ({ directory }: Situation): void => {
  rmSync(directory, { recursive: true });
};

export type Mood = "buying" | "selling" | "still";

const ODDS: Readonly<Record<Mood, { readonly buys: number; readonly sells: number }>> = {
  buying: { buys: 100, sells: 0 },
  selling: { buys: 0, sells: 100 },
  still: { buys: 0, sells: 0 },
};

export function settingsIn(mood: Mood): CycleSettings {
  const settings = localSettings(ENV);
  const parameters = { seed: 1, ...ODDS[mood] };
  return { ...settings, decision: { ...settings.decision, strategy: coin, parameters } };
}
