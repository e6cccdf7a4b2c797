import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireUic } from "./scalars.ts";

/** A row of a search. `Identifier` is the UIC, except in a row that stands for a family of options. */
export const InstrumentSummary = z.looseObject({
  Identifier: WireUic,
  SummaryType: omittable(z.string()),
  AssetType: z.string(),
  Symbol: z.string().min(1),
  Description: z.string(),
  CurrencyCode: omittable(z.string()),
  ExchangeId: omittable(z.string()),
  PrimaryListing: omittable(z.int()),
});
export type InstrumentSummary = z.output<typeof InstrumentSummary>;
