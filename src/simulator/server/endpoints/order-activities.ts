import { addDuration, seconds } from "../../../core/domain/time.ts";
import type { Activity } from "../../exchange/activity.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import { relatedOrderIds } from "../../exchange/order-terms.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { LoggedActivity } from "../../persistence/stored.ts";
import type { Answer } from "../answer.ts";
import { ok, refuse, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { displayAndFormat, wirePrice } from "../instrument-wire.ts";
import { pageLink } from "../list.ts";
import { namedAccount, refuseForeignKeys } from "../ownership.ts";
import type { ActivityQuery, Cursor } from "./activity-query.ts";
import { cursorText, readActivityQuery } from "./activity-query.ts";

/** Asking for news sooner than this is answered with 429, as Saxo was seen to do. */
const POLL_AGAIN_AFTER = seconds(1);

/** The order log, oldest line first. A page ends with the link to the next one, or else to what is still to come. */
export function orderActivities(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const asked = readActivityQuery(request.query, desk.settings.pageSize);
  if (asked === undefined) return refuse(400, "BadRequestError", "The request is not valid");
  const { cursor } = asked;
  if (desk.settings.refusesEagerPolls && isEager(cursor, request)) return TOO_EARLY;
  const account = namedAccount(request, desk)?.account.number;
  const found = desk.activities(request.at, { ...asked, account, afterLogId: cursor?.afterLogId });
  return page(found, asked, { desk, request });
}

const isEager = (cursor: Cursor | undefined, { at }: ApiRequest): boolean =>
  cursor?.kind === "poll" && at < addDuration(cursor.issuedAt, POLL_AGAIN_AFTER);

/** The session's limit stands for one of the log's own, whose name nobody knows. */
const TOO_EARLY: Answer = {
  status: 429,
  headers: { "X-RateLimit-Session-Remaining": "0", "X-RateLimit-Session-Reset": "1" },
};

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

function page(found: readonly LoggedActivity[], asked: ActivityQuery, { desk, request }: Asked): Answer {
  const { statuses, top } = asked;
  const chosen = (asked.onlyNewest ? newestOfEachOrder(found) : found).filter(
    ({ activity }) => statuses.length === 0 || statuses.includes(activity.status),
  );
  const shown = chosen.slice(0, top);
  const hasMore = chosen.length > top;
  const lastSeen = (hasMore ? shown : found).at(-1)?.activity.logId ?? asked.cursor?.afterLogId ?? "0";
  const cursor = { kind: hasMore ? "page" : "poll", afterLogId: lastSeen, issuedAt: request.at } as const;
  const link = pageLink(request, { $skiptoken: cursorText(cursor) });
  const withDisplay = request.query.words("FieldGroups", ["DisplayAndFormat"]).size > 0;
  return ok({
    Data: shown.map((line) => row(line, desk, withDisplay)),
    ...(hasMore ? { __next: link } : { __nextPoll: link }),
  });
}

function newestOfEachOrder(lines: readonly LoggedActivity[]): readonly LoggedActivity[] {
  const newest = new Map(lines.map((line) => [line.activity.orderId, line]));
  return lines.filter((line) => newest.get(line.activity.orderId) === line);
}

function row({ activity, order }: LoggedActivity, desk: Desk, withDisplay: boolean): Record<string, unknown> {
  const { identity, market } = desk;
  const instrument = instrumentOf(market, order.instrument);
  return {
    AccountId: desk.nameOf(order.account).id,
    ActivityTime: wireTime(activity.at),
    Amount: wireNumber(order.amount),
    AssetType: order.instrument.assetType,
    BuySell: order.side === "buy" ? "Buy" : "Sell",
    ClientId: identity.id,
    CorrelationKey: order.correlationKey,
    DisplayAndFormat: withDisplay ? displayAndFormat(instrument) : undefined,
    Duration: { DurationType: order.duration, ExpirationDate: order.expirationText },
    ExternalReference: order.externalReference,
    HandledBy: identity.id,
    LogId: activity.logId,
    OrderId: activity.orderId,
    OrderRelation: order.relation.kind,
    OrderType: order.type,
    Price: order.price && wireNumber(order.price),
    RelatedOrders: relatedOrderIds(order.relation),
    RelatedPositionId: order.relatedPositionId,
    Status: activity.status,
    StopLimitPrice: order.stopLimitPrice && wireNumber(order.stopLimitPrice),
    SubStatus: activity.subStatus,
    Uic: order.instrument.uic,
    UserId: identity.id,
    ...progress(activity, instrument),
  };
}

/** What was executed, by this line and until then; an order that was only placed has nothing to say of it. */
const progress = (
  { status, execution, filledAmount, averagePrice }: Activity,
  instrument: SimulatedInstrument,
): Record<string, unknown> => ({
  AveragePrice: averagePrice && wirePrice(instrument, averagePrice),
  ExecutionPrice: execution && wireNumber(execution.price),
  FillAmount: execution && wireNumber(execution.amount),
  FilledAmount: status === "Placed" ? undefined : wireNumber(filledAmount),
  PositionId: execution?.positionId,
});
