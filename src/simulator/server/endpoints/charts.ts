import type { BarMinutes } from "../../../core/domain/market-data.ts";
import { isBarMinutes } from "../../../core/domain/market-data.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import { minutes, subtractDuration, timestamp, timestampFromIso } from "../../../core/domain/time.ts";
import type { MarketBar, MarketBarQuery, SimulatedInstrument } from "../../market/types.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { Answer, FieldFaults } from "../answer.ts";
import { empty, ok, refuse, refuseFields, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { rewritesOf, shownBars } from "../chart-overrides.ts";
import { shownTo } from "../entitlement.ts";
import { pickEnum } from "../enums.ts";
import { displayAndFormat } from "../instrument-wire.ts";
import type { Found } from "./find-instrument.ts";

const GROUPS = ["ChartInfo", "Data", "DisplayAndFormat"] as const;
const COUNT_MAX = 1200;

export function charts(desk: Desk, request: ApiRequest): Answer {
  const found = chartedInstrument(desk, request);
  if (found.kind === "missing") return found.answer;
  const { instrument } = found;
  if (shownTo(instrument, desk, request).priceType === "NoAccess") return empty(403);
  const asked = readChartQuery(request);
  return asked.kind === "faults"
    ? refuseFields(asked.faults)
    : ok(chart(instrument, asked.query, { desk, request }));
}

function chartedInstrument({ market }: Desk, { query }: ApiRequest): Found {
  const assetType = pickEnum(SAXO_ASSET_TYPES, query.text("AssetType") ?? "");
  const uic = query.integer("Uic");
  if (assetType === undefined || uic === undefined || Number.isNaN(uic)) {
    const answer = refuseFields({ Instrument: ["Uic and AssetType are required, and must be known"] });
    return { kind: "missing", answer };
  }
  const instrument = market.find(assetType, uic);
  return instrument === undefined
    ? { kind: "missing", answer: refuse(404, "IllegalInstrumentId", "Instrument ID is invalid") }
    : { kind: "found", instrument };
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function chart(
  instrument: SimulatedInstrument,
  query: MarketBarQuery,
  { desk, request }: Asked,
): Record<string, unknown> {
  const asked = request.query.words("FieldGroups", GROUPS);
  const groups = asked.size > 0 ? asked : new Set<string>(["Data"]);
  const { delayedByMinutes = 0 } = shownTo(instrument, desk, request);
  const at = subtractDuration(request.at, minutes(delayedByMinutes)); // a delayed chart ends in the past
  const override = desk.charts.get(instrument.id);
  const bars = groups.has("Data") ? shownBars(desk.market.bars(instrument, query, at), override) : [];
  return {
    ...(groups.has("ChartInfo") && {
      ChartInfo: {
        DelayedByMinutes: delayedByMinutes,
        ExchangeId: instrument.exchange.exchangeId,
        FirstSampleTime: firstSampleTime(instrument, query, { desk, request }),
        Horizon: query.barMinutes,
      },
    }),
    ...(groups.has("Data") && { Data: bars.map((bar) => sample(instrument, bar)) }),
    DataVersion: desk.seed + rewritesOf(override, request.at),
    ...(groups.has("DisplayAndFormat") && {
      DisplayAndFormat: { ...displayAndFormat(instrument), OrderDecimals: undefined },
    }),
  };
}

function firstSampleTime(
  instrument: SimulatedInstrument,
  { barMinutes }: MarketBarQuery,
  { desk, request }: Asked,
): string | undefined {
  const sinceEver = { barMinutes, count: 1, from: timestamp(0) };
  const [first] = desk.market.bars(instrument, sinceEver, request.at);
  return first && wireTime(first.startAt);
}

type ChartQuery =
  | { readonly kind: "query"; readonly query: MarketBarQuery }
  | { readonly kind: "faults"; readonly faults: FieldFaults };

function readChartQuery({ query }: ApiRequest): ChartQuery {
  const horizon = query.integer("Horizon") ?? Number.NaN;
  if (!isBarMinutes(horizon)) return faults({ Horizon: ["Horizon is not one of the supported values"] });
  const count = query.integer("Count") ?? COUNT_MAX;
  if (!(count >= 1 && count <= COUNT_MAX)) return faults({ Count: [`Count must be from 1 to ${COUNT_MAX}`] });
  return readTime(query.text("Time"), query.text("Mode"), { barMinutes: horizon, count });
}

/** `From` and `UpTo` both include the bar that starts at the time. */
function readTime(
  time: string | undefined,
  mode: string | undefined,
  base: { readonly barMinutes: BarMinutes; readonly count: number },
): ChartQuery {
  if (time === undefined) return { kind: "query", query: base };
  const direction = pickEnum(["From", "UpTo"], mode ?? "");
  if (direction === undefined) return faults({ Mode: ["Mode must be From or UpTo when Time is given"] });
  const at: Timestamp | undefined = timestampFromIso(time.includes("T") ? time : `${time}T00:00:00Z`);
  if (at === undefined) return faults({ Time: ["Time is not a date-time"] });
  return { kind: "query", query: direction === "From" ? { ...base, from: at } : { ...base, upTo: at } };
}

const faults = (faulty: FieldFaults): ChartQuery => ({ kind: "faults", faults: faulty });

function sample(instrument: SimulatedInstrument, bar: MarketBar): Record<string, unknown> {
  const isTraded = instrument.priceKind === "last";
  const isQuoted = !isTraded || instrument.assetType === "CfdOnStock"; // a contract on a share shows both
  return {
    ...(isTraded && tradedPrices(bar)),
    ...(isQuoted && quotedPrices(instrument, bar)),
    Time: wireTime(bar.startAt),
  };
}

const tradedPrices = ({ open, high, low, close, volume }: MarketBar): Record<string, unknown> => ({
  Close: close,
  High: high,
  Interest: 0,
  Low: low,
  Open: open,
  Volume: volume,
});

function quotedPrices(
  { spread, quoteDigits }: SimulatedInstrument,
  { open, high, low, close }: MarketBar,
): Record<string, unknown> {
  const half = Number(spread.toString()) / 2;
  const bid = (mid: number): number => Number((mid - half).toFixed(quoteDigits));
  const ask = (mid: number): number => Number((mid + half).toFixed(quoteDigits));
  return {
    CloseAsk: ask(close),
    CloseBid: bid(close),
    HighAsk: ask(high),
    HighBid: bid(high),
    LowAsk: ask(low),
    LowBid: bid(low),
    OpenAsk: ask(open),
    OpenBid: bid(open),
  };
}
