import type { Decimal } from "../domain/decimal.ts";
import type { ExternalReference } from "../domain/ids.ts";
import type { InstrumentDetails } from "../domain/instrument.ts";
import type { Quote } from "../domain/market-data.ts";
import type { Budget } from "./budget.ts";
import type { AccountView, DecisionSettings } from "./decision-input.ts";
import type { InstrumentExposure } from "./exposure.ts";
import type { Room } from "./rooms.ts";
import type { SizedOrder } from "./sizing.ts";

/** What one wanted order is judged by. */
export interface OrderContext {
  readonly details: InstrumentDetails;
  /** What the order would trade at now: the ask for a buy, the bid for a sell. */
  readonly price: Decimal;
  readonly account: AccountView;
  readonly exposure: InstrumentExposure;
  readonly budget: Budget;
  readonly quote: Quote;
  readonly size: SizedOrder;
  /** What the limits leave, of those that go by value; none for a sale. */
  readonly rooms: readonly Room[];
  /** A purchase that brings what is held nearer to a target. */
  readonly isTopUp: boolean;
  readonly reference: ExternalReference;
  readonly settings: DecisionSettings;
}
