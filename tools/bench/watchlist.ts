const FIRST_SYNTHETIC_INDEX = 100_001;

/** So many of the simulator's numbered indices: they trade around the clock, each with prices of its own. */
export const watchlistOf = (count: number): string =>
  Array.from({ length: count }, (_, index) => `CfdOnIndex:${FIRST_SYNTHETIC_INDEX + index}`).join(",");

/** Every purchase is denied for its spread, by one of the last gates. */
export const BUYING_NOTHING = { MAX_SPREAD_BPS: "0.001" } as const;
