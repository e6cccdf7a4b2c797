import type { AdjustmentEntry, FillEntry } from "../../../src/core/accounting/ledger-entry.ts";
import { EMPTY_LEDGER, enter, type LedgerRun } from "../../../src/core/accounting/ledger.ts";
import type { Matching } from "../../../src/core/accounting/position-book.ts";
import { decimal, type Decimal } from "../../../src/core/domain/decimal.ts";
import { instrument, type InstrumentId } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";

export const SHARE = instrument("Stock", 211);
export const PAIR = instrument("FxSpot", 21);

interface FillText {
  readonly quantity: string;
  readonly price: string;
  readonly at: number;
  readonly order?: string;
  readonly id?: string;
  readonly instrumentId?: InstrumentId;
  /** `none` where nobody knows it. */
  readonly rate?: string;
  readonly factor?: string;
}

/** An execution; on its own order unless one is named. */
export const fill = ({ quantity, price, at, ...rest }: FillText): FillEntry => {
  const { order = `order ${at}`, id = String(at), instrumentId = SHARE.id, rate = "1", factor = "1" } = rest;
  return {
    kind: "fill",
    id,
    at: timestamp(at),
    instrumentId,
    quantity: decimal(quantity),
    price: decimal(price),
    order,
    ...(rate === "none" ? {} : { terms: { rate: decimal(rate), contractFactor: decimal(factor) } }),
  };
};

export const adjustment = (
  quantity: string,
  at: number,
  others: Partial<AdjustmentEntry> = {},
): AdjustmentEntry => ({
  kind: "adjustment",
  id: String(at),
  at: timestamp(at),
  instrumentId: SHARE.id,
  quantity: decimal(quantity),
  ...others,
});

/** `10@100` bought, `-10@110` sold, one after the other. */
export const fills = (...texts: readonly string[]): readonly FillEntry[] =>
  texts.map((text, index) => {
    const [quantity = "", price = ""] = text.split("@");
    return fill({ quantity, price, at: index + 1 });
  });

export const entered = (
  entries: Parameters<typeof enter>[1],
  matching: Matching = "first_in_first_out",
): LedgerRun => enter(EMPTY_LEDGER, entries, matching);

export const lotsOf = ({ ledger }: LedgerRun, id: InstrumentId = SHARE.id): readonly string[] =>
  (ledger.books.get(id)?.lots ?? []).map(
    ({ quantity, price }) => `${quantity.toString()}@${price?.toString() ?? "?"}`,
  );

export const textOf = (figure: Decimal | undefined): string | undefined => figure?.toString();
