import type { AccountBalance } from "../../../core/domain/account.ts";
import type { Balance } from "../wire/balance.ts";

const RELIABLE = ["Ok", "OkWithConditions"];

export const accountBalance = (wire: Balance): AccountBalance => ({
  currency: wire.Currency,
  cash: wire.CashBalance,
  totalValue: wire.TotalValue,
  isReliable: RELIABLE.includes(wire.CalculationReliability ?? ""),
  ...(wire.CashAvailableForTrading === undefined ? {} : { cashAvailable: wire.CashAvailableForTrading }),
  ...(wire.TransactionsNotBooked === undefined ? {} : { unbooked: wire.TransactionsNotBooked }),
  ...(wire.MarginAvailableForTrading === undefined
    ? {}
    : { marginAvailable: wire.MarginAvailableForTrading }),
  ...(wire.MarginUsedByCurrentPositions === undefined
    ? {}
    : { marginUsed: wire.MarginUsedByCurrentPositions.abs() }), // negative on the wire
});
