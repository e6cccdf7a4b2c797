import type { InstrumentId } from "../domain/instrument.ts";

export interface Candidate {
  readonly id: InstrumentId;
  /** `closed`: bought by an earlier choice of the same term, or kept by it, and closed since. */
  readonly standing: "held" | "closed" | "none";
  /** What it is ranked by, the higher the better; absent where nobody can tell. */
  readonly score?: number;
}

export interface Places {
  /** Candidates chosen at most. */
  readonly count: number;
  /** How many ranks below the last place one that is held is still kept. */
  readonly margin: number;
  /** What a score must exceed. */
  readonly above: number;
}

export interface Choice {
  /** From 1, of those with a score; equal scores rank by id. */
  readonly ranks: ReadonlyMap<InstrumentId, number>;
  readonly chosen: ReadonlySet<InstrumentId>;
}

/**
 * Fills a number of places with the best candidates, those held first as far as they are good enough. One that is held
 * without a score keeps a place, and so does one that was closed: choosing again after the choice was carried out, in
 * part or as a whole, gives the same one.
 */
export function chooseBest(candidates: readonly Candidate[], { count, margin, above }: Places): Choice {
  const ranked = candidates.filter(isScored).sort(byScore);
  const isGoodEnough = ({ score }: Scored): boolean => score > above;
  const isTaken = ({ standing }: Candidate): boolean => standing !== "none";
  const unknown = candidates.filter((one) => one.score === undefined && one.standing === "held").length;
  const free = Math.max(0, count - unknown);
  const kept = ranked
    .slice(0, count + margin)
    .filter((one) => isTaken(one) && isGoodEnough(one))
    .slice(0, free);
  const entering = ranked.filter((one) => !isTaken(one) && isGoodEnough(one)).slice(0, free - kept.length);
  return {
    ranks: new Map(ranked.map(({ id }, index) => [id, index + 1])),
    chosen: new Set([...kept, ...entering].map(({ id }) => id)),
  };
}

interface Scored extends Candidate {
  readonly score: number;
}

const isScored = (one: Candidate): one is Scored => one.score !== undefined;

/** Ids are compared by their characters, the same on every machine. */
const byScore = (a: Scored, b: Scored): number => b.score - a.score || (a.id < b.id ? -1 : 1);
