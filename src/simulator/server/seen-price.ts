import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import { minutes, subtractDuration } from "../../core/domain/time.ts";
import type { SimulatedInstrument } from "../market/types.ts";
import { wireNumber } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";
import { shownTo } from "./entitlement.ts";

/** A price of the market as the session may see it. */
export interface SeenPrice {
  /** Zero where it may see none. */
  readonly price: Decimal;
  readonly isKnown: boolean;
  readonly fields: Record<string, unknown>;
}

/** The bid or the ask, an old one where the user is entitled to no other, and none without access. */
export function seePrice(
  instrument: SimulatedInstrument,
  type: "Bid" | "Ask",
  { desk, request }: { readonly desk: Desk; readonly request: ApiRequest },
): SeenPrice {
  const { priceType, delayedByMinutes = 0 } = shownTo(instrument, desk, request);
  const isKnown = priceType !== "NoAccess";
  const at = subtractDuration(request.at, minutes(delayedByMinutes));
  const { bid, ask } = desk.market.quote(instrument, at);
  const best = type === "Bid" ? bid : ask;
  const price = isKnown ? best : ZERO;
  return {
    price,
    isKnown,
    fields: {
      CalculationReliability: isKnown ? "Ok" : "NoMarketAccess",
      CurrentPrice: wireNumber(price),
      CurrentPriceDelayMinutes: delayedByMinutes,
      CurrentPriceType: isKnown ? type : "None",
    },
  };
}
