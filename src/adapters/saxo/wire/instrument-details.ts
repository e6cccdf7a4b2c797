import { z } from "zod";
import { ZERO } from "../../../core/domain/decimal.ts";
import { omittable, shown } from "./omittable.ts";
import { WireDecimal, WireUic } from "./scalars.ts";

/** A size, a step or a limit; one that is not above zero says nothing. */
const WirePositive = omittable(WireDecimal).transform((value) =>
  value?.gt(ZERO) === true ? value : undefined,
);

const StrictlyPositive = WireDecimal.refine((value) => value.gt(ZERO), "expected a number above 0");

/** Read in full or not at all: with a hole in it prices would be rounded to steps that do not exist. */
const TickSizeScheme = z.looseObject({
  DefaultTickSize: StrictlyPositive,
  Elements: omittable(z.array(z.looseObject({ HighPrice: StrictlyPositive, TickSize: StrictlyPositive }))),
});

const Digits = z.int().nonnegative().max(20);

export const InstrumentDetails = z.looseObject({
  AssetType: z.string(),
  Uic: WireUic,
  Symbol: z.string().min(1),
  Description: z.string(),
  CurrencyCode: z.string().min(1),
  IsTradable: z.boolean(),
  TradingStatus: omittable(z.string()),
  NonTradableReason: omittable(z.string()),
  TradableOn: omittable(z.array(z.string())),
  ShortTradeDisabled: omittable(z.boolean()),
  SupportedOrderTypes: z.array(z.string()),
  SupportedOrderTypeSettings: shown(
    z.array(z.looseObject({ OrderType: z.string().min(1), DurationTypes: z.array(z.string().min(1)) })),
  ),
  AmountDecimals: Digits,
  MinimumTradeSize: WireDecimal,
  MinimumLotSize: WirePositive,
  LotSize: WirePositive,
  LotSizeType: omittable(z.string()),
  MinimumOrderValue: WirePositive,
  OrderSetting: omittable(
    z.looseObject({
      Currency: omittable(z.string().min(1)),
      MaxOrderSize: WirePositive,
      MaxOrderValue: WirePositive,
      MinOrderValue: WirePositive,
    }),
  ),
  Format: omittable(
    z.looseObject({
      Decimals: omittable(Digits),
      OrderDecimals: omittable(Digits),
      Format: shown(z.string().min(1)),
      PriceCurrency: omittable(z.string().min(1)),
    }),
  ),
  PriceCurrency: omittable(z.string().min(1)),
  PriceToContractFactor: WirePositive,
  TickSize: WirePositive,
  TickSizeLimitOrder: WirePositive,
  TickSizeStopOrder: WirePositive,
  TickSizeScheme: omittable(TickSizeScheme),
  Exchange: shown(
    z.looseObject({
      ExchangeId: z.string().min(1),
      Name: shown(z.string().min(1)),
      TimeZoneId: shown(z.string().min(1)),
    }),
  ),
});
export type InstrumentDetails = z.output<typeof InstrumentDetails>;
