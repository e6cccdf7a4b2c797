import type { InstrumentId } from "../core/domain/instrument.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { ParameterDeclaration, Signal, StrategyDeclaration } from "../core/strategy/contract.ts";
import { mixSeeds } from "../simulator/market/random.ts";

const percent = (description: string): ParameterDeclaration => ({
  default: 0,
  min: 0,
  max: 100,
  integer: true,
  unit: "percent of the bars",
  description,
});

/** Buys and sells by chance, far more often than an idea about prices would: what it is for is that orders happen. */
export const coin: StrategyDeclaration = {
  name: "coin",
  version: 1,
  description: "tosses a coin for each bar of each instrument",
  parameters: {
    seed: { ...percent("which coin"), max: 2 ** 31, unit: "" },
    buys: percent("how often it buys"),
    sells: percent("how often it sells"),
  },
  barsRequired: () => 2,
  evaluate: ({ instruments, parameters: { seed = 0, buys = 0, sells = 0 } }) =>
    new Map(
      instruments.map(({ id, bars }) => [id, signalFor(toss(seed, id, bars.at(-1)?.startAt), buys, sells)]),
    ),
};

/** From 0 to 99, the same for the same bar. */
const toss = (seed: number, id: InstrumentId, barStartAt: Timestamp | undefined): number =>
  mixSeeds(seed, (barStartAt ?? 0) / 60_000, ...Array.from(id, (letter) => letter.charCodeAt(0))) % 100;

function signalFor(toss: number, buys: number, sells: number): Signal {
  const indicators = { toss };
  if (toss < buys) return { action: "buy", reason: "SIG_HEADS", indicators };
  if (toss < buys + sells) return { action: "sell", reason: "SIG_TAILS", indicators };
  return { action: "hold", reason: "SIG_EDGE", indicators };
}
