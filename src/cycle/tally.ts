/** Counts of one cycle; reported by `cycle_end`, kept in the cycle's row, shown by `status`. */
export interface Tally {
  instruments: number;
  instruments_ok: number;
  instruments_failed: number;
  buy_signals: number;
  sell_signals: number;
  hold_signals: number;
  approved: number;
  placed: number;
  filled: number;
  rejected: number;
  dropped: number;
  unknown: number;
  settled: number;
  held_back: number;
  differing: number;
}

export const newTally = (instruments: number): Tally => ({
  instruments,
  instruments_ok: 0,
  instruments_failed: 0,
  buy_signals: 0,
  sell_signals: 0,
  hold_signals: 0,
  approved: 0,
  placed: 0,
  filled: 0,
  rejected: 0,
  dropped: 0,
  unknown: 0,
  settled: 0,
  held_back: 0,
  differing: 0,
});
