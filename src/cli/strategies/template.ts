/** What `strategies new` writes: a strategy that is small and whole, to be changed bit by bit. */
export const strategyTemplate = (
  name: string,
): string => `// A strategy of your own. Choose it with STRATEGY_FILE=<file>, in place of STRATEGY_NAME.
//
// It is a pure function: it decides by the view alone, never by the clock, by chance, by a file or by a variable that
// outlives an evaluation. That is what lets a decision be made again, explained and tried on the past.
// \`tradebot strategies check <file>\` examines it; docs/how-to/own-strategy.md tells the rest.
import {
  anyNumber,
  defineStrategy,
  simpleMovingAverageSeries,
  wholeNumber,
  type Bar,
  type Signal,
} from "tradebot/strategy";

export default defineStrategy({
  name: "${name}",
  // Raise it when the same bars may give other signals than before: it is part of what an order is known by.
  version: 1,
  description: "Buys a fall below the average, sells the return to it",
  source: "Written by strategies new, as something to begin with",
  formula:
    "distance = close / SMA(close, window) - 1; buy at -entry_pct or below while nothing is held, sell at 0 or above",

  // Each one is a setting: window is STRATEGY_WINDOW, or "window" in STRATEGY_PARAMS_JSON.
  parameters: {
    window: wholeNumber({ default: 20, min: 2, max: 500, unit: "bars", description: "Closes in the average" }),
    entry_pct: anyNumber({
      default: 3,
      min: 0.1,
      max: 50,
      unit: "percent",
      description: "Fall below the average at which it is bought",
    }),
  },

  // An instrument with fewer closed bars is not shown.
  barsRequired: ({ window }) => window,

  // All instruments at once. One signal for each of them, and none for any other.
  evaluate: ({ instruments }) => ({
    signals: new Map(
      instruments.map(({ id, bars, parameters, position }) => [
        id,
        signalFor(bars, { ...parameters, isHeld: position !== undefined }),
      ]),
    ),
  }),
});

interface Rule {
  readonly window: number;
  readonly entry_pct: number;
  readonly isHeld: boolean;
}

// bars are closed ones, oldest first; the one that is still forming is never among them.
function signalFor(bars: readonly Bar[], { window, entry_pct, isHeld }: Rule): Signal {
  const closes = bars.slice(-window).map(({ close }) => close);
  const close = closes.at(-1) ?? 0;
  const average = simpleMovingAverageSeries(closes, window).at(-1) ?? close;
  const distance_pct = (close / average - 1) * 100;
  const indicators = { close, average, distance_pct };
  // The reason and the indicators are what \`tradebot why\` shows.
  if (!isHeld && distance_pct <= -entry_pct) return { action: "buy", reason: "SIG_BELOW_AVERAGE", indicators };
  if (isHeld && distance_pct >= 0) return { action: "sell", reason: "SIG_BACK_AT_AVERAGE", indicators };
  return { action: "hold", reason: isHeld ? "SIG_WAIT_FOR_RETURN" : "SIG_NO_FALL", indicators };
}
`;

/** `my-strategy.ts` holds `my_strategy`. */
export function nameFromFile(base: string): string {
  const name = base
    .replace(/\.ts$/, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "")
    .slice(0, 40);
  return name === "" ? "my_strategy" : name;
}
