import { z } from "zod";
import { omittable } from "./omittable.ts";
import { WireDecimal, WireInstant, WireUic } from "./scalars.ts";

/** Enough of a row to know whose it is. */
export const InfoPriceOwner = z.looseObject({ AssetType: z.string(), Uic: WireUic });

/** Enough of a row to know why it holds no price. */
export const InfoPriceStatus = z.looseObject({
  ErrorCode: omittable(z.string()),
  ErrorMessage: omittable(z.string()),
  Quote: omittable(
    z.looseObject({
      Bid: omittable(z.unknown()),
      Ask: omittable(z.unknown()),
      ErrorCode: omittable(z.string()),
      MarketState: omittable(z.string()),
      PriceTypeBid: omittable(z.string()),
      PriceTypeAsk: omittable(z.string()),
    }),
  ),
  InstrumentPriceDetails: omittable(z.looseObject({ IsMarketOpen: omittable(z.boolean()) })),
});
export type InfoPriceStatus = z.output<typeof InfoPriceStatus>;

/** A row with everything that decides whether its price may be traded on. */
export const PricedInfoPrice = z.looseObject({
  LastUpdated: WireInstant,
  Quote: z.looseObject({
    Bid: WireDecimal,
    Ask: WireDecimal,
    DelayedByMinutes: z.int().nonnegative(),
    MarketState: omittable(z.string()),
    PriceTypeBid: z.string(),
    PriceTypeAsk: z.string(),
  }),
  InstrumentPriceDetails: omittable(z.looseObject({ IsMarketOpen: omittable(z.boolean()) })),
});
export type PricedInfoPrice = z.output<typeof PricedInfoPrice>;
