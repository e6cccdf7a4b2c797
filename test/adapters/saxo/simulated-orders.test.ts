import { describe, expect, it } from "vitest";
import type { Decimal } from "../../../src/core/domain/decimal.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference } from "../../../src/core/domain/ids.ts";
import type { MarketOrder, PricedOrder } from "../../../src/core/domain/order.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { EURUSD, simulatedWorld, type SimulatedWorld } from "./support/simulated-world.ts";

/** Orders in the pair, at prices so many times the one of now, on its own tick. */
async function ordersIn(world: SimulatedWorld) {
  const { broker, account } = world;
  const details = (await broker.readInstrumentDetails(account, [EURUSD])).get(EURUSD.id);
  const reading = (await broker.readQuotes(account, [EURUSD])).get(EURUSD.id);
  if (details === undefined || reading?.kind !== "quote")
    throw new Error("the simulator does not know the pair");
  let count = 0;
  const base = (): Omit<MarketOrder, "kind" | "side"> => ({
    accountKey: account.accountKey,
    instrument: EURUSD,
    quantity: decimal("10000"),
    externalReference: externalReference(`ATB-${"A".repeat((count += 1))}`),
  });
  const near = (factor: string): Decimal => reading.quote.ask.times(factor).round(4);
  return {
    near,
    market: (side: "buy" | "sell"): MarketOrder => ({ ...base(), kind: "market", side }),
    priced: (kind: PricedOrder["kind"], side: "buy" | "sell", factor: string): PricedOrder => ({
      ...base(),
      kind,
      side,
      price: near(factor),
      duration: { kind: "until_cancelled" },
      details,
    }),
  };
}

const working = async ({ broker, account }: SimulatedWorld) =>
  (await broker.readOpenOrders(account)).map(
    ({ orderType, side, relation = "StandAlone" }) => `${String(orderType)} ${side} ${relation}`,
  );

/** One order write a second is all that Saxo takes. */
const pause = ({ clock }: SimulatedWorld): void => {
  clock.advance(2_000);
};

describe("orders that hang together, with the embedded simulator", () => {
  it("an entry waits with its children, is changed with them, and takes them along when it is cancelled", async () => {
    const world = await simulatedWorld();
    const { broker, account, nextId } = world;
    const { priced, near } = await ordersIn(world);
    const entry = priced("limit", "buy", "0.97");
    const [target, stop] = [priced("limit", "sell", "1.01"), priced("stop", "sell", "0.96")];
    const placed = await broker.place({ kind: "entry", entry, children: [target, stop] }, nextId());
    if (placed.kind !== "placed") throw new Error(`expected an order, found ${JSON.stringify(placed)}`);
    expect(placed.legs?.map(({ kind }) => kind)).toEqual(["placed", "placed", "placed"]);
    expect([...(await working(world))].sort()).toEqual([
      "Limit buy IfDoneMaster",
      "Limit sell IfDoneSlaveOco",
      "Stop sell IfDoneSlaveOco",
    ]);
    pause(world);
    const changed = { orderId: placed.orderId, order: { ...entry, price: near("0.98") } };
    expect(await broker.change(changed, nextId())).toEqual({ kind: "requested" });
    const [shown] = (await broker.readOpenOrders(account)).filter(
      ({ orderId }) => orderId === placed.orderId,
    );
    expect(shown?.price?.toString()).toBe(near("0.98").toString());
    pause(world);
    const cancelled = await broker.cancel(account, [placed.orderId], nextId());
    expect([...cancelled.values()]).toEqual([{ kind: "requested" }]);
    expect(await working(world)).toEqual([]);
  });

  it("all orders in an instrument are cancelled at once", async () => {
    const world = await simulatedWorld();
    const { broker, account, nextId } = world;
    const { priced } = await ordersIn(world);
    for (const factor of ["0.97", "0.96"]) {
      await broker.place({ kind: "single", order: priced("limit", "buy", factor) }, nextId());
      pause(world);
    }
    expect(await working(world)).toHaveLength(2);
    expect(await broker.cancelAll(account, EURUSD, nextId())).toEqual({ kind: "requested" });
    expect(await working(world)).toEqual([]);
  });

  it("an entry whose stop is refused does not stay alone", async () => {
    const world = await simulatedWorld();
    const { broker, account, clock, nextId } = world;
    const { priced } = await ordersIn(world);
    world.simulator.faults.next({ endpoint: "place_order", kind: "partial_acceptance", child: 1 });
    const entry = priced("limit", "buy", "0.97");
    const children = [priced("limit", "sell", "1.01"), priced("stop", "sell", "0.96")];
    const outcome = await broker.place({ kind: "entry", entry, children }, nextId());
    expect(outcome).toMatchObject({ kind: "unknown", cause: { code: "PARTLY_ACCEPTED" } });
    expect(await working(world)).toEqual([]);
    clock.advance(5_000);
    const lines = await broker.readOrderActivities(account, timestamp(0));
    const ended = lines
      .filter(({ externalReference: reference }) => reference === entry.externalReference)
      .at(-1);
    expect(`${String(ended?.status)}/${String(ended?.subStatus)}`).toBe("Cancelled/Confirmed");
  });

  it("an opening is protected by orders of its own, closed by its id, and found among what was closed", async () => {
    const world = await simulatedWorld({
      account: { nettingProfile: "FifoEndOfDay", isMarginTradingAllowed: true },
    });
    const { broker, account, nextId } = world;
    expect(account.nettingProfile).toBe("FifoEndOfDay");
    const { market, priced } = await ordersIn(world);
    const bought = market("buy");
    await broker.place({ kind: "single", order: bought }, nextId());
    pause(world);
    const [lot] = await broker.readPositions(account);
    expect(lot).toMatchObject({
      instrumentId: EURUSD.id,
      externalReference: bought.externalReference,
      status: "Open",
    });
    if (lot === undefined) throw new Error("nothing was opened");
    const { positionId } = lot;
    const stop = priced("stop", "sell", "0.96");
    expect(await broker.place({ kind: "on_position", positionId, orders: [stop] }, nextId())).toMatchObject({
      kind: "placed",
    });
    pause(world);
    expect((await broker.readPositions(account))[0]?.relatedOrderIds).toHaveLength(1);
    await broker.cancelAll(account, EURUSD, nextId());
    pause(world);
    const close = { kind: "on_position", positionId, orders: [market("sell")] } as const;
    expect(await broker.precheck(close, nextId())).toMatchObject({ kind: "accepted" });
    expect(await broker.place(close, nextId())).toMatchObject({ kind: "placed" });
    pause(world);
    expect((await broker.readNetPositions(account)).filter(({ quantity }) => !quantity.eq("0"))).toEqual([]);
    expect(await broker.readClosedPositions(account)).toMatchObject([
      { openingPositionId: positionId, instrumentId: EURUSD.id },
    ]);
  });
});
