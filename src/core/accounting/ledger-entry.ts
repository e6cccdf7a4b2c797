import type { Decimal } from "../domain/decimal.ts";
import type { InstrumentId } from "../domain/instrument.ts";
import type { Timestamp } from "../domain/time.ts";

/** One line of what happened to our own positions, whoever made it happen. */
export type LedgerEntry = FillEntry | AdjustmentEntry | CostEntry;

/** By which an entry is counted once, and its place among the others. */
interface Dated {
  readonly id: string;
  readonly at: Timestamp;
}

/** An execution of an order of ours. */
export interface FillEntry extends Dated {
  readonly kind: "fill";
  readonly instrumentId: InstrumentId;
  /** Signed: negative is a sale. */
  readonly quantity: Decimal;
  /** In the instrument's price unit. */
  readonly price: Decimal;
  /** What its order is called: parts of one order are one purchase, or one closing. */
  readonly order: string;
  /** Absent as long as nobody has said what a unit of its price was worth. */
  readonly terms?: ValueTerms;
}

/** What was put right about a position where no execution of ours explains it. */
export interface AdjustmentEntry extends Dated {
  readonly kind: "adjustment";
  readonly instrumentId: InstrumentId;
  /** Signed. */
  readonly quantity: Decimal;
  /** Of what came: what was paid for it, where the broker says. */
  readonly price?: Decimal;
  /** Of what came: when it was opened, where the broker says. */
  readonly openedAt?: Timestamp;
  /**
   * What it did to our result, in account currency: of what went, what it had come to when it was last looked at; of what
   * came back, the same taken back.
   */
  readonly profitLoss?: Decimal;
}

/** What the broker took for the closing by an order, and for the openings that it closed. */
export interface CostEntry extends Dated {
  readonly kind: "cost";
  readonly order: string;
  /** In account currency; positive. */
  readonly amount: Decimal;
}

/** What one unit of an instrument's price is worth to the account. */
export interface ValueTerms {
  /** Price times quantity times this is a value in the currency of the price. */
  readonly contractFactor: Decimal;
  /** From there into account currency: the first rate that was known after the execution. */
  readonly rate: Decimal;
}
