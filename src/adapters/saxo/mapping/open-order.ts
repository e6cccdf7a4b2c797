import { ZERO } from "../../../core/domain/decimal.ts";
import { orderId } from "../../../core/domain/ids.ts";
import type { OpenOrder } from "../../../core/domain/order.ts";
import type { OpenOrder as WireOpenOrder } from "../wire/open-order.ts";
import { instrumentIdOf } from "./instrument-id.ts";

export const openOrder = (wire: WireOpenOrder): OpenOrder => ({
  orderId: orderId(wire.OrderId),
  ...(wire.ExternalReference === undefined ? {} : { externalReference: wire.ExternalReference }),
  instrumentId: instrumentIdOf(wire),
  side: wire.BuySell,
  quantity: wire.Amount,
  filledQuantity: wire.FilledAmount ?? ZERO, // left out as long as nothing was filled
  status: wire.Status,
  ...(wire.OpenOrderType === undefined ? {} : { orderType: wire.OpenOrderType }),
  ...(wire.Price === undefined ? {} : { price: wire.Price }),
});
