import { decimal, type Decimal } from "../../core/domain/decimal.ts";
import type { ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

const AMOUNT = /^\d{1,12}(\.\d{1,8})?$/;

/** An amount in the account's currency. */
export const money = ({ min }: { readonly min: number }): ValueKind<Decimal> => ({
  expected: `an amount from ${min} up, in the account's currency`,
  read(text) {
    if (!AMOUNT.test(text)) return fault("no amount");
    const amount = decimal(text);
    return amount.lt(decimal(String(min))) ? fault(`below ${min}`) : value(amount);
  },
});
