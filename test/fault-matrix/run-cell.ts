import { expect } from "vitest";
import { ZERO, type Decimal } from "../../src/core/domain/decimal.ts";
import { isInDoubt, NEVER_ARRIVED } from "../../src/core/execution/lifecycle.ts";
import type { EndpointName } from "../../src/simulator/server/route.ts";
import type { Fault } from "../../src/simulator/server/faults.ts";
import { expectAgreement, expectOwnOrdersAgree } from "../support/agreement.ts";
import { brokerBooks, ownBooks } from "../support/books.ts";
import { runCycleIn, type World } from "../support/world.ts";
import { worldBefore, type OrderStep } from "./steps.ts";
import type { Trouble } from "./troubles.ts";

const MINUTE_MS = 60_000;
const CALM_CYCLES = 2;
/** Who could tell what became of an order. */
const WITNESSES = ["orders", "order_activities", "positions", "net_positions"] as const;

/** What a trouble at a step came to: how the cycle that met it ended, and the ones after it. */
export async function runCell(step: OrderStep, trouble: Trouble): Promise<string> {
  const world = await worldBefore(step, trouble.simulator);
  try {
    arm(world, step, trouble);
    const met = await oneCycle(world, step);
    world.simulator.faults.clear();
    if (trouble.endsLogin === true) await world.restartSimulator(); // which takes the token again
    const story = [met];
    for (let calm = 0; calm < CALM_CYCLES; calm += 1) {
      world.clock.advance(MINUTE_MS);
      story.push(await oneCycle(world, step));
    }
    if (step.isShared === true) expectOwnOrdersAgree(world);
    else expectAgreement(world);
    return withoutRepetition(story).join(" → ");
  } catch (cause) {
    throw new Error(`${trouble.title} at ${step.title}: ${String(cause)}`, { cause });
  } finally {
    await world.close();
  }
}

/** Until the cycle is over, every fitting request meets it; an order's own fate is met once. */
function arm(world: World, step: OrderStep, { fault, isSilent, isStory }: Trouble): void {
  if (fault === undefined) return;
  const count = isStory === true ? 1 : "always";
  const aimed = { ...fault, ...step.aim, endpoint: step.endpoint, count } as Fault; // a story fits: see `canMeet`
  if (step.isReadBack === true) onceSent(world, "place_order", [aimed]);
  else world.simulator.faults.next(aimed);
  if (isSilent === true) {
    const silence = WITNESSES.map((endpoint): Fault => ({ kind: "503", endpoint, count: "always" }));
    onceSent(world, step.endpoint, silence);
  }
}

const METHODS: Partial<Readonly<Record<EndpointName, string>>> = {
  place_order: "POST",
  change_order: "PATCH",
  cancel_orders: "DELETE",
};

/** From the first such request on, whatever became of it. */
function onceSent({ requests, simulator }: World, endpoint: EndpointName, faults: readonly Fault[]): void {
  let isArmed = false;
  const push = requests.push.bind(requests);
  requests.push = (...added) => {
    const isSent = added.some(
      ({ method, target }) => method === METHODS[endpoint] && /\/v2\/orders(?!\/precheck)/.test(target),
    );
    if (isSent && !isArmed) for (const fault of faults) simulator.faults.next(fault);
    isArmed ||= isSent;
    return push(...added);
  };
}

async function oneCycle(world: World, { purpose }: OrderStep): Promise<string> {
  const { exitCode } = await runCycleIn(world);
  const { intents } = ownBooks(world.stateDirectory);
  const { orders } = brokerBooks(world.simulator.snapshot());
  if (intents.some(isInDoubt)) expect(exitCode).toBe(80);
  for (const { reference, state } of intents) {
    const isOver = NEVER_ARRIVED.includes(state) || state === "rejected";
    const hasAnother = intents.some((other) => other.reference === reference && other.state !== state);
    if (isOver && !hasAnother)
      expect(orders, `${reference} is called ${state}`).not.toHaveProperty(reference);
  }
  const state = intents.findLast(({ intent }) => intent.purpose === purpose)?.state ?? "not sent";
  return `${exitCode} ${state}${lackOf(world)}`;
}

/** How the stops that wait differ from what is held. */
function lackOf({ simulator, settings }: World): string {
  if (settings.protection.stopLoss === undefined) return "";
  const { positions, orders } = simulator.snapshot();
  const held = sum(positions.map(({ amount }) => amount));
  const guarded = sum(orders.filter(({ type }) => type === "Stop").map(({ amount }) => amount));
  if (guarded.eq(held)) return "";
  return guarded.lt(held) ? ", unprotected" : ", stop too large";
}

const sum = (amounts: readonly Decimal[]): Decimal => amounts.reduce((all, amount) => all.plus(amount), ZERO);

const withoutRepetition = (story: readonly string[]): readonly string[] =>
  story.filter((chapter, index) => chapter !== story[index - 1]);
