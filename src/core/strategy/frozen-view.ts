import type { Bar } from "../domain/market-data.ts";
import type { InstrumentStanding, StrategyView } from "./contract.ts";

/**
 * What a user's own file is shown: where it runs, no type holds it back any more. What it is shown is what others reckon
 * with as well, and what is recorded as seen, so that an attempt to write to it must break off and not go through.
 *
 * @param view frozen in its place, for a copy of every bar would cost ten times as much
 */
export function frozenView(view: StrategyView): StrategyView {
  for (const one of view.instruments) {
    freezeBars(one.bars);
    freezeStanding(one);
  }
  view.unseen.forEach(freezeStanding);
  Object.freeze(view.instruments);
  Object.freeze(view.unseen);
  return Object.freeze(view);
}

function freezeBars(bars: readonly Bar[]): void {
  if (Object.isFrozen(bars)) return; // and each of them with it
  for (const bar of bars) Object.freeze(bar);
  Object.freeze(bars);
}

function freezeStanding(one: InstrumentStanding): void {
  for (const entry of one.position?.entries ?? []) Object.freeze(entry);
  Object.freeze(one.position?.entries);
  Object.freeze(one.position);
  Object.freeze(one.parameters);
  Object.freeze(one);
}
