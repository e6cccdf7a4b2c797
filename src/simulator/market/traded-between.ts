import { SLOT_SECONDS } from "./price-path.ts";
import type { Series } from "./series.ts";
import { valueAt } from "./session-table.ts";
import type { Traded } from "./traded.ts";
import { join } from "./traded.ts";

/** A second of an instrument's trading time. */
export interface TradedSecond {
  readonly slot: number;
  readonly second: number;
}

/** Everything traded from one second to another, both included. */
export function tradedBetween(series: Series, from: TradedSecond, to: TradedSecond): Traded {
  if (from.slot === to.slot) return withinSlot(series, from, to.second);
  const head = withinSlot(series, from, SLOT_SECONDS - 1);
  const tail = withinSlot(series, { slot: to.slot, second: 0 }, to.second);
  const isAdjacent = from.slot + 1 === to.slot;
  return join(isAdjacent ? head : join(head, series.joined(from.slot + 1, to.slot - 1)), tail);
}

function withinSlot(series: Series, { slot, second: first }: TradedSecond, last: number): Traded {
  if (first === 0 && last === SLOT_SECONDS - 1) return series.joined(slot, slot);
  const path = series.pathAt(slot);
  let [high, low] = [valueAt(path, first), valueAt(path, first)];
  for (let second = first + 1; second <= last; second++) {
    high = Math.max(high, valueAt(path, second));
    low = Math.min(low, valueAt(path, second));
  }
  const volume = volumeBefore(series, slot, last + 1) - volumeBefore(series, slot, first);
  return { open: valueAt(path, first), high, low, close: valueAt(path, last), volume };
}

/** Spread evenly over the slot, in whole shares, such that the parts of a slot sum to the whole. */
const volumeBefore = (series: Series, slot: number, second: number): number =>
  Math.floor((series.joined(slot, slot).volume * second) / SLOT_SECONDS);
