import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireId, WireInstant, WireSide, WireUic } from "./scalars.ts";

export const OrderActivity = z.looseObject({
  LogId: WireId.refine((id) => /^\d+$/.test(id), "expected digits"),
  ActivityTime: WireInstant,
  OrderId: WireId,
  ExternalReference: omittable(z.string()),
  AssetType: z.string().min(1),
  Uic: WireUic,
  BuySell: WireSide,
  Amount: WireDecimal,
  Status: z.string(),
  SubStatus: z.string(),
  FillAmount: omittable(WireDecimal),
  ExecutionPrice: omittable(WireDecimal),
  FilledAmount: omittable(WireDecimal),
  AveragePrice: omittable(WireDecimal),
  Duration: shown(z.looseObject({ DurationType: z.string() })),
});
export type OrderActivity = z.output<typeof OrderActivity>;
