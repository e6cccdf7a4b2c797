import type { Instrument } from "../../../core/domain/instrument.ts";
import { cancelInstrument } from "../../exchange/cancel-order.ts";
import type { LegResult, OrderRequest, RequestResult } from "../../exchange/order-request.ts";
import type { Placement } from "../../exchange/place-order.ts";
import { placeOrders } from "../../exchange/place-order.ts";
import { andThen } from "../../exchange/step.ts";
import type { TradingContext } from "../../exchange/trading-context.ts";
import type { Answer } from "../answer.ts";
import { refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pendingDisclaimers } from "../disclaimer.ts";
import { tradingContext } from "../trading.ts";
import type { ReadRequest } from "./order-body.ts";
import { readOrderRequest } from "./order-body.ts";

type ReadOrders = Extract<ReadRequest, { kind: "request" }>;

/** Takes orders: durable before it is answered. */
export function takeOrder(desk: Desk, request: ApiRequest): Answer {
  const read = readOrderRequest(desk, request, true);
  if (read.kind === "faults") return refuseFields(read.faults);
  if (read.kind === "refused") return resultAnswer(read.result);
  const pending = pendingDisclaimers(desk, read.books.counters.orders);
  if (pending !== undefined) return refusedForDisclaimers(pending);
  const { result, step } = place(read, tradingContext(desk, request));
  desk.commit(step, { key: request.writeKey, at: request.at });
  return resultAnswer(withPresent(result, read));
}

/** An order may first clear everything that waits on its instrument; refused, it clears nothing. */
function place({ books, request, cancelsOthers }: ReadOrders, context: TradingContext): Placement {
  const instrument = instrumentsOf(request)[0];
  if (!cancelsOthers || instrument === undefined) return placeOrders(books, request, context);
  const cancelled = cancelInstrument(books, instrument, context);
  const placement = placeOrders(cancelled.books, request, context);
  return isAccepted(placement.result)
    ? { ...placement, step: andThen(cancelled, () => placement.step) }
    : placeOrders(books, request, context);
}

function instrumentsOf(request: OrderRequest): readonly Instrument[] {
  switch (request.kind) {
    case "entry":
      return [request.entry.instrument];
    case "pair":
    case "close":
      return request.legs.map(({ instrument }) => instrument);
    case "attach":
      return request.children.map(({ instrument }) => instrument);
  }
}

const isAccepted = ({ root, legs }: RequestResult): boolean =>
  [root, ...legs].every((leg) => leg?.kind !== "refused");

/** What the client named of before is told among the rest, and so is the order that it hung children on. */
function withPresent(result: RequestResult, { request, present }: ReadOrders): RequestResult {
  const accepted = (orderId: string): LegResult => ({
    kind: "accepted",
    orderId,
    externalReference: undefined,
  });
  const legs = present.reduce<readonly LegResult[]>(
    (all, { index, orderId }) => all.toSpliced(index, 0, accepted(orderId)),
    result.legs,
  );
  const root = request.kind === "attach" && isAccepted(result) ? accepted(request.orderId) : result.root;
  return { root, legs };
}

/** Each order has its own line; the entry's are at the root. */
export function resultAnswer(result: RequestResult): Answer {
  const { root, legs } = result;
  return {
    status: isAccepted(result) ? 200 : 400,
    body: {
      ...(root && legLine(root)),
      ...(legs.length > 0 && { Orders: legs.map(legLine) }),
    },
  };
}

const legLine = (leg: LegResult): Record<string, unknown> =>
  leg.kind === "accepted"
    ? { ExternalReference: leg.externalReference, OrderId: leg.orderId }
    : {
        ErrorInfo: { ErrorCode: leg.refusal.code, Message: leg.refusal.message },
        ExternalReference: leg.externalReference,
      };

const refusedForDisclaimers = (pending: Record<string, unknown>): Answer => ({
  status: 400,
  body: {
    ErrorInfo: {
      ErrorCode: "OtherError",
      Message: "Disclaimers must be answered first",
      PreTradeDisclaimers: pending,
    },
  },
});
