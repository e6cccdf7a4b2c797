import type { Instrument } from "../../../core/domain/instrument.ts";
import type { BarSeries } from "../../../core/domain/market-data.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import type { BarQuery } from "../../../cycle/ports/broker.ts";
import { sampledBars } from "../mapping/bars.ts";
import { describeCall, query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import { contractBroken } from "../transport/failures.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Chart } from "../wire/chart.ts";

/** The most that one call gives (OpenAPI reference, chart/v3). */
const SAMPLES_MAX = 1200;
/** Sixty thousand bars: more than any strategy looks at. */
const CALLS_MAX = 50;

type Edge = { readonly Mode: "From" | "UpTo"; readonly Time: Timestamp } | undefined;

/**
 * Asks as often as the number of bars needs.
 *
 * @throws TradebotError also `BARS_CHANGED_WHILE_READ`, when the history was rewritten between two pages of it
 */
export async function readBars(
  client: SaxoClient,
  instrument: Instrument,
  barQuery: BarQuery,
): Promise<BarSeries> {
  const read = (edge: Edge, count: number): Promise<Page> =>
    readPage(client, instrument, barQuery, { edge, count });
  if (barQuery.kind === "from") return readForward(read, barQuery.from);
  return readBackward(read, barQuery.count);
}

interface Page {
  readonly series: BarSeries;
  /** Whether there may be more beyond its far edge. */
  readonly isFull: boolean;
}
type ReadPage = (edge: Edge, count: number) => Promise<Page>;

async function readForward(read: ReadPage, from: Timestamp): Promise<BarSeries> {
  let found = await read({ Mode: "From", Time: from }, SAMPLES_MAX);
  for (let calls = 2; calls <= CALLS_MAX && found.isFull; calls += 1) {
    const newest = found.series.bars.at(-1)?.startAt;
    if (newest === undefined) break;
    // inclusive: the edge bar comes twice, and is joined
    const page = await read({ Mode: "From", Time: newest }, SAMPLES_MAX);
    found = {
      series: joined(found.series, page.series),
      isFull: page.isFull && page.series.bars.at(-1)?.startAt !== newest,
    };
  }
  return found.series;
}

async function readBackward(read: ReadPage, count: number): Promise<BarSeries> {
  let found = await read(undefined, Math.min(SAMPLES_MAX, count));
  for (let calls = 2; calls <= CALLS_MAX && found.isFull; calls += 1) {
    const { bars } = found.series;
    const oldest = bars[0]?.startAt;
    if (oldest === undefined || bars.length >= count) break;
    // one more than missing, because the edge bar comes twice
    const wanted = Math.min(SAMPLES_MAX, count - bars.length + 1);
    const page = await read({ Mode: "UpTo", Time: oldest }, wanted);
    found = {
      series: joined(page.series, found.series),
      // a page that brings nothing older is the last one, whatever its length
      isFull: page.isFull && (page.series.bars[0]?.startAt ?? Infinity) < oldest,
    };
  }
  return { ...found.series, bars: found.series.bars.slice(-count) };
}

async function readPage(
  client: SaxoClient,
  { assetType, uic }: Instrument,
  { barMinutes }: BarQuery,
  { edge, count }: { readonly edge: Edge; readonly count: number },
): Promise<Page> {
  const call: Call = {
    method: "GET",
    path: "/chart/v3/charts",
    query: query({
      AssetType: assetType,
      Uic: uic,
      Horizon: barMinutes,
      Count: count,
      Mode: edge?.Mode,
      Time: edge === undefined ? undefined : isoFromTimestamp(edge.Time),
      FieldGroups: "ChartInfo,Data",
    }),
  };
  const chart = await readObject(client, call, Chart);
  return { series: seriesIn(chart, call), isFull: chart.Data.length >= count };
}

function seriesIn({ Data: samples, DataVersion, ChartInfo }: Chart, call: Call): BarSeries {
  const { bars, refusedAt } = sampledBars(samples);
  if (samples.length > 0 && bars.length === 0) {
    throw contractBroken(describeCall(call), `none of its ${samples.length} samples is a bar`);
  }
  const delayedByMinutes = ChartInfo?.DelayedByMinutes;
  return {
    bars,
    refusedAt,
    ...(DataVersion === undefined ? {} : { dataVersion: DataVersion }),
    ...(delayedByMinutes === undefined ? {} : { delayedByMinutes }),
  };
}

/** Both in time order; where they overlap, the later one counts. */
function joined(earlier: BarSeries, later: BarSeries): BarSeries {
  if (earlier.dataVersion !== later.dataVersion) throw changedWhileRead();
  const startOfLater = later.bars[0]?.startAt ?? Infinity;
  return {
    ...later,
    bars: [...earlier.bars.filter((bar) => bar.startAt < startOfLater), ...later.bars],
    refusedAt: [...earlier.refusedAt, ...later.refusedAt],
  };
}

const changedWhileRead = (): TradebotError =>
  new TradebotError({
    code: "BARS_CHANGED_WHILE_READ",
    message: "the broker rewrote the history while it was being read, so its pages do not fit together",
    exit: "data_unusable",
    retry: "safe",
    hint: "The next cycle reads it again from the beginning",
  });
