import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import type { QuoteOverride } from "./quote-overrides.ts";

/**
 * Which prices the user gets: every one at once; on SIM without and with a linked LIVE account; on LIVE with a
 * subscription to the exchanges. Currencies are open to everybody.
 */
export const ENTITLEMENTS = ["everything", "sim_unlinked", "sim_linked", "live_subscribed"] as const;
export type Entitlement = (typeof ENTITLEMENTS)[number];

const USUAL_DELAY_MINUTES = 15;
const DELAYED: QuoteOverride = { delayedByMinutes: USUAL_DELAY_MINUTES };
const NONE: QuoteOverride = { priceType: "NoAccess" };
const FULL: QuoteOverride = {};

/** How a price of the instrument is shown to the session: what it is entitled to, or what a test put in its place. */
export function shownTo(instrument: SimulatedInstrument, desk: Desk, request: ApiRequest): QuoteOverride {
  return { ...entitled(instrument, desk, request), ...desk.quotes.of(instrument.id) };
}

function entitled(
  { assetType }: SimulatedInstrument,
  { settings, sessions }: Desk,
  { session, at }: ApiRequest,
): QuoteOverride {
  if (assetType === "FxSpot") return FULL;
  switch (settings.entitlement) {
    case "everything":
      return FULL;
    case "sim_unlinked":
      return NONE;
    case "sim_linked":
      return DELAYED;
    case "live_subscribed":
      if (!settings.hasAcceptedMarketDataTerms) return NONE;
      // a session that only places orders is given old prices, and is not told why
      return sessions.of(session, at).tradeLevel === "FullTradingAndChat" ? FULL : DELAYED;
  }
}
