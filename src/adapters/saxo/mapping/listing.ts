import { instrument, isAssetType } from "../../../core/domain/instrument.ts";
import type { Listing } from "../../../core/domain/resolve-symbol.ts";
import type { InstrumentSummary } from "../wire/instrument-summary.ts";

/** `undefined` for what this program does not trade. */
export function listing(wire: InstrumentSummary): Listing | undefined {
  const { Identifier: uic, SummaryType: kind = "Instrument", AssetType: assetType } = wire;
  if (kind !== "Instrument" || !isAssetType(assetType)) return undefined;
  return {
    instrument: instrument(assetType, uic),
    symbol: wire.Symbol,
    description: wire.Description,
    currency: wire.CurrencyCode ?? "",
    exchange: wire.ExchangeId ?? "",
    isPrimary: wire.PrimaryListing === uic,
  };
}
