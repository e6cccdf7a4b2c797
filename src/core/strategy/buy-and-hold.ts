import { defineStrategy, type InstrumentStanding, type Signal } from "./contract.ts";
import { flag } from "./parameter.ts";

/**
 * Buys each instrument once and never sells. A position that was closed by its stop, its target or a person stays closed,
 * unless it is to be bought again; then it is at the next bar.
 */
export const buyAndHold = defineStrategy({
  name: "buy_and_hold",
  version: 1,
  description: "One purchase of each instrument, held for good",
  source: "The yardstick every other strategy is held against",
  formula: "buy what is not held and was never bought, or with buy_again whatever is not held; never sell",
  parameters: {
    buy_again: flag({
      default: false,
      description: "Whether a position that was closed, by its stop, its target or a person, is bought again",
    }),
  },
  barsRequired: () => 1,

  evaluate: ({ instruments }) => ({
    signals: new Map(instruments.map((one) => [one.id, signalFor(one, one.parameters.buy_again)])),
  }),
});

function signalFor({ position, lastBoughtAt }: InstrumentStanding, buyAgain: boolean): Signal {
  if (position !== undefined) {
    const indicators = { quantity: position.quantity, average_price: position.averagePrice };
    return { action: "hold", reason: "SIG_HELD", indicators };
  }
  if (lastBoughtAt === undefined) return { action: "buy", reason: "SIG_NEVER_BOUGHT", indicators: {} };
  return buyAgain
    ? { action: "buy", reason: "SIG_BUY_AGAIN", indicators: {} }
    : { action: "hold", reason: "SIG_BOUGHT_BEFORE", indicators: {} };
}
