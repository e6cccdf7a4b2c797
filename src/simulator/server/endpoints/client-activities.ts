import type { Timestamp } from "../../../core/domain/time.ts";
import { minutes, subtractDuration, timestamp, timestampFromIso } from "../../../core/domain/time.ts";
import { conversionRate, moneyRate, priceCurrencyOf } from "../../exchange/conversion.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import { relatedOrderIds } from "../../exchange/order-terms.ts";
import type { LoggedActivity } from "../../persistence/stored.ts";
import type { Answer } from "../answer.ts";
import { ok, refuseFields, wireNumber, wireTime } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { pickEnum } from "../enums.ts";
import { displayAndFormat, valueDate, wirePrice } from "../instrument-wire.ts";
import { pageLink } from "../list.ts";
import { namedAccount, refuseForeignKeys } from "../ownership.ts";

const KINDS = [
  "AccountDepreciation",
  "AccountFundings",
  "CorporateActions",
  "MarginCalls",
  "Orders",
  "PositionDepreciation",
  "Positions",
] as const;
type Kind = (typeof KINDS)[number];

/** How far back activities are kept. */
const KEPT = minutes(14 * 1440);
const DIGITS = /^\d{1,15}$/;

/** What happened to orders and positions, oldest first; other kinds of activity do not occur here. */
export function clientActivities(desk: Desk, request: ApiRequest): Answer {
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const asked = readQuery(desk, request);
  if (asked === undefined) {
    return refuseFields({ Activities: ["Activities, times, SequenceId and $top must be readable"] });
  }
  const { kinds, from, upTo, afterLogId, top } = asked;
  const lines = desk.activities(request.at, {
    from,
    upTo,
    afterLogId,
    orderId: request.query.text("SourceOrderId"),
    correlationKey: undefined,
    account: namedAccount(request, desk)?.account.number,
  });
  const chosen = lines.filter((line) => rowsOf(line, kinds, { desk, request }).length > 0);
  const shown = chosen.slice(0, top);
  const last = shown.at(-1)?.activity.logId;
  return ok({
    __count: chosen.length,
    Data: shown.flatMap((line) => rowsOf(line, kinds, { desk, request })),
    ...(chosen.length > top && last !== undefined && { __next: pageLink(request, { $skiptoken: last }) }),
  });
}

interface ActivitiesQuery {
  readonly kinds: ReadonlySet<Kind>;
  readonly from: Timestamp;
  readonly upTo: Timestamp | undefined;
  readonly afterLogId: string | undefined;
  readonly top: number;
}

function readQuery({ settings }: Desk, { query, at }: ApiRequest): ActivitiesQuery | undefined {
  const named = query.list("Activities").map((text) => pickEnum(KINDS, text));
  const kinds = named.filter((kind) => kind !== undefined);
  const from = readTime(query.text("FromDateTime"), startOfDay(at));
  const upTo = readTime(query.text("ToDateTime"), undefined);
  const afterLogId = query.text("$skiptoken") ?? query.text("SequenceId");
  const top = query.integer("$top") ?? settings.pageSize;
  const ids = [afterLogId, query.text("SourceOrderId")].filter((id) => id !== undefined);
  const isReadable = kinds.length > 0 && kinds.length === named.length && ids.every((id) => DIGITS.test(id));
  if (!isReadable || !(top >= 1) || from === "unreadable" || upTo === "unreadable") return undefined;
  const oldest = subtractDuration(at, KEPT);
  return {
    kinds: new Set(kinds),
    from: timestamp(Math.max(from ?? oldest, oldest)),
    upTo,
    afterLogId,
    top,
  };
}

const startOfDay = (at: Timestamp): Timestamp => timestamp(Math.floor(at / 86_400_000) * 86_400_000);

function readTime(
  text: string | undefined,
  usual: Timestamp | undefined,
): Timestamp | undefined | "unreadable" {
  return text === undefined ? usual : (timestampFromIso(text) ?? "unreadable");
}

interface Asked {
  readonly desk: Desk;
  readonly request: ApiRequest;
}

/** One line of the order log is one activity of its order, and an execution one of its position as well. */
function rowsOf(
  line: LoggedActivity,
  kinds: ReadonlySet<Kind>,
  { desk, request }: Asked,
): readonly unknown[] {
  const withDisplay = request.query.words("FieldGroups", ["DisplayAndFormat"]).size > 0;
  const instrument = instrumentOf(desk.market, line.order.instrument);
  const display = withDisplay ? { DisplayAndFormat: displayAndFormat(instrument) } : {};
  const common = { ...commonFields(line, desk), ...display };
  return [
    ...(kinds.has("Orders") ? [{ ...common, ...orderFields(line, desk) }] : []),
    ...(kinds.has("Positions") && line.activity.execution !== undefined
      ? [{ ...common, ...positionFields(line, desk) }]
      : []),
  ];
}

/** The user is a number in here. */
const commonFields = ({ activity, order }: LoggedActivity, desk: Desk): Record<string, unknown> => ({
  AccountId: desk.nameOf(order.account).id,
  ActivityTime: wireTime(activity.at),
  AssetType: order.instrument.assetType,
  BuySell: order.side === "buy" ? "Buy" : "Sell",
  ClientId: desk.identity.id,
  CorrelationKey: order.correlationKey,
  ExternalReference: order.externalReference,
  SequenceId: activity.logId,
  Uic: order.instrument.uic,
  UserId: Number(desk.identity.id),
});

function orderFields({ activity, order }: LoggedActivity, { market }: Desk): Record<string, unknown> {
  const { execution, averagePrice, filledAmount, status } = activity;
  return {
    ActivityType: "Orders",
    Amount: wireNumber(order.amount),
    AveragePrice: averagePrice && wirePrice(instrumentOf(market, order.instrument), averagePrice),
    Duration: { DurationType: order.duration, ExpirationDate: order.expirationText },
    ExecutionPrice: execution && wireNumber(execution.price),
    FillAmount: execution && wireNumber(execution.amount),
    FilledAmount: status === "Placed" ? undefined : wireNumber(filledAmount),
    OrderId: activity.orderId,
    OrderRelation: order.relation.kind,
    OrderType: order.type,
    PositionId: execution?.positionId,
    Price: order.price && wireNumber(order.price),
    RelatedOrderIds: relatedOrderIds(order.relation),
    Status: status,
    SubStatus: activity.subStatus,
  };
}

function positionFields({ activity, order }: LoggedActivity, desk: Desk): Record<string, unknown> {
  const { execution, at, orderId } = activity;
  const { market } = desk;
  const { currency } = desk.account(order.account).account;
  const instrument = instrumentOf(market, order.instrument);
  const rate = conversionRate(market, { from: priceCurrencyOf(instrument), to: currency }, at);
  const commission = execution && wireNumber(execution.commission);
  const price = execution && wireNumber(execution.price);
  return {
    ActivityType: "Positions",
    Amount: execution && wireNumber(execution.amount),
    Commission: commission,
    ConversionRate: wireNumber(moneyRate(instrument, rate)),
    CurrencyCode: instrument.currency,
    ExecutionTime: wireTime(at),
    OpenPrice: price,
    OpenSpot: price,
    PositionEvent: "New",
    PositionId: execution?.positionId,
    PriceType: "Amount",
    SourceOrderId: orderId,
    SpotDate: valueDate(at),
    Symbol: instrument.symbol,
    TotalCost: commission,
    ValueDate: valueDate(at),
  };
}
