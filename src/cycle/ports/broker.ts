import type {
  AccountBalance,
  AccountIdentity,
  ClosedPosition,
  NetPosition,
  Position,
} from "../../core/domain/account.ts";
import type { OrderId, RequestId } from "../../core/domain/ids.ts";
import type {
  Instrument,
  InstrumentDetails,
  InstrumentId,
  TradingSession,
} from "../../core/domain/instrument.ts";
import type { BarMinutes, BarSeries, QuoteReading } from "../../core/domain/market-data.ts";
import type { OpenOrder, OrderActivity, OrderChange, Placement } from "../../core/domain/order.ts";
import type { InstrumentSearch, InstrumentsFound } from "../../core/domain/resolve-symbol.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Disclaimer } from "../../core/execution/disclaimers.ts";
import type {
  CancelOutcome,
  ChangeOutcome,
  DisclaimerAnswer,
  PlacementOutcome,
  PrecheckOutcome,
} from "./broker-answers.ts";

/**
 * The broker. Reads either give complete, checked values or throw TradebotError; an error is never "nothing there".
 * Writes that may have arrived never throw: their outcome is a value.
 */
export interface Broker {
  /** How far our clock is ahead of the broker's, by the answers so far; `undefined` before one of them told the time. */
  clockAheadMs(): number | undefined;
  /** @throws TradebotError `ACCOUNT_AMBIGUOUS` listing the (masked) choices when configuration does not single one out */
  readIdentity(): Promise<AccountIdentity>;
  readBalance(account: AccountIdentity): Promise<AccountBalance>;
  readNetPositions(account: AccountIdentity): Promise<readonly NetPosition[]>;
  /** Every opening for itself; needed to close them one by one. */
  readPositions(account: AccountIdentity): Promise<readonly Position[]>;
  /** What was closed lately: the broker keeps these for about a day. */
  readClosedPositions(account: AccountIdentity): Promise<readonly ClosedPosition[]>;
  /** Each order once, those that wait for another one included. */
  readOpenOrders(account: AccountIdentity): Promise<readonly OpenOrder[]>;
  /** Every line since an instant, oldest first, all pages. */
  readOrderActivities(account: AccountIdentity, since: Timestamp): Promise<readonly OrderActivity[]>;
  /** One entry for each instrument the broker knows; the others are missing from the map. */
  readInstrumentDetails(
    account: AccountIdentity,
    instruments: readonly Instrument[],
  ): Promise<ReadonlyMap<InstrumentId, InstrumentDetails>>;
  /** Instruments of the asset types this program trades, by words of their symbol or description. */
  searchInstruments(account: AccountIdentity, search: InstrumentSearch): Promise<InstrumentsFound>;
  /** The coming days, in time order. */
  readTradingSessions(instrument: Instrument): Promise<readonly TradingSession[]>;
  /** One list call for each asset type; an instrument whose call failed reads as `no_quote`. */
  readQuotes(
    account: AccountIdentity,
    instruments: readonly Instrument[],
  ): Promise<ReadonlyMap<InstrumentId, QuoteReading>>;
  readBars(instrument: Instrument, query: BarQuery): Promise<BarSeries>;
  precheck(placement: Placement, requestId: RequestId): Promise<PrecheckOutcome>;
  readDisclaimers(tokens: readonly string[]): Promise<readonly Disclaimer[]>;
  answerDisclaimer(answer: DisclaimerAnswer): Promise<void>;
  /** Waits until an order would leave at once, with a good token. @throws TradebotError when that is not in this cycle */
  waitForOrderTurn(): Promise<void>;
  /**
   * Sends it once. An entry and its children, or a pair, stand or fall together: what lives of one that was accepted in
   * part is cancelled at once, and its outcome is unknown until the records tell it.
   *
   * @param mayGoAgain asked where the token was refused and the request, which had no effect, would go with a new one
   */
  place(placement: Placement, requestId: RequestId, mayGoAgain?: () => boolean): Promise<PlacementOutcome>;
  /** Whether the change has come about is in the order activities; a refused one leaves the order as it was. */
  change(change: OrderChange, requestId: RequestId): Promise<ChangeOutcome>;
  /** Each order for itself; the children of an entry end with it. */
  cancel(
    account: AccountIdentity,
    orderIds: readonly OrderId[],
    requestId: RequestId,
  ): Promise<ReadonlyMap<OrderId, CancelOutcome>>;
  /** Every order in the instrument that works now, whoever made it. */
  cancelAll(account: AccountIdentity, instrument: Instrument, requestId: RequestId): Promise<CancelOutcome>;
}

export type BarQuery =
  | { readonly barMinutes: BarMinutes; readonly kind: "latest"; readonly count: number }
  | { readonly barMinutes: BarMinutes; readonly kind: "from"; readonly from: Timestamp };
