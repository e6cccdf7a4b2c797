import { z } from "zod/mini";
import { omittable, omittableText } from "./omittable.ts";
import { WireText, WireUic } from "./scalars.ts";

/** A row of a search. `Identifier` is the UIC, except in a row that stands for a family of options. */
export const InstrumentSummary = z.looseObject({
  Identifier: WireUic,
  SummaryType: omittableText,
  AssetType: z.string(),
  Symbol: WireText,
  Description: z.string(),
  CurrencyCode: omittableText,
  ExchangeId: omittableText,
  PrimaryListing: omittable(z.int()),
});
export type InstrumentSummary = z.output<typeof InstrumentSummary>;
