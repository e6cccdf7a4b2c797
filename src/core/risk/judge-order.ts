import { assert } from "../domain/assert.ts";
import { present } from "../domain/present.ts";
import { valueOf } from "../domain/quantity-steps.ts";
import type { Bar } from "../domain/market-data.ts";
import { externalReferenceFor } from "../execution/external-reference.ts";
import { barCloseAt } from "../strategy/closed-bars.ts";
import { strategyLabel, type Signal } from "../strategy/contract.ts";
import { spend, type OpenBudget } from "./budget.ts";
import { unitValue } from "./conversion.ts";
import type { DataContext } from "./data-context.ts";
import type { ApprovedOrder, ProposedOrder, ValueBound } from "./decision.ts";
import type { AccountView } from "./decision-input.ts";
import type { DenialCode } from "./denials.ts";
import { exposureIn } from "./exposure.ts";
import { orderFacts, positionFacts, sizeFacts } from "./facts.ts";
import type { GateCheck } from "./gate.ts";
import { runGates } from "./gate.ts";
import type { OrderContext } from "./order-context.ts";
import { ENTRY_GATES, EXIT_GATES } from "./order-gates.ts";
import { cashIn, roomsFor, sharedAmong, tightest } from "./rooms.ts";
import { sizePurchase, sizeSale, type SizedOrder } from "./sizing.ts";
import { wishOf, type BuyWish, type SellWish, type Wish } from "./wish.ts";

/** What became of a wish to trade. */
type Judgement = Verdict & {
  readonly checks: readonly GateCheck[];
  /** Facts of the position and of the order that was judged. */
  readonly judged: Readonly<Record<string, unknown>>;
};
type Verdict =
  | { readonly kind: "approved"; readonly order: ApprovedOrder }
  | { readonly kind: "denied"; readonly code: DenialCode };

/** What a signal comes to. @param data of an instrument that passed the data gates */
export function wishIn(data: DataContext, signal: Signal, account: AccountView): Wish {
  const { details, quote } = provenData(data);
  const { settings } = data;
  const exposure = exposureIn(account, data.view.instrument.id);
  return wishOf(signal, { details, quote, account, exposure, settings });
}

/**
 * Sizes the order that is wished for and holds it against the limits; takes what it needs of them when it is approved.
 *
 * @param data of an instrument that passed the data gates
 */
export function judgeOrder(
  data: DataContext,
  wish: BuyWish | SellWish,
  { account, budget }: { readonly account: AccountView; readonly budget: OpenBudget },
): Judgement {
  const { details, newest, quote } = provenData(data);
  const { settings, view } = data;
  const { id } = view.instrument;
  const asking = { id, assetType: view.instrument.assetType, account, budget, settings };
  const rooms = wish.kind === "buy" ? roomsFor(asking) : [];
  const size = sizeOf(wish, { details, quote, account, rooms });
  const order = proposeOrder(data, { account, side: wish.kind, quantity: size.quantity, newest });
  const context: OrderContext = {
    details,
    price: wish.kind === "buy" ? quote.ask : quote.bid,
    quote,
    account,
    exposure: exposureIn(account, id),
    budget,
    size,
    rooms,
    isTopUp: wish.kind === "buy" && wish.isTopUp,
    reference: order.externalReference,
    settings,
  };
  const { checks, denial } = runGates(wish.kind === "buy" ? ENTRY_GATES : EXIT_GATES, context);
  const judged = {
    position: positionFacts(context.exposure),
    size: sizeFacts(size),
    order: orderFacts(order),
  };
  if (denial !== undefined) return { kind: "denied", code: denial, checks, judged };
  const proposed = wish.kind === "buy" ? { ...order, bound: boundOf(context) } : order;
  const approved = proposed as ApprovedOrder; // the only place that makes one
  spend(budget, approved);
  return { kind: "approved", order: approved, checks, judged };
}

type Measured = Pick<OrderContext, "details" | "quote" | "account" | "rooms">;

function sizeOf(wish: BuyWish | SellWish, { details, quote, account, rooms }: Measured): SizedOrder {
  if (wish.kind === "sell") return sizeSale(wish, details);
  const price = quote.ask;
  const isConverted = details.pricing.currency !== account.balance.currency;
  return sizePurchase(wish.size, {
    details,
    price,
    unit: unitValue(price, details, account),
    rooms,
    isConverted,
  });
}

function boundOf({ size, price, details, rooms, settings }: OrderContext): ValueBound {
  const { left, code } = tightest(rooms);
  const shared = tightest(sharedAmong(rooms));
  return {
    price: valueOf(size.quantity, price, details),
    priceCurrency: details.pricing.currency,
    atMost: left,
    limitedBy: code,
    shared: { atMost: shared.left, limitedBy: shared.code },
    atLeast: settings.limits.minTradeAmount,
    ...present({ worth: size.worth, cash: cashIn(rooms) }),
  };
}

interface Terms extends Pick<ProposedOrder, "side" | "quantity"> {
  readonly account: AccountView;
  readonly newest: Bar;
}

/** A buy always enters and a sell always leaves: positions are never opened short. */
function proposeOrder(
  { view: { instrument }, settings }: DataContext,
  { account, side, quantity, newest }: Terms,
): ProposedOrder {
  const identity = {
    accountKey: account.accountKey,
    strategy: strategyLabel(settings.strategy),
    side,
    purpose: side === "buy" ? "entry" : "exit",
    decisionBarCloseAt: barCloseAt(newest, settings.barMinutes),
  } as const;
  const externalReference = externalReferenceFor({ ...identity, instrumentId: instrument.id });
  return { ...identity, instrument, quantity, externalReference };
}

function provenData({ view, closed }: DataContext) {
  const newest = closed.at(-1);
  const { details, quote } = view;
  assert(
    details !== undefined && newest !== undefined && quote?.kind === "quote",
    "data gates let an instrument pass without its data",
  );
  return { details, newest, quote: quote.quote };
}
