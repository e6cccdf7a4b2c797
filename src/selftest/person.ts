import { decimal, ZERO } from "../core/domain/decimal.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { durationMs } from "../core/domain/time.ts";
import type { WorkingOrder } from "../simulator/exchange/order-terms.ts";
import type { PersonsAct } from "./schedule.ts";
import { TOKEN, type World } from "./world.ts";

/** The broker takes one order a second from a session. */
const BETWEEN_ORDERS = durationMs(2_000);

/** Does by hand, in the same account, what a schedule says. What the broker refuses does not happen. */
export async function actByHand(world: World, act: PersonsAct): Promise<void> {
  switch (act.kind) {
    case "person_trades": {
      const instrument = instrumentFromId(act.instrument);
      if (instrument !== undefined) await trade(world, instrument, act);
      return;
    }
    case "person_closes":
      await closeAll(world, act.instrument);
      return;
    case "person_cancels":
      for (const { orderId } of world.simulator.snapshot().orders) {
        const { accountKey } = world.simulator.identity;
        await send(
          world,
          "DELETE",
          `/trade/v2/orders/${orderId}?AccountKey=${encodeURIComponent(accountKey)}`,
        );
      }
      return;
    case "person_changes":
      for (const order of world.simulator.snapshot().orders) await change(world, order, act.factor);
  }
}

function trade(
  world: World,
  instrument: Instrument,
  { side, quantity }: { readonly side: "buy" | "sell"; readonly quantity: string },
): Promise<void> {
  return send(world, "POST", "/trade/v2/orders", {
    AccountKey: world.simulator.identity.accountKey,
    AssetType: instrument.assetType,
    Uic: instrument.uic,
    BuySell: side === "buy" ? "Buy" : "Sell",
    Amount: Number(quantity),
    OrderType: "Market",
    OrderDuration: { DurationType: "DayOrder" },
    ManualOrder: true,
  });
}

async function closeAll(world: World, instrumentId: string): Promise<void> {
  const instrument = instrumentFromId(instrumentId);
  const held = world.simulator
    .snapshot()
    .positions.filter(({ instrument: { id } }) => id === instrumentId)
    .reduce((sum, { amount }) => sum.plus(amount), ZERO);
  if (instrument === undefined || held.eq(ZERO)) return;
  const side = held.gt(ZERO) ? "sell" : "buy";
  await trade(world, instrument, { side, quantity: held.abs().toString() });
}

function change(world: World, order: WorkingOrder, factor: string): Promise<void> {
  const { orderId, instrument, amount, type, price, duration } = order;
  return send(world, "PATCH", "/trade/v2/orders", {
    AccountKey: world.simulator.identity.accountKey,
    OrderId: orderId,
    AssetType: instrument.assetType,
    Amount: Number(amount.times(decimal(factor)).toString()),
    OrderType: type,
    OrderDuration: { DurationType: duration },
    ...(price === undefined ? {} : { OrderPrice: Number(price.toString()) }),
  });
}

async function send(world: World, method: string, path: string, body?: unknown): Promise<void> {
  const { simulator, clock } = world;
  await clock.sleep(BETWEEN_ORDERS);
  const answer = await fetch(simulator.restBase + path, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => undefined); // a fault that waited for somebody else's request: it did or did not arrive
  await answer?.arrayBuffer().catch(() => undefined);
  await clock.sleep(BETWEEN_ORDERS);
}
