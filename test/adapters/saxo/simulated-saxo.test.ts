import { describe, expect, it } from "vitest";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference, orderId } from "../../../src/core/domain/ids.ts";
import { NORMAL_TRADING } from "../../../src/core/domain/instrument.ts";
import type { MarketOrder, Placement } from "../../../src/core/domain/order.ts";
import { minutes, subtractDuration } from "../../../src/core/domain/time.ts";
import type { Fault } from "../../../src/simulator/server/faults.ts";
import type { SimulatedWorld } from "./support/simulated-world.ts";
import { AAPL, EURUSD, simulatedWorld, US500 } from "./support/simulated-world.ts";

const orderOf = ({ account }: SimulatedWorld, changes: Partial<MarketOrder> = {}): Placement => ({
  kind: "single",
  order: { ...orderBasics(account), ...changes },
});

const orderBasics = (account: SimulatedWorld["account"]): MarketOrder => ({
  kind: "market",
  accountKey: account.accountKey,
  instrument: US500,
  side: "buy",
  quantity: decimal("1"),
  externalReference: externalReference("ATB-ABCDEFGH234567"),
});

describe("the broker at work with the embedded simulator", () => {
  it("reads the account", async () => {
    const { broker, account, simulator } = await simulatedWorld();
    expect(account).toMatchObject({ accountKey: simulator.identity.accountKey, currency: "USD" });
    const balance = await broker.readBalance(account);
    expect(balance).toMatchObject({ currency: "USD", isReliable: true });
    expect(balance.totalValue.toFixed()).toBe(balance.cash.toFixed());
    expect(await broker.readNetPositions(account)).toEqual([]);
    expect(await broker.readOpenOrders(account)).toEqual([]);
  });

  it("reads the market", async () => {
    const { broker, account, clock } = await simulatedWorld();
    const all = [US500, AAPL, EURUSD];
    const details = await broker.readInstrumentDetails(account, all);
    expect([...details.keys()].sort()).toEqual(["CfdOnIndex:4913", "FxSpot:21", "Stock:211"]);
    expect(
      [...details.values()].every(
        (d) => d.tradability === "tradable" && d.supportedOrderTypes.includes("Market"),
      ),
    ).toBe(true);
    const quotes = await broker.readQuotes(account, all);
    expect(all.map(({ id }) => quotes.get(id)?.kind)).toEqual(["quote", "quote", "quote"]);
    const sessions = await broker.readTradingSessions(AAPL);
    const current = sessions.find((s) => s.startAt <= clock.now() && clock.now() < s.endAt);
    expect(current?.state).toBe(NORMAL_TRADING);
  });

  it("reads bars, and the same ones from either end", async () => {
    const { broker, clock } = await simulatedWorld();
    for (const one of [US500, AAPL, EURUSD]) {
      const latest = await broker.readBars(one, { kind: "latest", barMinutes: 5, count: 30 });
      expect(latest).toMatchObject({ delayedByMinutes: 0, dataVersion: 1, refusedAt: [] });
      expect(latest.bars.length).toBe(30);
      const [first] = latest.bars;
      const from = first?.startAt ?? clock.now();
      expect(await broker.readBars(one, { kind: "from", barMinutes: 5, from })).toEqual(latest);
    }
    const { bars: many } = await broker.readBars(US500, { kind: "latest", barMinutes: 5, count: 2500 });
    expect(many.length).toBe(2500);
    expect(new Set(many.map((bar) => bar.startAt)).size).toBe(2500);
  });

  it("prechecks, places and finds an order again, page by page", async () => {
    const world = await simulatedWorld({ pageSize: 1 });
    const { broker, account, clock, nextId } = world;
    const order = orderOf(world);
    expect(await broker.precheck(order, nextId())).toMatchObject({ kind: "accepted" });
    const sentAt = clock.now();
    const outcome = await broker.place(order, nextId());
    expect(outcome.kind).toBe("placed");
    clock.advance(3000);
    const activities = await broker.readOrderActivities(account, subtractDuration(sentAt, minutes(1)));
    const last = activities.at(-1);
    expect(last).toMatchObject({
      status: "FinalFill",
      subStatus: "Confirmed",
      externalReference: "ATB-ABCDEFGH234567",
      instrumentId: "CfdOnIndex:4913",
      side: "buy",
    });
    expect(outcome.kind === "placed" ? outcome.orderId : outcome).toBe(last?.orderId);
    expect(last?.fill?.quantity.toFixed()).toBe("1");
    const [position] = await broker.readNetPositions(account);
    expect([position?.instrumentId, position?.quantity.toFixed()]).toEqual(["CfdOnIndex:4913", "1"]);
    expect(position?.averageOpenPrice?.toFixed()).toBe(last?.fill?.price.toFixed());
  });

  it("is refused what cannot be traded", async () => {
    const world = await simulatedWorld();
    const order = orderOf(world, { instrument: EURUSD, quantity: decimal("1") });
    expect(await world.broker.precheck(order, world.nextId())).toMatchObject({
      kind: "refused",
      code: "AmountBelowMinimumLotSize",
    });
    expect(await world.broker.place(order, world.nextId())).toMatchObject({
      kind: "rejected",
      code: "AmountBelowMinimumLotSize",
    });
  });

  it("answers a disclaimer, after which the order passes", async () => {
    const world = await simulatedWorld({ disclaimers: "normal" });
    const { broker, nextId } = world;
    const order = orderOf(world);
    const checked = await broker.precheck(order, nextId());
    const pending = checked.kind === "accepted" ? checked.disclaimers : undefined;
    const disclaimers = await broker.readDisclaimers(pending?.tokens ?? []);
    expect(disclaimers).toMatchObject([{ isBlocking: false }]);
    for (const { token } of disclaimers) {
      await broker.answerDisclaimer({ context: pending?.context ?? "", token, response: "Accepted" });
    }
    expect(await broker.precheck(order, nextId())).not.toHaveProperty("disclaimers");
    expect(await broker.place(order, nextId())).toMatchObject({ kind: "placed" });
  });

  it("is refused the cancellation of an order that is not there", async () => {
    const { broker, account, nextId } = await simulatedWorld();
    expect(await broker.cancel(account, [orderId("123")], nextId())).toEqual(
      new Map([["123", expect.objectContaining({ kind: "refused" })]]),
    );
  });

  it.each<readonly [Fault, string]>([
    [{ endpoint: "place_order", kind: "drop", when: "before" }, "unknown"],
    [{ endpoint: "place_order", kind: "drop", when: "after" }, "unknown"],
    [{ endpoint: "place_order", kind: "503", when: "after" }, "unknown"],
    [{ endpoint: "place_order", kind: "409", when: "before" }, "unknown"],
    [{ endpoint: "place_order", kind: "202" }, "unknown with an order id"],
    [{ endpoint: "place_order", kind: "400_live" }, "unknown with an order id"],
    [{ endpoint: "place_order", kind: "429", when: "before" }, "not_sent"],
    [{ endpoint: "place_order", kind: "401", when: "before" }, "not_sent"],
    [{ endpoint: "place_order", kind: "html", when: "before" }, "not_sent"],
    [{ endpoint: "place_order", kind: "late_reject" }, "placed"],
  ])("reads the fault %j as %s", async (fault, expected) => {
    const world = await simulatedWorld();
    world.simulator.faults.next(fault);
    const outcome = await world.broker.place(orderOf(world), world.nextId());
    const hasId = outcome.kind === "unknown" && outcome.orderId !== undefined;
    expect(outcome.kind + (hasId ? " with an order id" : "")).toBe(expected);
  });

  it("stays within the simulator's limits, whatever is asked", async () => {
    const world = await simulatedWorld();
    const { broker, account, clock, events, nextId } = world;
    for (let round = 0; round < 40; round += 1) {
      await broker.readTradingSessions(AAPL);
      await broker.readInstrumentDetails(account, [US500, EURUSD]);
      await broker.readBalance(account);
      if (round % 10 === 0) await broker.precheck(orderOf(world), nextId());
      const reference = externalReference(`ATB-ABCDEFGH${"A".repeat(round + 1)}`.slice(0, 50));
      if (round < 5) await broker.place(orderOf(world, { externalReference: reference }), nextId());
    }
    expect(events.of("http_error")).toEqual([]);
    expect(clock.slept.some((waited) => waited > 30_000)).toBe(true);
  });
});
