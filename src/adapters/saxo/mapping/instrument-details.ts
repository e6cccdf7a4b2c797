import type { AccountIdentity } from "../../../core/domain/account.ts";
import { isLegal } from "../../../core/domain/account-restrictions.ts";
import { present } from "../../../core/domain/present.ts";
import type {
  Exchange,
  Instrument,
  InstrumentDetails,
  LotRule,
  OrderLimits,
  PriceRules,
  Tradability,
} from "../../../core/domain/instrument.ts";
import type { InstrumentDetails as WireDetails } from "../wire/instrument-details.ts";
import { tickRules } from "./tick-rules.ts";

/** Whose details they are: an account trades some instruments and not others. */
export type Trader = Pick<AccountIdentity, "accountId" | "rights">;

export function instrumentDetails(
  wire: WireDetails,
  instrument: Instrument,
  trader: Trader,
): InstrumentDetails {
  return {
    instrument,
    symbol: wire.Symbol,
    description: wire.Description ?? wire.Symbol,
    currency: wire.CurrencyCode,
    tradability: tradability(wire, instrument, trader),
    isShortDisabled: wire.ShortTradeDisabled ?? false,
    supportedOrderTypes: wire.SupportedOrderTypes,
    amountDecimals: wire.AmountDecimals,
    minimumTradeSize: wire.MinimumTradeSize,
    orderLimits: orderLimits(wire),
    pricing: priceRules(wire),
    ...present({
      restriction: restriction(wire),
      orderDurations: orderDurations(wire),
      lot: lotRule(wire),
      exchange: exchange(wire),
    }),
  };
}

/**
 * Saxo lists the accounts that may trade an instrument by id, not by key. `TradingStatus` is newer than `IsTradable`;
 * where it says nothing, the older word counts.
 */
function tradability(wire: WireDetails, { assetType }: Instrument, trader: Trader): Tradability {
  const isOpenToAccount = wire.TradableOn?.includes(trader.accountId) ?? true;
  if (!isOpenToAccount || !isLegal(trader.rights, assetType)) return "not_on_account";
  if (wire.TradingStatus === "ReduceOnly" || wire.NonTradableReason === "ReduceOnlyInstrument") {
    return "reduce_only";
  }
  return wire.IsTradable && wire.TradingStatus !== "NonTradable" ? "tradable" : "not_tradable";
}

const restriction = ({ NonTradableReason: reason }: WireDetails): string | undefined =>
  reason === "None" || reason === "" ? undefined : reason;

const LOT_RULES = ["OddLotsNotAllowed", "BuyOnly"];

/** Lot rules count only where the instrument says it has them. */
function lotRule({
  LotSize: size,
  MinimumLotSize: minimum,
  LotSizeType: rule,
}: WireDetails): LotRule | undefined {
  if (rule === undefined || rule === "NotUsed") return undefined;
  return {
    ...present({ minimum, size: LOT_RULES.includes(rule) ? size : undefined }),
    isForBuysOnly: rule === "BuyOnly",
  };
}

const orderLimits = ({ MinimumOrderValue: minimumValue, OrderSetting: setting }: WireDetails): OrderLimits =>
  present({
    minimumValue,
    maximumQuantity: setting?.MaxOrderSize,
    maximumValue: setting?.MaxOrderValue,
    maximumValueCurrency: setting?.MaxOrderValue === undefined ? undefined : setting.Currency,
  });

const USUAL_DECIMALS = 2;

function priceRules(wire: WireDetails): PriceRules {
  const { Format: format } = wire;
  return {
    currency: wire.PriceCurrency ?? format?.PriceCurrency ?? wire.CurrencyCode,
    decimals: format?.Decimals ?? USUAL_DECIMALS,
    ticks: tickRules(wire),
    ...present({
      orderDecimals: format?.OrderDecimals,
      format: format?.Format,
      contractFactor: wire.PriceToContractFactor,
    }),
  };
}

function orderDurations({
  SupportedOrderTypeSettings: settings,
}: WireDetails): Readonly<Record<string, readonly string[]>> | undefined {
  if (settings === undefined) return undefined;
  return Object.fromEntries(settings.map(({ OrderType, DurationTypes }) => [OrderType, DurationTypes]));
}

function exchange({ Exchange: wire }: WireDetails): Exchange | undefined {
  if (wire === undefined) return undefined;
  return { id: wire.ExchangeId, ...present({ name: wire.Name, timeZoneId: wire.TimeZoneId }) };
}
