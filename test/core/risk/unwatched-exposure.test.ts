import { describe, expect, it } from "vitest";
import type { NetPosition } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { OpenOrder } from "../../../src/core/domain/order.ts";
import type { AccountView } from "../../../src/core/risk/decision-input.ts";
import type { RiskLimits } from "../../../src/core/risk/risk-limits.ts";
import { buyDenial, GENEROUS, positionIn, STOCK, workingOrder } from "./decision-world.ts";

const workingOn = (id: string): OpenOrder => ({ ...workingOrder(STOCK, "buy"), instrumentId: id });

/** Five, worth 900 in all; ten more are ordered at 150. */
const waitingBeside = (rest: NetPosition["valuation"]): Partial<AccountView> => ({
  positions: [
    { ...positionIn(instrument("CfdOnStock", 9), "5"), valuation: { exposure: decimal("900"), ...rest } },
  ],
  openOrders: [{ ...workingOn("CfdOnStock:9"), quantity: decimal("10"), price: decimal("150") }],
});

/** A share is to be bought for 101.1. */
describe("what somebody else holds or orders in an instrument that nobody watches", () => {
  it.each<[string, Partial<RiskLimits>, Partial<AccountView>, string | undefined]>([
    [
      "counts for what a purchase above the price of a position makes of it",
      { maxPortfolioExposure: decimal("3701") },
      waitingBeside({ price: decimal("100") }),
      "MAX_PORTFOLIO_EXPOSURE",
    ],
    [
      "counts for no more than that",
      { maxPortfolioExposure: decimal("3701.1") },
      waitingBeside({ price: decimal("100") }),
      undefined,
    ],
    [
      "keeps purchases back where an order waits for a price beside a position, and nobody tells the position's",
      {},
      waitingBeside({}),
      "EXPOSURE_UNKNOWN",
    ],
    [
      "keeps purchases back where it may be a multiple of its price",
      {},
      { openOrders: [workingOn("ContractFutures:9")] },
      "EXPOSURE_UNKNOWN",
    ],
    [
      "keeps purchases back where it is an index, and nobody has read how much a contract is",
      {},
      { openOrders: [workingOn("CfdOnIndex:9")] },
      "EXPOSURE_UNKNOWN",
    ],
  ])("%s", (_, limits, account, expected) => {
    expect(buyDenial(account, { limits: { ...GENEROUS, ...limits } })).toBe(expected);
  });
});
