import { z } from "zod/mini";
import { ZERO, type Decimal } from "../../../core/domain/decimal.ts";
import { omittable, omittableFlag, omittableText, shown, shownText } from "./omittable.ts";
import { WireDecimal, WireText, WireUic } from "./scalars.ts";

/** A size, a step or a limit; one that is not above zero says nothing. */
const WirePositive = z.pipe(
  omittable(WireDecimal),
  z.transform((value: Decimal | undefined) => (value?.gt(ZERO) === true ? value : undefined)),
);

const StrictlyPositive = WireDecimal.check(z.refine((value) => value.gt(ZERO), "expected a number above 0"));

/** Read in full or not at all: with a hole in it prices would be rounded to steps that do not exist. */
const TickSizeScheme = z.looseObject({
  DefaultTickSize: StrictlyPositive,
  Elements: omittable(z.array(z.looseObject({ HighPrice: StrictlyPositive, TickSize: StrictlyPositive }))),
});

const Digits = z.int().check(z.nonnegative(), z.maximum(20));

export const InstrumentDetails = z.looseObject({
  AssetType: z.string(),
  Uic: WireUic,
  Symbol: WireText,
  Description: shownText,
  CurrencyCode: WireText,
  IsTradable: z.boolean(),
  TradingStatus: omittableText,
  NonTradableReason: omittableText,
  TradableOn: omittable(z.array(z.string())),
  ShortTradeDisabled: omittableFlag,
  SupportedOrderTypes: z.array(z.string()),
  SupportedOrderTypeSettings: shown(
    z.array(z.looseObject({ OrderType: WireText, DurationTypes: z.array(WireText) })),
  ),
  AmountDecimals: Digits,
  MinimumTradeSize: WireDecimal,
  MinimumLotSize: WirePositive,
  LotSize: WirePositive,
  LotSizeType: omittableText,
  MinimumOrderValue: WirePositive,
  OrderSetting: omittable(
    z.looseObject({
      Currency: omittable(WireText),
      MaxOrderSize: WirePositive,
      MaxOrderValue: WirePositive,
      MinOrderValue: WirePositive,
    }),
  ),
  Format: omittable(
    z.looseObject({
      Decimals: omittable(Digits),
      OrderDecimals: omittable(Digits),
      Format: shown(WireText),
      PriceCurrency: omittable(WireText),
    }),
  ),
  PriceCurrency: omittable(WireText),
  PriceToContractFactor: WirePositive,
  TickSize: WirePositive,
  TickSizeLimitOrder: WirePositive,
  TickSizeStopOrder: WirePositive,
  TickSizeScheme: omittable(TickSizeScheme),
  Exchange: shown(
    z.looseObject({
      ExchangeId: WireText,
      Name: shown(WireText),
      TimeZoneId: shown(WireText),
    }),
  ),
});
export type InstrumentDetails = z.output<typeof InstrumentDetails>;
