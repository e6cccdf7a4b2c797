import { z } from "zod/mini";
import { omittable, omittableFlag, omittableText } from "./omittable.ts";
import { WireDecimal, WireDelayMinutes, WireInstant, WireUic } from "./scalars.ts";

/** Enough of a row to know whose it is. */
export const InfoPriceOwner = z.looseObject({ AssetType: z.string(), Uic: WireUic });

/** Enough of a row to know why it holds no price. */
export const InfoPriceStatus = z.looseObject({
  ErrorCode: omittableText,
  ErrorMessage: omittableText,
  Quote: omittable(
    z.looseObject({
      Bid: omittable(z.unknown()),
      Ask: omittable(z.unknown()),
      ErrorCode: omittableText,
      MarketState: omittableText,
      PriceTypeBid: omittableText,
      PriceTypeAsk: omittableText,
    }),
  ),
  InstrumentPriceDetails: omittable(z.looseObject({ IsMarketOpen: omittableFlag })),
});
export type InfoPriceStatus = z.output<typeof InfoPriceStatus>;

/** A row with everything that decides whether its price may be traded on. */
export const PricedInfoPrice = z.looseObject({
  LastUpdated: WireInstant,
  Quote: z.looseObject({
    Bid: WireDecimal,
    Ask: WireDecimal,
    DelayedByMinutes: WireDelayMinutes,
    MarketState: omittableText,
    PriceTypeBid: z.string(),
    PriceTypeAsk: z.string(),
  }),
  InstrumentPriceDetails: omittable(z.looseObject({ IsMarketOpen: omittableFlag })),
});
export type PricedInfoPrice = z.output<typeof PricedInfoPrice>;
