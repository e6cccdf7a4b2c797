import { isoFromTimestamp } from "../../core/domain/time.ts";
import { AMOUNT_LIMITS, mayBeNone, type AmountLimit, type Arming } from "../../core/risk/arming.ts";

const percent = (value: number): string => (value === 0 ? "none" : `${value} %`);

const amountText = (name: AmountLimit, amount: string): string =>
  mayBeNone(name) && amount === "0" ? "none" : amount;

/** Everything that a person agrees to, a line each. */
export function armingText({ restBase, account, limits, expiresAt }: Arming): string {
  const parameters = Object.entries(limits.parameters).map(([name, value]) => `${name}=${value}`);
  const quantities = Object.entries(limits.defaultQuantity).map(([type, quantity]) => `${type}=${quantity}`);
  const rows = [
    ["real money", `LIVE at ${restBase}`],
    ["account", account],
    ["until", isoFromTimestamp(expiresAt)],
    ["watchlist", limits.watchlist.join(", ")],
    ["strategy", `${limits.strategy}, ${parameters.join(", ")}, bars of ${limits.barMinutes} minutes`],
    ["sizing", `by ${limits.sizing}`],
    ["quantities", quantities.join(", ")],
    ...AMOUNT_LIMITS.map((name) => [name, amountText(name, limits.amounts[name])]),
    ["at most", `${limits.maxPositions} positions, ${limits.maxDailyTrades} trades a day`],
    ["buy again", limits.duplicateBuyPolicy === "allow" ? "yes, what is held already" : "no"],
    ["disclaimers", limits.disclaimerPolicy],
    [
      "prices",
      `${limits.stalenessSeconds} s old at most, the market ${limits.requireMarketOpen ? "" : "not necessarily "}open${limits.allowExtendedHours ? ", or before or after its session" : ""}`,
    ],
    ["stop loss", percent(limits.stopLossPercent)],
    ["take profit", percent(limits.takeProfitPercent)],
    ["days begin in", limits.timeZone],
  ];
  return rows.map(([name = "", value = ""]) => `  ${name.padEnd(22)}  ${value}\n`).join("");
}
