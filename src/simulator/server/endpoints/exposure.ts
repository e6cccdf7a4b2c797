import type { Decimal } from "../../../core/domain/decimal.ts";
import { ZERO } from "../../../core/domain/decimal.ts";
import { toCents } from "../../exchange/cents.ts";
import { conversionRate, moneyRate } from "../../exchange/conversion.ts";
import type { Holding } from "../../exchange/valuation.ts";
import { closingPriceType, holdingsOf } from "../../exchange/valuation.ts";
import type { Answer } from "../answer.ts";
import { ok, wireNumber } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { dayChangePercent, displayAndFormat, exposureCurrency, netPositionId } from "../instrument-wire.ts";
import { accountsIn, booksIn } from "../ownership.ts";
import { seePrice } from "../seen-price.ts";
import { inInstrumentCurrency } from "./positions.ts";

/** What each currency stands for in the account, cash included. A bare list, as all of these. */
export function currencyExposure(desk: Desk, request: ApiRequest): Answer {
  const amounts = new Map<string, Decimal>();
  for (const { account, cash } of accountsIn(request, desk)) add(amounts, account.currency, cash);
  for (const holding of holdingsOf(booksIn(request, desk), desk.market, request.at)) {
    for (const [currency, amount] of exposureOf(holding)) add(amounts, currency, amount);
  }
  return ok(listed(amounts));
}

/** The same of currency pairs alone, also in the currency that everything is counted in. */
export function fxSpotExposure(desk: Desk, request: ApiRequest): Answer {
  const { at } = request;
  const books = booksIn(request, desk);
  const amounts = new Map<string, Decimal>();
  const pairs = holdingsOf(books, desk.market, at).filter(isPair);
  for (const pair of pairs) {
    for (const [currency, amount] of exposureOf(pair)) add(amounts, currency, amount);
  }
  return ok(
    [...amounts].map(([from, amount]) => ({
      Amount: wireNumber(amount.round(2)),
      AmountInCalculationEntityCurrency: wireNumber(
        toCents(amount.times(conversionRate(desk.market, { from, to: books.account.currency }, at))),
      ),
      Currency: from,
    })),
  );
}

export function instrumentExposure(desk: Desk, request: ApiRequest): Answer {
  return ok(
    holdingsOf(booksIn(request, desk), desk.market, request.at).map((holding) => {
      const { instrument, amount } = holding;
      const seen = seePrice(instrument, closingPriceType(amount), { desk, request });
      return {
        Amount: wireNumber(amount),
        AssetType: instrument.assetType,
        AverageOpenPrice: wireNumber(holding.averageOpenPrice.round(instrument.quoteDigits)),
        CalculationReliability: seen.fields["CalculationReliability"],
        CanBeClosed: !amount.eq(ZERO),
        DisplayAndFormat: { ...displayAndFormat(instrument), OrderDecimals: undefined },
        InstrumentPriceDayPercentChange: dayChangePercent(desk.market, instrument, request.at),
        NetPositionId: netPositionId(instrument),
        ProfitLossOnTrade: wireNumber(
          seen.isKnown ? inInstrumentCurrency(instrument, holding.profitLoss, holding.rate) : ZERO,
        ),
        Uic: instrument.uic,
      };
    }),
  );
}

const isPair = ({ instrument }: Holding): boolean => instrument.assetType === "FxSpot";

/** A pair is one currency for another; a share is its value, a contract on something only its result. */
function exposureOf(holding: Holding): readonly (readonly [currency: string, amount: Decimal])[] {
  const { instrument, amount, lots, rate } = holding;
  if (isPair(holding)) {
    const paid = lots.reduce((sum, lot) => sum.plus(lot.amount.times(lot.openPrice)), ZERO);
    return [
      [exposureCurrency(instrument), amount],
      [instrument.currency, toCents(paid).neg()],
    ];
  }
  const inAccountCurrency = instrument.isMargin ? holding.profitLoss : holding.exposure;
  return [[instrument.currency, inAccountCurrency.div(moneyRate(instrument, rate))]];
}

function add(amounts: Map<string, Decimal>, currency: string, amount: Decimal): void {
  amounts.set(currency, (amounts.get(currency) ?? ZERO).plus(amount));
}

const listed = (amounts: ReadonlyMap<string, Decimal>): readonly unknown[] =>
  [...amounts].map(([currency, amount]) => ({ Amount: wireNumber(amount.round(2)), Currency: currency }));
