import { z } from "zod/mini";
import { omittable, omittableFlag, omittableText, shown } from "./omittable.ts";
import { WireDecimal, WireId, WireInstant, WireText, WireUic } from "./scalars.ts";

const RelatedOrder = z.looseObject({ OrderId: WireId });

export const Position = z.looseObject({
  PositionId: WireId,
  PositionBase: z.looseObject({
    AccountId: omittableText,
    AccountKey: omittableText,
    Amount: WireDecimal,
    AssetType: WireText,
    Uic: WireUic,
    CanBeClosed: omittableFlag,
    IsForceOpen: omittableFlag,
    Status: omittableText,
    OpenPrice: shown(WireDecimal),
    ExecutionTimeOpen: omittable(WireInstant),
    SourceOrderId: omittable(WireId),
    ExternalReference: omittableText,
    RelatedOpenOrders: shown(z.array(RelatedOrder)),
  }),
  PositionView: shown(
    z.looseObject({ ConversionRateCurrent: shown(WireDecimal), CalculationReliability: omittableText }),
  ),
});
export type Position = z.output<typeof Position>;

export const ClosedPosition = z.looseObject({
  ClosedPosition: z.looseObject({
    AccountId: omittableText,
    Amount: WireDecimal,
    AssetType: WireText,
    Uic: WireUic,
    OpeningPositionId: WireId,
    ClosingPositionId: WireId,
    OpenPrice: WireDecimal,
    ClosingPrice: WireDecimal,
    ExecutionTimeOpen: WireInstant,
    ExecutionTimeClose: WireInstant,
    ClosedProfitLossInBaseCurrency: shown(WireDecimal),
    CostOpeningInBaseCurrency: shown(WireDecimal),
    CostClosingInBaseCurrency: shown(WireDecimal),
    OpeningExternalReferenceId: omittableText,
    ClosingExternalReferenceId: omittableText,
  }),
});
export type ClosedPosition = z.output<typeof ClosedPosition>;
