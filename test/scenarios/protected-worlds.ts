import { expect } from "vitest";
import type { NettingProfile } from "../../src/core/domain/account.ts";
import type { OrderPurpose } from "../../src/core/domain/order.ts";
import type { Ports } from "../../src/cycle/ports.ts";
import { TOKEN, advanceToNextSlot, runCycleIn, type World, type WorldOptions } from "../support/world.ts";
import { world } from "./order-stories.ts";

/** The story of a protective order that waits. */
export const ACCEPTED = "placing ABOUT_TO_SEND, placed ACCEPTED";

/** A cycle that sells one of these and buys the other; the seed of the simulated market sees to it. */
const WATCHLIST = "CfdOnIndex:100037,CfdOnIndex:100002";
const SLOTS_BEFORE_SALE = 6;
export const SELLING = { WATCHLIST };
/** So wide that the market does not come near them. */
const WIDE = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40" };

export const PROFILES = ["FifoEndOfDay", "FifoRealTime", "AverageRealTime"] as const;

export const onMargin = (
  nettingProfile: NettingProfile,
  env: Readonly<Record<string, string>> = {},
): WorldOptions => ({
  env: { ...WIDE, ...env },
  simulator: { account: { nettingProfile, isMarginTradingAllowed: true } },
});

/** Somebody has forbidden some orders: from the beginning, or once it is so. */
export const banned =
  (purposes: readonly OrderPurpose[], isOn: () => boolean = () => true) =>
  (ports: Ports): Ports => ({
    ...ports,
    guard: {
      ...ports.guard,
      check: (purpose) =>
        isOn() && purposes.includes(purpose)
          ? { code: "KILL_SWITCH_ON", reason: "turned on by a test" }
          : undefined,
    },
  });

/** Until the next cycle is the one that sells. */
export async function aboutToSell(options: WorldOptions): Promise<World> {
  const held = await world(options);
  for (let slot = 0; slot < SLOTS_BEFORE_SALE; slot += 1) {
    await runCycleIn(held);
    advanceToNextSlot(held);
  }
  return held;
}

/** A minute after a cycle that bought, in which nothing new is decided. */
export async function holding(options: WorldOptions): Promise<World> {
  const held = await world(options);
  await runCycleIn(held);
  held.clock.advance(60_000);
  return held;
}

/** What waits at the broker. */
export const waiting = ({ simulator }: World): readonly string[] =>
  simulator
    .snapshot()
    .orders.map(
      ({ type, amount, price, relation, instrument }) =>
        `${type} ${amount.toString()} ${instrument.id} at ${price?.toString() ?? "market"}, ${relation.kind}`,
    );

export const positions = ({ simulator }: World): readonly string[] =>
  simulator.snapshot().positions.map(({ instrument, amount }) => `${amount.toString()} ${instrument.id}`);

async function write(
  { simulator, clock }: World,
  method: "POST" | "DELETE",
  { path, body }: { readonly path: string; readonly body?: unknown },
): Promise<void> {
  const answer = await fetch(`${simulator.restBase}/trade/v2/orders${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(await answer.text()).not.toContain("ErrorInfo");
  expect(answer.status).toBe(200);
  clock.advance(5_000);
}

/** A person cancels an order in the broker's own platform: that one, or the first of this type. */
export async function cancelByHand(held: World, which: string): Promise<void> {
  const { orders } = held.simulator.snapshot();
  const order = orders.find(({ type, orderId }) => type === which || orderId === which);
  const account = encodeURIComponent(held.simulator.identity.accountKey);
  await write(held, "DELETE", { path: `/${order?.orderId ?? "none"}?AccountKey=${account}` });
}

/** A person places an order that waits to close one of what is held. */
export async function waitByHand(held: World, type: "Stop" | "Limit", price: number): Promise<void> {
  const [lot] = held.simulator.snapshot().positions;
  const order = {
    AccountKey: held.simulator.identity.accountKey,
    AssetType: lot?.instrument.assetType,
    Uic: lot?.instrument.uic,
    BuySell: "Sell",
    Amount: 1,
    OrderType: type,
    OrderPrice: price,
    OrderDuration: { DurationType: "GoodTillCancel" },
    ManualOrder: true,
  };
  await write(held, "POST", { path: "", body: order });
}

/** A person closes some of the first position in the broker's own platform. */
export async function closeByHand(held: World, amount: number, profile: NettingProfile): Promise<void> {
  const { identity } = held.simulator;
  const [lot] = held.simulator.snapshot().positions;
  const order = {
    AccountKey: identity.accountKey,
    AssetType: lot?.instrument.assetType,
    Uic: lot?.instrument.uic,
    BuySell: "Sell",
    Amount: amount,
    OrderType: "Market",
    ManualOrder: true,
  };
  const body = profile === "FifoEndOfDay" ? { PositionId: lot?.positionId, Orders: [order] } : order;
  await write(held, "POST", { path: "", body });
}
