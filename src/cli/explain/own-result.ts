import { exposureOf } from "../../core/accounting/valuation.ts";
import type { EquityMark } from "../../core/accounting/own-performance.ts";
import { sumDecimals, type Decimal } from "../../core/domain/decimal.ts";
import { isoFromTimestamp } from "../../core/domain/time.ts";
import { renderTable } from "../output.ts";

/** What our own trading had come to when a cycle last looked, in account currency; null where it could not be told. */
export type OwnResultDocument = ReturnType<typeof ownResultDocument>;

const cents = (amount: Decimal): string => amount.round(2, 1).toFixed(2);

export function ownResultDocument({ at, result, performance, positions }: EquityMark, timeZone: string) {
  const { today, week, consecutiveLosses, drawdownFraction } = performance;
  const open = sumDecimals(positions.map(({ openProfitLoss }) => openProfitLoss));
  const { gross, net } = exposureOf(positions);
  return {
    at: isoFromTimestamp(at),
    time_zone: timeZone,
    today: today === undefined ? null : cents(today),
    week: week === undefined ? null : cents(week),
    realised: cents(result.minus(open)),
    open: cents(open),
    exposure_gross: cents(gross),
    exposure_net: cents(net),
    drawdown_fraction: drawdownFraction ?? null,
    consecutive_losses: consecutiveLosses ?? null,
  };
}

export function ownResultText(own: OwnResultDocument | undefined, currency: string): string {
  if (own === undefined) return "";
  const { drawdown_fraction: drawdown, consecutive_losses: losses } = own;
  const table = renderTable(
    ["our own trading", currency],
    [
      [`today (${own.time_zone})`, own.today ?? "not known"],
      ["this week", own.week ?? "not known"],
      ["realised so far", own.realised],
      ["open", own.open],
      ["exposure, both sides added up", own.exposure_gross],
      ["exposure, one against the other", own.exposure_net],
      ["fall from the highest result", drawdown === null ? "not known" : `${(drawdown * 100).toFixed(2)} %`],
      ["closed at a loss, in a row", losses === null ? "not known" : String(losses)],
    ],
    [currency],
  );
  return `\n${table}at ${own.at}, after costs as far as the broker has told them: those of a purchase count when it is closed\n`;
}
