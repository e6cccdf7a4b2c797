import type { AccountBalance } from "../../../core/domain/account.ts";
import type { Balance } from "../wire/balance.ts";

const RELIABLE = ["Ok", "OkWithConditions"];

export const accountBalance = (wire: Balance): AccountBalance => ({
  currency: wire.Currency,
  cash: wire.CashBalance,
  totalValue: wire.TotalValue,
  isReliable: RELIABLE.includes(wire.CalculationReliability ?? ""),
});
