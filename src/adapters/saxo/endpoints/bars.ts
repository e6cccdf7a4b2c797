import type { Instrument } from "../../../core/domain/instrument.ts";
import type { Bar } from "../../../core/domain/market-data.ts";
import { isoFromTimestamp } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import type { BarQuery } from "../../../cycle/ports.ts";
import { bars } from "../mapping/bars.ts";
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

/** Asks as often as the number of bars needs. */
export async function readBars(
  client: SaxoClient,
  instrument: Instrument,
  barQuery: BarQuery,
): Promise<readonly Bar[]> {
  const read = (edge: Edge, count: number): Promise<Page> =>
    readPage(client, instrument, barQuery, { edge, count });
  if (barQuery.kind === "from") return readForward(read, barQuery.from);
  return readBackward(read, barQuery.count);
}

interface Page {
  readonly bars: readonly Bar[];
  /** Whether there may be more beyond its far edge. */
  readonly isFull: boolean;
}
type ReadPage = (edge: Edge, count: number) => Promise<Page>;

async function readForward(read: ReadPage, from: Timestamp): Promise<readonly Bar[]> {
  let found: readonly Bar[] = [];
  for (let calls = 1; calls <= CALLS_MAX; calls += 1) {
    const newest = found.at(-1)?.startAt;
    // inclusive: the edge bar comes twice, and is joined
    const page = await read({ Mode: "From", Time: newest ?? from }, SAMPLES_MAX);
    found = joined(found, page.bars);
    if (!page.isFull || found.at(-1)?.startAt === newest) break;
  }
  return found;
}

async function readBackward(read: ReadPage, count: number): Promise<readonly Bar[]> {
  let found: readonly Bar[] = [];
  for (let calls = 1; calls <= CALLS_MAX && found.length < count; calls += 1) {
    const oldest = found[0]?.startAt;
    // one more than missing after the first call, because the edge bar comes twice
    const wanted = Math.min(SAMPLES_MAX, count - found.length + (oldest === undefined ? 0 : 1));
    const page = await read(oldest === undefined ? undefined : { Mode: "UpTo", Time: oldest }, wanted);
    found = joined(page.bars, found);
    if (!page.isFull || found[0]?.startAt === oldest) break;
  }
  return found.slice(-count);
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
    }),
  };
  const { Data: samples } = await readObject(client, call, Chart);
  const readable = bars(samples);
  if (samples.length > 0 && readable.length === 0) {
    throw contractBroken(describeCall(call), `none of its ${samples.length} samples is a bar`);
  }
  return { bars: readable, isFull: samples.length >= count };
}

/** Both in time order; where they overlap, the later list counts. */
function joined(earlier: readonly Bar[], later: readonly Bar[]): readonly Bar[] {
  const startOfLater = later[0]?.startAt ?? Infinity;
  return [...earlier.filter((bar) => bar.startAt < startOfLater), ...later];
}
