import type { NetPosition, Position } from "../core/domain/account.ts";
import { ZERO, type Decimal } from "../core/domain/decimal.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { OpenOrder, OrderActivity } from "../core/domain/order.ts";
import { present } from "../core/domain/present.ts";
import { minutes, subtractDuration, timestamp, type Timestamp } from "../core/domain/time.ts";
import { ACTIVITY_LOOK_BACK, type Evidence, type EvidenceSource } from "../core/execution/evidence.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import type { IntentStanding } from "./ports/order-store.ts";

/** What the broker's records showed at one moment, about all orders in question; a part that was not told is absent. */
export interface Look {
  readonly asOf: Timestamp;
  /** When the asking began, on the clock that never jumps. */
  readonly askedAtMs: number;
  readonly activities?: { readonly since: Timestamp; readonly lines: readonly OrderActivity[] };
  readonly openOrders?: readonly OpenOrder[];
  readonly positions?: readonly Position[];
  readonly netPositions?: readonly NetPosition[];
  /** What was asked and gave no answer. */
  readonly unanswered: readonly EvidenceSource[];
}

/** The moment before which nothing had been sent. An adopted order was sent by whoever decided the same, after its bar. */
export const sentAtOf = ({ intent, placingAt }: IntentStanding): Timestamp =>
  placingAt ?? intent.decisionBarCloseAt;

/**
 * The earliest time that the broker can have written beside the order. The bar it was decided on is of the broker's own
 * time, so that a clock of ours that ran ahead at the sending hides no line.
 */
export const loggedFrom = ({ intent: { decisionBarCloseAt }, placingAt }: IntentStanding): Timestamp =>
  placingAt === undefined || decisionBarCloseAt < placingAt ? decisionBarCloseAt : placingAt;

/** From when on the log must be read so that it can speak for all of them. */
export const logNeededFrom = (orders: readonly IntentStanding[], now: Timestamp): Timestamp =>
  subtractDuration(
    timestamp(Math.min(...orders.map((standing) => soughtFrom(standing, now)))),
    ACTIVITY_LOOK_BACK,
  );

/**
 * Not every order has a bar, and our clock may have been wrong when it was sent: what is in doubt, or seems to have been
 * sent in the future, is looked for over a whole day more.
 */
function soughtFrom(standing: IntentStanding, now: Timestamp): Timestamp {
  const from = loggedFrom(standing);
  const isTimeBelieved = from <= now && !isInDoubt(standing);
  return isTimeBelieved ? from : subtractDuration(from < now ? from : now, minutes(24 * 60));
}

/**
 * Reads the records about these orders, each source for itself: what one shows is true whether another one answers or
 * not.
 *
 * @param orders at least one
 * @param sources `log`: the order log alone, which tells what became of an accepted order; `all`: also open orders
 * and positions, which a doubt needs
 * @throws TradebotError when no source answers, or asking on is pointless
 */
export async function gatherEvidence(
  { broker, account, ports: { clock } }: ConnectedContext,
  orders: readonly IntentStanding[],
  sources: "log" | "all",
): Promise<Look> {
  const began = { asOf: clock.now(), askedAtMs: clock.monotonicMs() };
  const since = logNeededFrom(orders, began.asOf);
  const readLog = async () => ({ since, lines: await broker.readOrderActivities(account, since) });
  if (sources === "log") return { ...began, activities: await readLog(), unanswered: [] };
  const [activities, openOrders, positions, netPositions] = await Promise.all([
    answerOf(readLog()),
    answerOf(broker.readOpenOrders(account)),
    answerOf(broker.readPositions(account)),
    answerOf(broker.readNetPositions(account)),
  ]);
  const answers = { activities, openOrders, positions, netPositions };
  return { ...began, ...toldIn(answers), unanswered: unansweredIn(answers) };
}

/** @returns the failure when it is this source's own. @throws the error when it concerns the others as well */
const answerOf = <Told>(question: Promise<Told>): Promise<Told | TradebotError> =>
  question.catch(asInstrumentFailure);

type Answers = {
  readonly [Part in keyof typeof SOURCES]: Exclude<Look[Part], undefined> | TradebotError;
};

const SOURCES = {
  activities: "order activities",
  openOrders: "open orders",
  positions: "positions",
  netPositions: "net positions",
} as const satisfies Partial<Record<keyof Look, EvidenceSource>>;

function toldIn({ activities, openOrders, positions, netPositions }: Answers) {
  return present({
    activities: toldOf(activities),
    openOrders: toldOf(openOrders),
    positions: toldOf(positions),
    netPositions: toldOf(netPositions),
  });
}

const toldOf = <Told>(answer: Told | TradebotError): Told | undefined =>
  answer instanceof TradebotError ? undefined : answer;

/** @throws TradebotError the first failure, when it is all that there is */
function unansweredIn(answers: Answers): readonly EvidenceSource[] {
  const { activities, openOrders, positions, netPositions } = answers;
  const all = [activities, openOrders, positions, netPositions];
  const failures = all.filter((answer) => answer instanceof TradebotError);
  const [first] = failures;
  if (first !== undefined && failures.length === all.length) throw first;
  return PARTS.filter((part) => answers[part] instanceof TradebotError).map((part) => SOURCES[part]);
}
const PARTS = ["activities", "openOrders", "positions", "netPositions"] as const;

/** The look as evidence about one order, with how far its position moved since before it was sent. */
export function evidenceAbout({ ports }: ConnectedContext, standing: IntentStanding, look: Look): Evidence {
  const { asOf, activities, openOrders, positions, netPositions, unanswered } = look;
  const seen = { asOf, unanswered, ...present({ activities, openOrders, positions }) };
  const before = ports.store.snapshotBefore(sentAtOf(standing));
  if (before === undefined || netPositions === undefined) return seen;
  const { id } = standing.intent.instrument;
  // another order of ours may have moved the position since: one that closed another opening, for one
  const expected = quantityOf(id, before.positions).plus(ports.store.executedSince(id, before.takenAt));
  return { ...seen, positionShift: quantityOf(id, netPositions).minus(expected) };
}

const quantityOf = (id: string, positions: readonly NetPosition[]): Decimal =>
  positions.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;
