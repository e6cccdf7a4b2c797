import { TradebotError } from "../core/domain/errors.ts";
import { elapsed, seconds } from "../core/domain/time.ts";
import type { DisclaimerPolicy } from "../core/execution/disclaimers.ts";
import { isEmpty, planProtection, type ProtectionPlan } from "../core/risk/plan-protection.ts";
import { wantedPurposes, type ProtectionSettings } from "../core/risk/protection.ts";
import { readDetails } from "./cached-facts.ts";
import { cancelOrders } from "./cancel-orders.ts";
import type { ConnectedContext } from "./context.ts";
import { followProtection } from "./follow-protection.ts";
import { sentAtOf } from "./gather-evidence.ts";
import { guardedInstruments, guardedPosition, type Planned, type Seen } from "./guarded-positions.ts";
import { acceptable, placeRepairs, type Repair } from "./place-repairs.ts";
import type { IntentStanding } from "./ports.ts";
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
  try {
    const tried: Tried = { placed: new Set(), changed: new Set() };
    let seen = first;
    for (let round = 0; round < ROUNDS; round += 1) {
      seen ??= await lookAtAccount(context);
      state = await plan(context, rules, seen);
      const mayAct = !rules.dryRun && context.ports.stop.reason === undefined;
      if (!mayAct || !(await carryOut(context, state, { rules, seen, tried }))) break;
      seen = undefined;
    }
  } finally {
    if (state === undefined) tellUnseen(context, rules);
    else tellUnprotected(context, state, rules);
  }
}

async function lookAtAccount({ broker, account }: ConnectedContext): Promise<Seen> {
  const [openOrders, positions] = await Promise.all([
    broker.readOpenOrders(account),
    broker.readNetPositions(account),
  ]);
  return { openOrders, positions };
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
}

/** Takes the first kind of step there is. @returns whether anything was done, so that another look is worth it */
async function carryOut(
  context: ConnectedContext,
  state: readonly Planned[],
  round: Round,
): Promise<boolean> {
  const rests = restsToEnd(context, state, round);
  if (rests.length > 0) {
    for (const { intent } of rests) round.tried.changed.add(intent.externalReference);
    await cancelOrders(context, rests, "REST_UNPROTECTED");
    return true;
  }
  const open = state.filter(({ plan: steps }) => steps !== undefined && !isDone(steps));
  if (open.length === 0) return false;
  return (
    (await makeRoom(context, open, round)) ||
    (await resize(context, open, round)) ||
    placeRepairs(context, repairsIn(context, open, round), { ...round.rules, seen: round.seen })
  );
}

/** An entry that is still not filled so long after it was sent is not worth an open position. */
const REST_PATIENCE = seconds(30);

/**
 * What was bought of an entry is not protected while the rest of it works, since its children wait for all of it. An
 * order at the market that takes so long is ended; what there is of the position then gets orders of its own.
 */
function restsToEnd(
  { ports }: ConnectedContext,
  state: readonly Planned[],
  { tried }: Round,
): readonly IntentStanding[] {
  return state
    .filter(({ position: { owned, covered } }) => owned.gt(covered))
    .flatMap(({ position }) => position.partlyFilled)
    .filter(({ intent }) => !tried.changed.has(intent.externalReference))
    .filter((standing) => elapsed(sentAtOf(standing), ports.clock.now()) > REST_PATIENCE);
}

const isDone = (steps: ProtectionPlan): boolean => isEmpty(steps) && steps.withoutTarget.length === 0;

async function makeRoom(
  context: ConnectedContext,
  open: readonly Planned[],
  { tried }: Round,
): Promise<boolean> {
  const wanted = open
    .flatMap(({ plan: steps }) => steps?.cancel ?? [])
    .filter(({ order }) => !tried.changed.has(order.orderId));
  if (wanted.length === 0) return false;
  const standings = context.ports.store.unsettledIntents();
  for (const [reason, group] of Map.groupBy(wanted, (one) => one.reason)) {
    const ids = new Set(group.map(({ order }) => order.id));
    for (const { order } of group) tried.changed.add(order.orderId);
    await cancelOrders(
      context,
      standings.filter(({ intent }) => ids.has(intent.id)),
      reason,
    );
  }
  return true;
}

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
