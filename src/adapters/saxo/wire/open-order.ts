import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireId, WireSide, WireUic } from "./scalars.ts";

const Duration = shown(z.looseObject({ DurationType: z.string() }));

/** An order as it stands within another one; its price goes by the name it has in a request. */
const RelatedOrder = z.looseObject({
  OrderId: WireId,
  Amount: omittable(WireDecimal),
  Status: shown(z.string()),
  OpenOrderType: shown(z.string()),
  OrderPrice: shown(WireDecimal),
  Duration,
});
export type RelatedOrder = z.output<typeof RelatedOrder>;

export const OpenOrder = z.looseObject({
  OrderId: WireId,
  AccountKey: omittable(z.string()),
  ExternalReference: omittable(z.string()),
  AssetType: z.string().min(1),
  Uic: WireUic,
  BuySell: WireSide,
  Amount: WireDecimal,
  FilledAmount: omittable(WireDecimal),
  Status: z.string(),
  OpenOrderType: shown(z.string()),
  Price: shown(WireDecimal),
  Duration,
  OrderRelation: omittable(z.string()),
  RelatedOpenOrders: omittable(z.array(RelatedOrder)),
});
export type OpenOrder = z.output<typeof OpenOrder>;
