import type { ExternalReference } from "../core/domain/ids.ts";
import type { InstrumentId } from "../core/domain/instrument.ts";
import { fromLosslessJson, toLosslessJson } from "../core/domain/lossless-json.ts";
import type { Bar } from "../core/domain/market-data.ts";
import { present } from "../core/domain/present.ts";
import type {
  BarsReading,
  DecisionInput,
  DecisionSettings,
  MarketView,
} from "../core/risk/decision-input.ts";
import { strategyLabel, type StrategyDeclaration } from "../core/strategy/contract.ts";
import type { DecisionBasis } from "./decision-records.ts";
import type { KeptBasis, RecordedBasis } from "./ports/decision-store.ts";

// A basis is written in three pieces. Settings and what is known of each instrument seldom change: each is a text of its
// own, kept once. Bars are kept once as well, so that only their range is left here. The rest belongs to its cycle.

/** Which code decided. */
export interface DecidingCode {
  /** Version of the program. */
  readonly program: string;
  /** `name@version` */
  readonly strategy: string;
  /** Of the strategy's file, where it is somebody's own. */
  readonly fileDigest?: string;
}

/** @param asked the references that the decisions asked about and that had arrived: of all there are, they saw these */
export function encodeBasis(
  { input, settings, unobserved }: DecisionBasis,
  program: string,
  asked: ReadonlySet<ExternalReference>,
): RecordedBasis {
  const { strategy, ...others } = settings;
  const { fileDigest } = strategy;
  const code: DecidingCode = { program, strategy: strategyLabel(strategy), ...present({ fileDigest }) };
  const { instruments, account, ...rest } = input;
  const markets = instruments.map(takeApart);
  const moment = {
    ...rest,
    account: { ...account, arrivedReferences: asked },
    markets: markets.map(({ changing }) => changing),
    unobserved,
  };
  return {
    decidedAt: input.now,
    parts: [
      toLosslessJson({ code, settings: others }),
      ...markets.flatMap(({ details, sessions }) => [details, sessions]),
    ],
    moment: toLosslessJson(moment),
    barMinutes: settings.barMinutes,
    bars: new Map(markets.flatMap(({ kept }) => (kept === undefined ? [] : [kept]))),
  };
}

interface MarketPieces {
  readonly details: string;
  readonly sessions: string;
  readonly changing: unknown;
  readonly kept: readonly [InstrumentId, readonly Bar[]] | undefined;
}

function takeApart(view: MarketView): MarketPieces {
  const { instrument, details, sessions, bars, ...rest } = view;
  const range = bars.kind === "bars" ? rangeOf(bars.bars) : undefined;
  return {
    details: toLosslessJson({ instrument, details }),
    sessions: toLosslessJson({ sessions }),
    changing: { ...rest, bars: range === undefined ? bars : { ...bars, bars: range } },
    kept: bars.kind === "bars" && range !== undefined ? [instrument.id, bars.bars] : undefined,
  };
}

/** The first and the last start. Bars that cannot be told by their start are written down with the moment: no range. */
function rangeOf(bars: readonly Bar[]): readonly [number, number] | undefined {
  const [first, last] = [bars[0]?.startAt, bars.at(-1)?.startAt];
  if (first === undefined || last === undefined || !isSeries(bars)) return undefined;
  return [first, last];
}

function isSeries(bars: readonly Bar[]): boolean {
  let earliest = -Infinity;
  for (const { startAt, open, high, low, close } of bars) {
    if (startAt <= earliest || !Number.isFinite(open + high + low + close)) return false;
    earliest = startAt;
  }
  return true;
}

/** What is written down, read back, but for the code: who recomputes must bring it. */
export interface ReadBasis {
  readonly code: DecidingCode;
  readonly decideBy: (strategy: StrategyDeclaration) => DecisionBasis;
}

export function decodeBasis({ parts, moment, barsSeen }: KeptBasis): ReadBasis {
  const [first = "", ...known] = parts;
  const { code, settings } = fromLosslessJson(first) as WrittenSettings;
  const { markets, unobserved, ...rest } = fromLosslessJson(moment) as WrittenMoment;
  const { barMinutes } = settings;
  const instruments = markets.map((changing, place): MarketView => {
    const details = fromLosslessJson(known[2 * place] ?? "") as Pick<MarketView, "instrument" | "details">;
    const sessions = fromLosslessJson(known[2 * place + 1] ?? "") as Pick<MarketView, "sessions">;
    const series = { instrument: details.instrument.id, barMinutes };
    const read = ([from, to]: readonly [number, number]) => barsSeen({ series, from, to });
    return { ...details, ...sessions, ...changing, bars: barsIn(changing.bars, read) };
  });
  return {
    code,
    decideBy: (strategy) => ({
      input: { ...rest, instruments },
      settings: { ...settings, strategy },
      unobserved,
    }),
  };
}

interface WrittenSettings {
  readonly code: DecidingCode;
  readonly settings: Omit<DecisionSettings, "strategy">;
}

/** A range in place of the bars that are kept apart. */
type WrittenBars =
  | Extract<BarsReading, { kind: "failed" }>
  | (Omit<Extract<BarsReading, { kind: "bars" }>, "bars"> & {
      readonly bars: readonly Bar[] | readonly [number, number];
    });

type WrittenMoment = Omit<DecisionInput, "instruments"> &
  Pick<DecisionBasis, "unobserved"> & {
    readonly markets: readonly (Omit<MarketView, "instrument" | "details" | "sessions" | "bars"> & {
      readonly bars: WrittenBars;
    })[];
  };

function barsIn(
  written: WrittenBars,
  read: (range: readonly [number, number]) => readonly Bar[],
): BarsReading {
  if (written.kind === "failed") return written;
  const { bars, ...rest } = written;
  return { ...rest, bars: isRange(bars) ? read(bars) : bars };
}

const isRange = (bars: readonly Bar[] | readonly [number, number]): bars is readonly [number, number] =>
  typeof bars[0] === "number";
