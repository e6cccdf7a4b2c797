import { z } from "zod";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireId, WireInstant, WireUic } from "./scalars.ts";

const RelatedOrder = z.looseObject({ OrderId: WireId });

export const Position = z.looseObject({
  PositionId: WireId,
  PositionBase: z.looseObject({
    AccountId: omittable(z.string()),
    AccountKey: omittable(z.string()),
    Amount: WireDecimal,
    AssetType: z.string().min(1),
    Uic: WireUic,
    CanBeClosed: omittable(z.boolean()),
    IsForceOpen: omittable(z.boolean()),
    Status: omittable(z.string()),
    OpenPrice: shown(WireDecimal),
    ExecutionTimeOpen: omittable(WireInstant),
    SourceOrderId: omittable(WireId),
    ExternalReference: omittable(z.string()),
    RelatedOpenOrders: shown(z.array(RelatedOrder)),
  }),
});
export type Position = z.output<typeof Position>;

export const ClosedPosition = z.looseObject({
  ClosedPosition: z.looseObject({
    AccountId: omittable(z.string()),
    Amount: WireDecimal,
    AssetType: z.string().min(1),
    Uic: WireUic,
    OpeningPositionId: WireId,
    ClosingPositionId: WireId,
    OpenPrice: WireDecimal,
    ClosingPrice: WireDecimal,
    ExecutionTimeOpen: WireInstant,
    ExecutionTimeClose: WireInstant,
    ClosedProfitLossInBaseCurrency: shown(WireDecimal),
    OpeningExternalReferenceId: omittable(z.string()),
    ClosingExternalReferenceId: omittable(z.string()),
  }),
});
export type ClosedPosition = z.output<typeof ClosedPosition>;
