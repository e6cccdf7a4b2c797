import { assert } from "../domain/assert.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import { externalReferenceFor } from "../execution/external-reference.ts";
import type { ApprovedOrder, ProposedOrder } from "./decision.ts";
import { protectiveTerms, type Prices, type ProtectionSettings, type ProtectiveTerms } from "./protection.ts";

/**
 * The orders that go out with an entry and wait for its fill, for as much as it buys. Their distance is that from the
 * price the entry would be executed at now.
 *
 * @param entry a purchase
 */
export function childrenOf(
  entry: ApprovedOrder,
  protection: ProtectionSettings,
  { market, details }: { readonly market: Prices; readonly details: InstrumentDetails },
): readonly ApprovedOrder[] {
  assert(entry.purpose === "entry" && entry.side === "buy", "only purchases open positions");
  return protectiveTerms(protection, market.ask, { market, details }).map((terms) => childOf(entry, terms));
}

function childOf(entry: ApprovedOrder, { purpose, price }: ProtectiveTerms): ApprovedOrder {
  const identity = { ...entry, instrumentId: entry.instrument.id, side: "sell", purpose } as const;
  const child: ProposedOrder = {
    ...entry,
    side: "sell",
    purpose,
    price,
    externalReference: externalReferenceFor(identity),
  };
  return child as ApprovedOrder;
}
