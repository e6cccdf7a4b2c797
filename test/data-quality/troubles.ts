import { instrument } from "../../src/core/domain/instrument.ts";
import { minutes, timestamp, timestampFromIso, type Timestamp } from "../../src/core/domain/time.ts";
import type { ChartOverride } from "../../src/simulator/server/chart-overrides.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import type { QuoteOverride } from "../../src/simulator/server/quote-overrides.ts";
import type { SimulatorOptions } from "../../src/simulator/simulator-options.ts";
import type { RunOptions, World } from "../support/world.ts";

/** What can be wrong with data, or with the hour, as a person would say it. */
export interface DataTrouble {
  readonly group: "The price" | "The bars" | "The market's state" | "The hours";
  readonly title: string;
  readonly instrument: string;
  /** When all is well, and what is held is bought. */
  readonly calmAt: string;
  /** When the trouble is met. */
  readonly at: string;
  readonly arm?: (world: World) => void;
  readonly around?: RunOptions["around"];
  readonly env?: Readonly<Record<string, string>>;
  readonly simulator?: Partial<SimulatorOptions>;
}

const INDEX = "CfdOnIndex:4913";
const PAIR = "FxSpot:21";
const SHARE = "Stock:211";

/** A Wednesday on which all three trade: ten in the morning in New York. */
const CALM = { calmAt: "2026-03-04T15:00:10Z", at: "2026-03-04T15:05:10Z" } as const;
const NO_DELAY = { ALLOW_DELAYED_DATA_IN_SIM: "false" };

const faulty =
  (...faults: readonly Fault[]) =>
  ({ simulator }: World): void => {
    for (const fault of faults) simulator.faults.next({ ...fault, count: "always" });
  };
const quoted =
  (override: QuoteOverride, id = INDEX) =>
  ({ simulator }: World): void => {
    simulator.quotes.set(id, override);
  };
const replaced = (endpoint: "info_prices" | "charts", field: string, value: unknown): Fault => ({
  kind: "replace_values",
  endpoint,
  field,
  value,
});
const at = (iso: string): Timestamp => {
  const found = timestampFromIso(iso);
  if (found === undefined) throw new Error(`"${iso}" is no instant`);
  return found;
};

const price = { group: "The price", instrument: INDEX, ...CALM } as const;
const PRICES: readonly DataTrouble[] = [
  { ...price, title: "nothing is wrong" },
  { ...price, title: "delayed, which is allowed", arm: quoted({ delayedByMinutes: 15 }) },
  { ...price, title: "delayed", arm: quoted({ delayedByMinutes: 15 }), env: NO_DELAY },
  { ...price, title: "no entitlement (NoAccess)", arm: quoted({ priceType: "NoAccess" }) },
  { ...price, title: "nobody makes one (NoMarket)", arm: quoted({ priceType: "NoMarket" }) },
  { ...price, title: "indicative, of a contract", arm: quoted({ priceType: "Indicative" }) },
  {
    ...price,
    instrument: SHARE,
    title: "indicative, of a share",
    arm: quoted({ priceType: "Indicative" }, SHARE),
  },
  { ...price, title: "an old one (OldIndicative)", arm: quoted({ priceType: "OldIndicative" }) },
  { ...price, title: "pending", arm: faulty(replaced("info_prices", "PriceTypeAsk", "Pending")) },
  {
    ...price,
    title: "of a type never heard of",
    arm: faulty(replaced("info_prices", "PriceTypeBid", "New")),
  },
  {
    ...price,
    title: "six minutes old",
    arm: quoted({ updatedAt: timestamp(at(CALM.at) - minutes(6)) }),
  },
  {
    ...price,
    title: "six minutes in the future",
    arm: quoted({ updatedAt: timestamp(at(CALM.at) + minutes(6)) }),
  },
  {
    ...price,
    title: "without an age",
    arm: faulty({ kind: "remove_fields", endpoint: "info_prices", fields: ["LastUpdated"] }),
  },
  { ...price, title: "a bid of zero", arm: faulty(replaced("info_prices", "Bid", 0)) },
  { ...price, title: "bid above ask", arm: faulty(replaced("info_prices", "Ask", 0.01)) },
  {
    ...price,
    title: "no ask",
    arm: faulty({ kind: "remove_fields", endpoint: "info_prices", fields: ["Ask"] }),
  },
  {
    ...price,
    title: "neither bid nor ask",
    arm: faulty({ kind: "remove_fields", endpoint: "info_prices", fields: ["Bid", "Ask", "Mid"] }),
  },
  {
    ...price,
    title: "half of what the bars say",
    arm: faulty(replaced("info_prices", "Bid", 700), replaced("info_prices", "Ask", 700.4)),
  },
  { ...price, title: "not given (503)", arm: faulty({ kind: "503", endpoint: "info_prices" }) },
];

/** A chart whose bars can be taken away while the world goes on. */
function chartWithHoles(holes: readonly string[], shownUntil: string) {
  const override: ChartOverride & { readonly missing: Set<Timestamp> } = {
    versionChangesAt: [],
    missing: new Set(),
    duplicated: new Set(),
  };
  const { id } = instrument("CfdOnIndex", 4913);
  return {
    at: shownUntil,
    simulator: { charts: new Map([[id, override]]) },
    arm: () => {
      for (const hole of holes) override.missing.add(at(hole));
    },
  };
}

const barStarts = (from: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => new Date(at(from) + index * minutes(5)).toISOString());

const bars = { group: "The bars", instrument: INDEX, ...CALM } as const;
const BARS: readonly DataTrouble[] = [
  { ...bars, title: "not given (503)", arm: faulty({ kind: "503", endpoint: "charts" }) },
  { ...bars, title: "no answer of a broker's", arm: faulty({ kind: "garbage", endpoint: "charts" }) },
  {
    ...bars,
    title: "the newest ones have a high below their low",
    arm: faulty(replaced("charts", "HighBid", 1)),
  },
  { ...bars, title: "the newest ones have a close of zero", arm: faulty(replaced("charts", "CloseBid", 0)) },
  {
    ...bars,
    title: "five are missing in a row",
    ...chartWithHoles(barStarts("2026-03-04T15:05:00Z", 5), "2026-03-04T15:40:10Z"),
  },
  {
    ...bars,
    title: "six are missing in a row",
    ...chartWithHoles(barStarts("2026-03-04T15:05:00Z", 6), "2026-03-04T15:45:10Z"),
  },
  {
    ...bars,
    title: "none closes for half an hour",
    ...chartWithHoles(barStarts("2026-03-04T15:00:00Z", 7), "2026-03-04T15:35:10Z"),
  },
  {
    ...bars,
    title: "one comes twice",
    simulator: {
      charts: new Map([
        [
          instrument("CfdOnIndex", 4913).id,
          { versionChangesAt: [], missing: new Set(), duplicated: new Set([at("2026-03-04T15:00:00Z")]) },
        ],
      ]),
    },
  },
  {
    ...bars,
    title: "the history was rewritten",
    simulator: {
      charts: new Map([
        [
          instrument("CfdOnIndex", 4913).id,
          { versionChangesAt: [at("2026-03-04T15:04:00Z")], missing: new Set(), duplicated: new Set() },
        ],
      ]),
    },
  },
  {
    ...bars,
    title: "a split, of which the bars know nothing yet",
    simulator: {
      splits: [
        {
          instrumentId: instrument("CfdOnIndex", 4913).id,
          at: at("2026-03-04T15:04:00Z"),
          ratio: 2,
          historyAdjustedAt: at("2026-03-04T18:00:00Z"),
        },
      ],
    },
  },
];

const state = { group: "The market's state", instrument: INDEX, ...CALM } as const;
const allowed = { env: { ALLOW_EXTENDED_HOURS: "true" } };
const STATES: readonly DataTrouble[] = [
  ...[
    "Closed",
    "Unknown",
    "OpeningAuction",
    "IntraDayAuction",
    "ClosingAuction",
    "TradingAtLast",
    "PreMarket",
    "PostMarket",
    "Invented",
  ].map((marketState): DataTrouble => ({ ...state, title: marketState, arm: quoted({ marketState }) })),
  {
    ...state,
    title: "PreMarket, of a contract, with ALLOW_EXTENDED_HOURS",
    arm: quoted({ marketState: "PreMarket" }),
    ...allowed,
  },
  {
    ...state,
    instrument: PAIR,
    title: "PreMarket, of a pair of currencies",
    arm: quoted({ marketState: "PreMarket" }, PAIR),
  },
  {
    ...state,
    instrument: PAIR,
    title: "PreMarket, of a pair of currencies, with ALLOW_EXTENDED_HOURS",
    arm: quoted({ marketState: "PreMarket" }, PAIR),
    ...allowed,
  },
  {
    ...state,
    title: "not said, but the schedule says open",
    arm: faulty({ kind: "remove_fields", endpoint: "info_prices", fields: ["MarketState", "IsMarketOpen"] }),
  },
];

const hours = { group: "The hours", instrument: SHARE, calmAt: CALM.calmAt } as const;
const pair = { ...hours, instrument: PAIR } as const;
/** What a schedule tells on the next day. */
const HOURS: readonly DataTrouble[] = [
  { ...hours, title: "a share before the opening", at: "2026-03-05T14:00:10Z" },
  {
    ...hours,
    title: "a share before the opening, with ALLOW_EXTENDED_HOURS",
    at: "2026-03-05T14:00:10Z",
    ...allowed,
  },
  { ...hours, title: "a share after the close", at: "2026-03-04T21:30:10Z" },
  { ...hours, title: "a share at night", at: "2026-03-05T03:00:10Z" },
  { ...hours, title: "a share on a Saturday", at: "2026-03-07T15:00:10Z" },
  {
    ...hours,
    title: "a share on a holiday, Good Friday",
    calmAt: "2026-04-02T15:00:10Z",
    at: "2026-04-03T15:00:10Z",
  },
  {
    ...hours,
    title: "a share on a half day, before its early close",
    calmAt: "2026-11-27T15:00:10Z",
    at: "2026-11-27T17:55:10Z",
  },
  {
    ...hours,
    title: "a share on a half day, after its early close",
    calmAt: "2026-11-27T15:00:10Z",
    at: "2026-11-27T18:05:10Z",
  },
  { ...hours, title: "a share at 13:40 UTC, before American clocks change", at: "2026-03-06T13:40:10Z" },
  { ...hours, title: "a share at 13:40 UTC, after American clocks have changed", at: "2026-03-09T13:40:10Z" },
  {
    ...hours,
    title: "a share at 13:40 UTC, when European clocks alone have changed back",
    calmAt: "2026-10-23T15:00:10Z",
    at: "2026-10-26T13:40:10Z",
  },
  {
    ...hours,
    title: "a share at 13:40 UTC, when American clocks have changed back too",
    calmAt: "2026-10-23T15:00:10Z",
    at: "2026-11-02T13:40:10Z",
  },
  { ...pair, title: "a pair of currencies on a Saturday", at: "2026-03-07T12:00:10Z" },
  { ...pair, title: "a pair of currencies in its break of an evening", at: "2026-03-04T22:01:10Z" },
  {
    ...pair,
    title: "a pair of currencies on a Sunday, when it is Monday in Sydney",
    at: "2026-03-08T18:10:10Z",
  },
  {
    ...hours,
    instrument: INDEX,
    title: "what is traded around the clock, on a Saturday",
    calmAt: "2026-03-07T11:55:10Z",
    at: "2026-03-07T12:00:10Z",
  },
  {
    ...hours,
    title: "an open share whose schedule cannot be read",
    at: "2026-03-05T15:00:10Z",
    arm: faulty({ kind: "503", endpoint: "trading_schedule" }),
  },
  {
    ...hours,
    title: "a share of which neither quote nor schedule says anything",
    at: "2026-03-05T15:00:10Z",
    arm: faulty(
      { kind: "503", endpoint: "trading_schedule" },
      { kind: "remove_fields", endpoint: "info_prices", fields: ["MarketState", "IsMarketOpen"] },
    ),
  },
];

export const DATA_TROUBLES: readonly DataTrouble[] = [...PRICES, ...BARS, ...STATES, ...HOURS];
