import type { OrderPurpose } from "../core/domain/order.ts";
import { forbids } from "../core/risk/kill-switch.ts";
import { breach, type Breach } from "./breach.ts";
import type { BrokerOrder } from "./broker-orders.ts";
import type { Stage } from "./stage.ts";

/** No order was sent that the kill switch forbade. It is that of the first machine; another one has its own. */
export const findBanned = (
  { bans, machines }: Pick<Stage, "bans" | "machines">,
  orders: readonly BrokerOrder[],
): readonly Breach[] =>
  machines.size > 1
    ? []
    : orders
        .filter(({ isOurs, isRefused }) => isOurs && !isRefused)
        .filter((order) =>
          bans.some(
            ({ mode, from, until }) =>
              forbids({ mode }, purposeOf(order)) &&
              order.placedAt > from &&
              (until === undefined || order.placedAt < until),
          ),
        )
        .map(({ orderId, reference }) => breach("banned", `${reference}, order ${orderId}`));

function purposeOf({ terms: { type, side } }: BrokerOrder): OrderPurpose {
  if (type.startsWith("Stop")) return "stop";
  if (type === "Limit") return "target";
  return side === "buy" ? "entry" : "exit";
}
