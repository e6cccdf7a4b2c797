import { z } from "zod/mini";
import { omittable, omittableText, shown, shownText } from "./omittable.ts";
import { WireDecimal, WireId, WireInstant, WireSide, WireText, WireUic } from "./scalars.ts";

export const OrderActivity = z.looseObject({
  LogId: WireId.check(z.refine((id) => /^\d+$/.test(id), "expected digits")),
  ActivityTime: WireInstant,
  OrderId: WireId,
  ExternalReference: omittableText,
  AssetType: WireText,
  Uic: WireUic,
  BuySell: WireSide,
  Amount: WireDecimal,
  OrderType: shownText,
  Price: shown(WireDecimal),
  Status: z.string(),
  SubStatus: z.string(),
  FillAmount: omittable(WireDecimal),
  ExecutionPrice: omittable(WireDecimal),
  FilledAmount: omittable(WireDecimal),
  AveragePrice: omittable(WireDecimal),
  Duration: shown(z.looseObject({ DurationType: z.string() })),
});
export type OrderActivity = z.output<typeof OrderActivity>;
