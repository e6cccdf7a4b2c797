import type { AccountIdentity } from "../../../../src/core/domain/account.ts";
import { decimal } from "../../../../src/core/domain/decimal.ts";
import { accountKey, clientKey, externalReference } from "../../../../src/core/domain/ids.ts";
import { instrument } from "../../../../src/core/domain/instrument.ts";
import type { MarketOrder, Placement } from "../../../../src/core/domain/order.ts";

export const TOKEN = "eyJhbGciOiJFUzI1NiJ9.secret-token-of-the-tests.c2lnbmF0dXJl";

export const ACCOUNT: AccountIdentity = {
  clientKey: clientKey("Cl-Example|Key0123456789=="),
  accountKey: accountKey("Ac-Example|Key0123456789=="),
  accountId: "4400111EUR",
  currency: "EUR",
  nettingProfile: "FifoRealTime",
  rights: {
    canTrade: true,
    legalAssetTypes: ["FxSpot", "Stock"],
    hasAcceptedMarketDataTerms: true,
    tradeLevel: "OrdersOnly",
    dataLevel: "Standard",
  },
};

export const EURUSD = instrument("FxSpot", 21);
export const STOCK = instrument("Stock", 211);

export const MARKET_ORDER: MarketOrder = {
  kind: "market",
  accountKey: ACCOUNT.accountKey,
  instrument: EURUSD,
  side: "buy",
  quantity: decimal("10000"),
  externalReference: externalReference("ATB-ABCDEFGH234567"),
};

export const ORDER: Placement = { kind: "single", order: MARKET_ORDER };
