import { isPaidInFull } from "../accounting/valuation.ts";
import { decimal, minDecimal, ZERO, type Decimal } from "../domain/decimal.ts";
import type { AssetType } from "../domain/instrument.ts";
import type { Budget } from "./budget.ts";
import type { AccountView, DecisionSettings } from "./decision-input.ts";
import type { DenialCode } from "./denials.ts";

/** What one limit leaves for a purchase, in the account's currency. */
export interface Room {
  readonly code: ValueLimit;
  readonly limit: Decimal;
  readonly used: Decimal;
}

export type ValueLimit = Extract<
  DenialCode,
  | "MAX_POSITION_VALUE"
  | "MAX_FX_NOTIONAL"
  | "MAX_PORTFOLIO_EXPOSURE"
  | "MAX_CONCENTRATION_PCT"
  | "MAX_DAILY_TURNOVER_PCT"
  | "CASH_TOO_LOW"
>;

interface Asking {
  readonly id: string;
  readonly assetType: AssetType;
  readonly account: AccountView;
  readonly budget: Budget;
  readonly settings: Pick<DecisionSettings, "limits">;
}

const PAIRS: ReadonlySet<AssetType> = new Set(["FxSpot", "FxCrypto"]);

/** Every limit that a purchase has to keep to by its value, in the order in which they are checked. */
export function roomsFor({ id, assetType, account, budget, settings: { limits } }: Asking): readonly Room[] {
  const equity = account.balance.totalValue;
  const held = budget.values.get(id) ?? ZERO;
  const { maxConcentration, maxDailyTurnover } = limits;
  return [
    PAIRS.has(assetType)
      ? { code: "MAX_FX_NOTIONAL", limit: limits.maxFxNotional, used: held }
      : { code: "MAX_POSITION_VALUE", limit: limits.maxPositionValue, used: held },
    { code: "MAX_PORTFOLIO_EXPOSURE", limit: limits.maxPortfolioExposure, used: budget.exposure },
    ...(maxConcentration === undefined
      ? []
      : [{ code: "MAX_CONCENTRATION_PCT" as const, limit: equity.times(maxConcentration), used: held }]),
    ...(maxDailyTurnover === undefined || budget.turnover === undefined
      ? []
      : [
          {
            code: "MAX_DAILY_TURNOVER_PCT" as const,
            limit: equity.times(maxDailyTurnover),
            used: budget.turnover,
          },
        ]),
    ...(isPaidInFull({ assetType })
      ? [{ code: "CASH_TOO_LOW" as const, limit: cashOf(account.balance), used: budget.cashBound }]
      : []),
  ];
}

/** Of the cash alone, purchases that are not settled yet are still to be paid; what sales will bring is not there yet. */
function cashOf({ cashAvailable, cash, unbooked = ZERO }: AccountView["balance"]): Decimal {
  return cashAvailable ?? cash.plus(minDecimal(unbooked, ZERO));
}

const SHARED: ReadonlySet<ValueLimit> = new Set(["MAX_PORTFOLIO_EXPOSURE", "MAX_DAILY_TURNOVER_PCT"]);

/** Those that every purchase uses up, whatever its instrument; the cash aside. */
export const sharedAmong = (rooms: readonly Room[]): readonly Room[] =>
  rooms.filter(({ code }) => SHARED.has(code));

const leftIn = ({ limit, used }: Room): Decimal => limit.minus(used);

/** The one that leaves least; the first of several. */
export function tightest([first = NO_ROOM, ...others]: readonly Room[]): Room & { readonly left: Decimal } {
  let least = { ...first, left: leftIn(first) };
  for (const room of others) {
    const left = leftIn(room);
    if (left.lt(least.left)) least = { ...room, left };
  }
  return least;
}

/** What there is to pay from, where that matters. */
export function cashIn(rooms: readonly Room[]): Decimal | undefined {
  const room = rooms.find(({ code }) => code === "CASH_TOO_LOW");
  return room === undefined ? undefined : leftIn(room);
}

const NO_ROOM: Room = { code: "MAX_POSITION_VALUE", limit: ZERO, used: ZERO };

/** Costs and the broker's own rate come on top of what a purchase is reckoned to be worth. */
const AFTER_COSTS = decimal("0.99");

/** What an order that may be cut is cut to. @param isConverted whether the broker's rate may be another than ours */
export function roomToFill(rooms: readonly Room[], isConverted: boolean): Room & { readonly left: Decimal } {
  return tightest(
    rooms.map((room) =>
      isConverted || room.code === "CASH_TOO_LOW"
        ? { ...room, limit: minDecimal(room.limit, room.used.plus(leftIn(room).times(AFTER_COSTS))) }
        : room,
    ),
  );
}
