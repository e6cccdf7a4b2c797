import { cancelByHand, closeByHand } from "../scenarios/protected-worlds.ts";
import type { OrderPurpose } from "../../src/core/domain/order.ts";
import { isoFromTimestamp } from "../../src/core/domain/time.ts";
import type { Aim } from "../../src/simulator/server/aim.ts";
import type { EndpointName } from "../../src/simulator/server/route.ts";
import {
  advanceToNextSlot,
  runCycleIn,
  startWorld,
  type World,
  type WorldOptions,
} from "../support/world.ts";

/** Where in the life of an order trouble can come. */
export interface OrderStep {
  readonly title: string;
  readonly endpoint: EndpointName;
  readonly aim?: Aim;
  /** Whose story the table tells. */
  readonly purpose: OrderPurpose;
  /** Whether trouble begins only when the order was placed: the same is read before, too. */
  readonly isReadBack?: true;
  readonly options: WorldOptions;
  /** Cycles before the one that meets the trouble, one in each slot; 0 where absent. */
  readonly cyclesBefore?: number;
  /** What a person does right before it. */
  readonly byHand?: (world: World) => Promise<void>;
  /** Whether what the person did was a trade, so that the account is not ours alone. */
  readonly isShared?: true;
}

/** Something that the simulated market sells after so many slots. */
const SOLD_LATER = { WATCHLIST: "CfdOnIndex:100037" };
const SLOTS_BEFORE_SALE = 6;
/** So wide that the market does not come near them. */
const PROTECTED = { STOP_LOSS_PCT: "20", TAKE_PROFIT_PCT: "40", DEFAULT_QUANTITY: "2" };

const entry = { purpose: "entry", options: { env: PROTECTED } } as const;
const withText: OrderStep["options"] = {
  env: { ...PROTECTED, DISCLAIMER_POLICY: "auto_accept_normal" },
  simulator: { disclaimers: [{ kind: "normal", condition: "none", shownAt: "precheck" }] },
};

export const STEPS: readonly OrderStep[] = [
  { title: "precheck", endpoint: "precheck", ...entry },
  {
    title: "text read",
    endpoint: "disclaimers",
    aim: { method: "GET" },
    purpose: "entry",
    options: withText,
  },
  {
    title: "text answered",
    endpoint: "disclaimers",
    aim: { method: "POST" },
    purpose: "entry",
    options: withText,
  },
  { title: "entry with children", endpoint: "place_order", ...entry },
  {
    title: "exit",
    endpoint: "place_order",
    purpose: "exit",
    options: { env: { ...SOLD_LATER, DEFAULT_QUANTITY: "2" } },
    cyclesBefore: SLOTS_BEFORE_SALE,
  },
  {
    title: "cancel before an exit",
    endpoint: "cancel_orders",
    purpose: "exit",
    options: { env: { ...PROTECTED, ...SOLD_LATER } },
    cyclesBefore: SLOTS_BEFORE_SALE,
  },
  {
    title: "stop and target of their own",
    endpoint: "place_order",
    purpose: "stop",
    options: { env: PROTECTED },
    cyclesBefore: 1,
    byHand: async (world) => {
      await cancelByHand(world, "Stop");
      await cancelByHand(world, "Limit");
    },
  },
  {
    title: "change of stop and target",
    endpoint: "change_order",
    purpose: "stop",
    options: { env: { ...PROTECTED, DEFAULT_QUANTITY: "3" } },
    cyclesBefore: 1,
    byHand: (world) => closeByHand(world, 1, "FifoRealTime"),
    isShared: true,
  },
  { title: "open orders", endpoint: "orders", isReadBack: true, ...entry },
  { title: "order log", endpoint: "order_activities", isReadBack: true, ...entry },
  { title: "positions", endpoint: "net_positions", isReadBack: true, ...entry },
  { title: "balance", endpoint: "balances", isReadBack: true, ...entry },
];

const prepared = new Map<OrderStep, Promise<World>>();

/** A world in which the next cycle takes the step. */
export async function worldBefore(
  step: OrderStep,
  simulator: WorldOptions["simulator"] = {},
): Promise<World> {
  const options = { ...step.options, simulator: { ...step.options.simulator, ...simulator } };
  if (step.cyclesBefore === undefined) return startWorld(options);
  let before = prepared.get(step);
  if (before === undefined) {
    before = prepare(step, step.cyclesBefore);
    prepared.set(step, before);
  }
  const { stateDirectory, clock } = await before;
  return startWorld({ ...options, copyOf: stateDirectory, startIso: isoFromTimestamp(clock.now()) });
}

async function prepare({ options, byHand }: OrderStep, cycles: number): Promise<World> {
  const world = await startWorld(options);
  for (let cycle = 0; cycle < cycles; cycle += 1) {
    await runCycleIn(world);
    advanceToNextSlot(world);
  }
  await byHand?.(world);
  return world;
}

export async function endPrepared(): Promise<void> {
  for (const world of prepared.values()) await (await world).close();
  prepared.clear();
}
