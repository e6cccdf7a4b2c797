import { z } from "zod/mini";
import { omittable, omittableText, shown, shownText } from "./omittable.ts";
import { WireDecimal, WireId, WireSide, WireText, WireUic } from "./scalars.ts";

const Duration = shown(z.looseObject({ DurationType: z.string() }));

/** An order as it stands within another one; its price goes by the name it has in a request. */
const RelatedOrder = z.looseObject({
  OrderId: WireId,
  Amount: omittable(WireDecimal),
  Status: shownText,
  OpenOrderType: shownText,
  OrderPrice: shown(WireDecimal),
  Duration,
});
export type RelatedOrder = z.output<typeof RelatedOrder>;

export const OpenOrder = z.looseObject({
  OrderId: WireId,
  AccountKey: omittableText,
  ExternalReference: omittableText,
  AssetType: WireText,
  Uic: WireUic,
  BuySell: WireSide,
  Amount: WireDecimal,
  FilledAmount: omittable(WireDecimal),
  Status: z.string(),
  OpenOrderType: shownText,
  Price: shown(WireDecimal),
  MarketPrice: shown(WireDecimal),
  DisplayAndFormat: shown(z.looseObject({ Currency: WireText })),
  Duration,
  OrderRelation: omittableText,
  RelatedOpenOrders: omittable(z.array(RelatedOrder)),
});
export type OpenOrder = z.output<typeof OpenOrder>;
