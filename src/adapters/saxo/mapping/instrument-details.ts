import { ZERO } from "../../../core/domain/decimal.ts";
import type { Decimal } from "../../../core/domain/decimal.ts";
import type { Instrument, InstrumentDetails } from "../../../core/domain/instrument.ts";
import type { InstrumentDetails as WireDetails } from "../wire/instrument-details.ts";

const LOT_RULES = ["OddLotsNotAllowed", "BuyOnly"];

/** @param accountId Saxo lists the accounts that may trade an instrument by id, not by key */
export function instrumentDetails(
  wire: WireDetails,
  instrument: Instrument,
  accountId: string,
): InstrumentDetails {
  const lotSize = LOT_RULES.includes(wire.LotSizeType ?? "") ? positive(wire.LotSize) : undefined;
  return {
    instrument,
    symbol: wire.Symbol,
    description: wire.Description,
    currency: wire.CurrencyCode,
    isTradable: isTradable(wire, accountId),
    supportedOrderTypes: wire.SupportedOrderTypes,
    amountDecimals: wire.AmountDecimals,
    minimumTradeSize: minimumTradeSize(wire),
    ...(lotSize === undefined ? {} : { lotSize }),
  };
}

function isTradable(wire: WireDetails, accountId: string): boolean {
  const isOpenToAccount = wire.TradableOn?.includes(accountId) ?? true;
  return wire.IsTradable && wire.TradingStatus !== "NonTradable" && isOpenToAccount;
}

/** Lot rules count only where the instrument says it has them. */
function minimumTradeSize({
  MinimumTradeSize: trade,
  MinimumLotSize: lot,
  LotSizeType: rule,
}: WireDetails): Decimal {
  const hasLots = rule !== undefined && rule !== "NotUsed";
  return hasLots && lot?.gt(trade) === true ? lot : trade;
}

const positive = (value: Decimal | undefined): Decimal | undefined =>
  value?.gt(ZERO) === true ? value : undefined;
