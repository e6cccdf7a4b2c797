import { TradebotError } from "../core/domain/errors.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isEmpty, planProtection, type ProtectionPlan } from "../core/risk/plan-protection.ts";
import { wantedPurposes, type ProtectionSettings } from "../core/risk/protection.ts";
import { readDetails } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import {
  areLotsNeeded,
  guardedInstruments,
  guardedPosition,
  type Planned,
  type Seen,
} from "./guarded-positions.ts";
import { endRests, lacksProtection, makeRoom } from "./make-room.ts";
import { acceptable, placeRepairs } from "./place-repairs.ts";
import type { PlacementBan } from "./ports.ts";
import type { Repair } from "./repair-parts.ts";
import { resizeOrders } from "./resize-orders.ts";
import { tellUnprotected, tellUnseen } from "./tell-unprotected.ts";

/** What of the settings protection depends on. */
export interface ProtectionRules {
  readonly protection: ProtectionSettings;
  readonly dryRun: boolean;
  readonly disclaimerPolicy: DisclaimerPolicy;
}

/** Making room, changing, placing, and a look at what came of it. */
const ROUNDS = 5;

/** What was tried in this cycle: once is enough, the next cycle tries again. */
interface Tried {
  /** Which orders, beside which position: with fewer of them it is another try. */
  readonly placed: Set<string>;
  readonly changed: Set<string>;
}

/**
 * Sees to it that all we own has orders beside it that bound its loss, for exactly as much as we own; says loudly what
 * has none. Costs no request where nothing lacks.
 *
 * @param first what was read of the account just now; absent when something was sent since
 * @throws TradebotError when the account cannot be read, or orders not be sent any more
 */
export async function protectPositions(
  context: ConnectedContext,
  rules: ProtectionRules,
  first: Seen | undefined,
): Promise<void> {
  if (guardedInstruments(context).length === 0) return;
  let state: readonly Planned[] | undefined;
  let ban: PlacementBan | undefined;
  try {
    const tried: Tried = { placed: new Set(), changed: new Set() };
    let seen = first;
    for (let round = 0; round < ROUNDS; round += 1) {
      seen = await withLots(context, seen ?? (await lookAtAccount(context)));
      state = await plan(context, rules, seen);
      const mayAct = !rules.dryRun && context.ports.stop.reason === undefined;
      ban = mayAct && state.some(lacksProtection) ? context.ports.guard.check("stop") : undefined;
      if (!mayAct || !(await carryOut(context, state, { rules, seen, tried, ban }))) break;
      seen = undefined;
    }
  } finally {
    if (state === undefined) tellUnseen(context, rules);
    else tellUnprotected(context, state, { ...rules, ban });
  }
}

/** @throws TradebotError when one of them does not answer */
export async function lookAtAccount({ broker, account }: ConnectedContext): Promise<Seen> {
  const [openOrders, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readNetPositions(account),
  ]);
  return { openOrders, positions };
}

async function withLots(context: ConnectedContext, seen: Seen): Promise<Seen> {
  if (!areLotsNeeded(context, seen)) return seen;
  return { ...seen, lots: await context.broker.readPositions(context.account) };
}

async function plan(
  context: ConnectedContext,
  { protection }: ProtectionRules,
  seen: Seen,
): Promise<readonly Planned[]> {
  await followProtection(context, seen.openOrders);
  const instruments = guardedInstruments(context);
  const details = await detailsOf(context, instruments);
  return instruments.map((instrument): Planned => {
    const facts = { seen, protection, details: details.get(instrument.id) };
    const position = guardedPosition(context, instrument, facts);
    const isPlannable = position.obstacle === undefined && position.details !== undefined;
    return {
      position,
      plan: isPlannable ? planProtection({ ...position, details: position.details }) : undefined,
    };
  });
}

/** An instrument without details is told of, and keeps no other from being protected. */
async function detailsOf(context: ConnectedContext, instruments: Parameters<typeof readDetails>[3]) {
  const { ports, broker, account } = context;
  try {
    return await readDetails(ports, broker, account, instruments);
  } catch (error) {
    if (!(error instanceof TradebotError) || error.exit === "login_needed") throw error;
    return new Map() as Awaited<ReturnType<typeof readDetails>>;
  }
}

interface Round {
  readonly rules: ProtectionRules;
  readonly seen: Seen;
  readonly tried: Tried;
  /** Why no protective order may be sent now. */
  readonly ban: PlacementBan | undefined;
}

/** Takes the first kind of step there is. @returns whether anything was done, so that another look is worth it */
async function carryOut(
  context: ConnectedContext,
  state: readonly Planned[],
  round: Round,
): Promise<boolean> {
  const { ban, tried } = round;
  const taking = { ban, changed: tried.changed };
  if (await endRests(context, state, taking)) return true;
  const open = state.filter(({ plan: steps }) => steps !== undefined && !isDone(steps));
  if (open.length === 0) return false;
  return (
    (await makeRoom(context, open, taking)) ||
    (await resize(context, open, round)) ||
    placeRepairs(context, repairsIn(context, open, round), { ...round.rules, seen: round.seen })
  );
}

const isDone = (steps: ProtectionPlan): boolean => isEmpty(steps) && steps.withoutTarget.length === 0;

async function resize(
  context: ConnectedContext,
  open: readonly Planned[],
  { tried, seen }: Round,
): Promise<boolean> {
  let isChanged = false;
  for (const { plan: steps, position } of open) {
    for (const change of steps?.resize ?? []) {
      const { details } = position;
      if (details === undefined || change.orders.some(({ orderId }) => tried.changed.has(orderId))) continue;
      for (const { orderId } of change.orders) tried.changed.add(orderId);
      await resizeOrders(context, change, { details, openOrders: seen.openOrders });
      isChanged = true;
    }
  }
  return isChanged;
}

function repairsIn(
  context: ConnectedContext,
  open: readonly Planned[],
  { tried, rules }: Round,
): readonly Repair[] {
  if (wantedPurposes(rules.protection).length === 0) return [];
  const nameOf = ({ position }: Planned): string =>
    [position.instrument.id, ...acceptable(context, position)].join(" ");
  const untried = open.filter((one) => !tried.placed.has(nameOf(one)));
  for (const one of untried) tried.placed.add(nameOf(one));
  return untried.flatMap(({ position, plan: steps }) => {
    const { details } = position;
    if (details === undefined || steps === undefined) return [];
    return [{ position, details, quantity: steps.place, withoutTarget: steps.withoutTarget }];
  });
}
