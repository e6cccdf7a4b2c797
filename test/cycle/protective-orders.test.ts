import { describe, expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { externalReference, orderId } from "../../src/core/domain/ids.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { isProtective } from "../../src/core/domain/order.ts";
import { cancelOrders } from "../../src/cycle/cancel-orders.ts";
import { readDetails } from "../../src/cycle/cached-facts.ts";
import type { ConnectedContext } from "../../src/cycle/context.ts";
import { guardedPosition } from "../../src/cycle/guarded-positions.ts";
import type { Broker } from "../../src/cycle/ports/broker.ts";
import type { IntentStanding } from "../../src/cycle/ports/order-store.ts";
import { lookAtAccount } from "../../src/cycle/protect-positions.ts";
import { resizeOrders } from "../../src/cycle/resize-orders.ts";
import { anIntent } from "../adapters/store/support-values.ts";
import { holding, onMargin } from "../scenarios/protected-worlds.ts";
import { connectedIn } from "../support/connected.ts";
import type { World } from "../support/world.ts";

const HELD = instrument("CfdOnIndex", 4913);
const protectedWorld = (): Promise<World> => holding(onMargin("FifoRealTime"));

const protection = ({ ports }: ConnectedContext): readonly IntentStanding[] =>
  ports.store.unsettledIntents().filter(({ intent }) => isProtective(intent.purpose));

const detailsIn = async ({ ports, broker, account }: ConnectedContext) => {
  const details = (await readDetails(ports, broker, account, [HELD])).get(HELD.id);
  if (details === undefined) throw new Error("the broker knows the instrument");
  return details;
};

describe("orders that are taken back", () => {
  it("are on record as ending before the broker is asked", async () => {
    const states = await connectedIn(await protectedWorld(), async ({ broker, ...context }) => {
      const seen: string[] = [];
      const watched: ConnectedContext = {
        ...context,
        broker: {
          ...broker,
          cancel: (...request) => {
            seen.push(...protection(watched).map(({ state }) => state));
            return broker.cancel(...request);
          },
        },
      };
      await cancelOrders(watched, protection(watched), "TEST");
      return seen;
    });
    expect(states).toEqual(["cancelling", "cancelling"]);
  });

  it("work on, and nobody is asked, when the lock is somebody else's by then", async () => {
    const held = await protectedWorld();
    const lost = new TradebotError({ code: "LOCK_LOST", message: "another has it", exit: "lock_held" });
    await connectedIn(held, async (context) => {
      const requireWritable = (): never => {
        throw lost;
      };
      const robbed = {
        ...context,
        ports: { ...context.ports, guard: { ...context.ports.guard, requireWritable } },
      };
      await expect(cancelOrders(robbed, protection(robbed), "TEST")).rejects.toBe(lost);
      expect(protection(context).map(({ state }) => state)).toEqual(["placed", "placed"]);
    });
    expect(held.simulator.snapshot().orders).toHaveLength(2);
  });
});

describe("orders that are made smaller", () => {
  it("keep room for what was filled of them: the broker's amount counts from their beginning", async () => {
    const quantities = await connectedIn(await protectedWorld(), async ({ broker, ...context }) => {
      const asked: Parameters<Broker["change"]>[0][] = [];
      const change = (wanted: Parameters<Broker["change"]>[0]) => {
        asked.push(wanted);
        return Promise.resolve({ kind: "requested" } as const);
      };
      const listening = { ...context, broker: { ...broker, change } };
      const orders = protection(listening).flatMap(({ intent, orderId }) =>
        orderId === undefined || !isProtective(intent.purpose)
          ? []
          : [
              {
                id: intent.id,
                orderId,
                purpose: intent.purpose,
                quantity: decimal("10"),
                filledQuantity: decimal("4"),
                isEnding: false,
              },
            ],
      );
      const details = await detailsIn(listening);
      await resizeOrders(listening, { orders, remaining: decimal("3") }, { details, openOrders: [] });
      return asked.flatMap(({ order, children = [] }) =>
        [order, ...children.map((child) => child.order)].map(({ quantity }) => quantity.toString()),
      );
    });
    expect(quantities).toEqual(["7", "7"]);
  });
});

describe("a position", () => {
  /** Why nothing may be done about its protection. */
  const obstacle = (arrange: (context: ConnectedContext) => void, strays: readonly string[] = []) =>
    protectedWorld().then((held) =>
      connectedIn(held, async (context) => {
        const seen = await lookAtAccount(context);
        const [sample] = seen.openOrders;
        if (sample === undefined) throw new Error("its stop waits");
        const stray = (reference: string) => ({
          ...sample,
          orderId: orderId("9999"),
          externalReference: externalReference(reference),
        });
        arrange(context);
        const openOrders = [...seen.openOrders, ...strays.map(stray)];
        const facts = {
          seen: { ...seen, openOrders },
          details: await detailsIn(context),
          protection: held.settings.protection,
        };
        return guardedPosition(context, HELD, facts).obstacle;
      }),
    );

  it("may be protected when all of its orders are known and listed", async () => {
    expect(await obstacle(() => undefined)).toBeUndefined();
  });

  it("is left alone while an order in its instrument is in doubt", async () => {
    const inDoubt = ({ ports, cycle }: ConnectedContext): void => {
      const intent = ports.store.createIntent(cycle, anIntent({ instrument: HELD }));
      const now = ports.clock.now();
      ports.store.recordTransition(cycle, intent.id, { to: "placing", reason: "ABOUT_TO_SEND" }, now);
      ports.store.recordTransition(cycle, intent.id, { to: "unknown", reason: "TIMEOUT" }, now);
    };
    expect(await obstacle(inDoubt)).toBe("UNKNOWN_ORDER_PENDING");
  });

  it("is left alone while an order under our name waits there that the store does not know", async () => {
    expect(await obstacle(() => undefined, ["ATB-STRAY"])).toBe("ORDER_NOT_KNOWN");
  });
});
