import type { InstrumentId } from "../core/domain/instrument.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { defineStrategy, type Signal } from "../core/strategy/contract.ts";
import { wholeNumber } from "../core/strategy/parameter.ts";
import { mixSeeds } from "../simulator/market/random.ts";

const percent = (description: string) =>
  wholeNumber({ default: 0, min: 0, max: 100, unit: "percent of the bars", description });

/** Buys and sells by chance, far more often than an idea about prices would: what it is for is that orders happen. */
export const coin = defineStrategy({
  name: "coin",
  version: 1,
  description: "tosses a coin for each bar of each instrument",
  source: "chance",
  formula: "toss = hash(seed, bar, instrument) mod 100; buy when toss < buys, sell when toss < buys + sells",
  parameters: {
    seed: wholeNumber({ default: 0, min: 0, max: 2 ** 31, unit: "", description: "which coin" }),
    buys: percent("how often it buys"),
    sells: percent("how often it sells"),
  },
  barsRequired: () => 2,
  evaluate: ({ instruments }) => ({
    signals: new Map(
      instruments.map(({ id, bars, parameters: { seed, buys, sells } }) => [
        id,
        signalFor(toss(seed, id, bars.at(-1)?.startAt), buys, sells),
      ]),
    ),
  }),
});

/** From 0 to 99, the same for the same bar. */
const toss = (seed: number, id: InstrumentId, barStartAt: Timestamp | undefined): number =>
  mixSeeds(seed, (barStartAt ?? 0) / 60_000, ...Array.from(id, (letter) => letter.charCodeAt(0))) % 100;

function signalFor(toss: number, buys: number, sells: number): Signal {
  const indicators = { toss };
  if (toss < buys) return { action: "buy", reason: "SIG_HEADS", indicators };
  if (toss < buys + sells) return { action: "sell", reason: "SIG_TAILS", indicators };
  return { action: "hold", reason: "SIG_EDGE", indicators };
}
