import type { Decimal } from "../core/domain/decimal.ts";
import { ZERO } from "../core/domain/decimal.ts";
import { isOwnReference } from "../core/domain/ids.ts";
import type { Timestamp } from "../core/domain/time.ts";
import type { OrderTerms } from "../simulator/exchange/order-terms.ts";
import type { LoggedActivity } from "../simulator/persistence/stored.ts";
import type { SimulatorSnapshot } from "../simulator/snapshot.ts";

/** One order, as the broker's whole log tells its story. */
export interface BrokerOrder {
  readonly orderId: string;
  readonly reference: string;
  readonly isOurs: boolean;
  readonly terms: OrderTerms;
  /** Before anybody changed it. */
  readonly orderedQuantity: Decimal;
  readonly placedAt: Timestamp;
  /** Refused, at once or later, and nothing of it executed. */
  readonly isRefused: boolean;
  readonly isCancelled: boolean;
  readonly fills: readonly BrokerFill[];
  /** When nothing of it worked any more; absent while it works. */
  readonly endedAt?: Timestamp;
}

interface BrokerFill {
  readonly logId: string;
  readonly at: Timestamp;
  /** Signed. */
  readonly quantity: Decimal;
}

/** Every order there ever was, in the order of their placement. */
export function brokerOrders({ log }: Pick<SimulatorSnapshot, "log">): readonly BrokerOrder[] {
  const byId = new Map<string, LoggedActivity[]>();
  for (const line of log) {
    const { orderId } = line.activity;
    byId.set(orderId, [...(byId.get(orderId) ?? []), line]);
  }
  return [...byId.values()].map(orderOf);
}

function orderOf(lines: readonly LoggedActivity[]): BrokerOrder {
  const [first, ...others] = lines;
  const last = others.at(-1) ?? first;
  if (first === undefined || last === undefined) throw new RangeError("an order has at least one line");
  const { order } = lines.findLast(({ activity }) => !isRefusedChange(activity)) ?? last;
  const fills = lines.flatMap(fillOf);
  const ending = lines.find(({ activity }) => isEnd(activity));
  return {
    orderId: order.orderId,
    reference: order.externalReference ?? "none",
    isOurs: isOwnReference(order.externalReference),
    terms: order,
    orderedQuantity: first.order.amount,
    placedAt: first.activity.at,
    isRefused: fills.length === 0 && lines.some(({ activity }) => isRefusal(activity)),
    isCancelled: ending?.activity.status === "Cancelled",
    fills,
    ...(ending === undefined ? {} : { endedAt: ending.activity.at }),
  };
}

type Activity = LoggedActivity["activity"];

const isRefusal = ({ status, subStatus }: Activity): boolean =>
  status === "Placed" && subStatus === "Rejected";

/** Its line is about what was asked for: the order works on as it was. */
const isRefusedChange = ({ status, subStatus }: Activity): boolean =>
  status === "Changed" && subStatus === "Rejected";

const ENDS: ReadonlySet<string> = new Set(["FinalFill", "Cancelled", "Expired", "DoneForDay"]);

const isEnd = (activity: Activity): boolean =>
  isRefusal(activity) || (ENDS.has(activity.status) && activity.subStatus === "Confirmed");

function fillOf({ activity, order }: LoggedActivity): readonly BrokerFill[] {
  const { execution, logId, at } = activity;
  if (execution === undefined) return [];
  return [{ logId, at, quantity: order.side === "buy" ? execution.amount : ZERO.minus(execution.amount) }];
}
