import { z } from "zod/mini";
import { omittable } from "./omittable.ts";
import { WireDelayMinutes, WireInstant } from "./scalars.ts";

export const Chart = z.looseObject({
  Data: z.array(z.unknown()),
  /** Changes when the history was rewritten. */
  DataVersion: omittable(z.number()),
  ChartInfo: omittable(z.looseObject({ DelayedByMinutes: omittable(WireDelayMinutes) })),
});

export type Chart = z.output<typeof Chart>;

/** Enough of a sample to know when it begins. */
export const AnySample = z.looseObject({ Time: WireInstant });

/** A traded bar: exchange products. */
export const TradedSample = z.looseObject({
  Time: WireInstant,
  Open: z.number(),
  High: z.number(),
  Low: z.number(),
  Close: z.number(),
});

/** A quoted bar: currencies and other products that have a bid and an ask but no last trade. */
export const QuotedSample = z.looseObject({
  Time: WireInstant,
  OpenBid: z.number(),
  HighBid: z.number(),
  LowBid: z.number(),
  CloseBid: z.number(),
  OpenAsk: z.number(),
  HighAsk: z.number(),
  LowAsk: z.number(),
  CloseAsk: z.number(),
});
export type QuotedSample = z.output<typeof QuotedSample>;
