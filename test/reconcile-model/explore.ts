import { assert } from "../../src/core/domain/assert.ts";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import { canonical } from "./canonical.ts";
import { MOVES } from "./moves.ts";
import { faultsOfSecondLook } from "./second-look.ts";
import { beginning, enter, forget, leave, type Situation } from "./situation.ts";
import type { World } from "../support/world.ts";

/** Situations that were reached, each once, and what was wrong in some of them. */
export interface Exploration {
  readonly situations: number;
  /** Of the longest way to one of them. */
  readonly moves: number;
  readonly faults: readonly string[];
}

/** From here there is most to meet. */
const FIRST = "an entry";

/** Breadth first: whatever can happen next, in each situation that has not been seen before, until there are so many. */
export async function explore(profile: NettingProfile, atMost: number): Promise<Exploration> {
  const seen = new Set<string>();
  const faults: string[] = [];
  const start = await beginning(profile);
  const first = await unseen(start, FIRST, seen);
  const queue: Situation[] = first === undefined ? [start] : [first, start];
  let moves = 0;
  while (seen.size < atMost) {
    const situation = queue.shift();
    if (situation === undefined) break;
    for (const name of Object.keys(MOVES)) {
      if (seen.size >= atMost) break;
      const next = await unseen(situation, name, seen);
      if (next === undefined) continue;
      moves = next.path.length;
      faults.push(...(await faultsIn(next)));
      queue.push(next);
    }
    forget(situation);
  }
  for (const situation of queue) forget(situation);
  return { situations: seen.size, moves, faults };
}

/** What is wrong after certain moves. */
export async function faultsAfter(
  profile: NettingProfile,
  moves: readonly string[],
): Promise<readonly string[]> {
  let situation = await beginning(profile);
  for (const name of moves) {
    const { world, path } = await moved(situation, name);
    forget(situation);
    situation = await leave(world, { ...situation, path });
  }
  const faults = await faultsIn(situation);
  forget(situation);
  return faults;
}

/** @returns the situation after one more move; nothing when it looks like one that was seen before */
async function unseen(situation: Situation, name: string, seen: Set<string>): Promise<Situation | undefined> {
  const { world, look, path } = await moved(situation, name);
  if (seen.has(look)) {
    await world.close();
    return undefined;
  }
  seen.add(look);
  return leave(world, { ...situation, path });
}

interface Moved {
  readonly world: World;
  readonly look: string;
  readonly path: readonly string[];
}

async function moved(situation: Situation, name: string): Promise<Moved> {
  const path = [...situation.path, name];
  const world = await enter(situation);
  try {
    const move = MOVES[name];
    assert(move !== undefined, `"${name}" is a move of the model`);
    await move(world);
    return { world, look: canonical(world), path };
  } catch (cause) {
    await world.close();
    throw new Error(`${path.join(", ")}: ${String(cause)}`, { cause });
  }
}

async function faultsIn(situation: Situation): Promise<readonly string[]> {
  const world = await enter(situation);
  try {
    const faults = await faultsOfSecondLook(world);
    return faults.map((fault) => `after ${situation.path.join(", ")}: ${fault}`);
  } finally {
    await world.close();
  }
}
