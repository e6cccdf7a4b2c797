import type { Settings } from "../../config/settings.ts";
import { ZERO, type Decimal } from "../../core/domain/decimal.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { ExternalReference } from "../../core/domain/ids.ts";
import { resolutionOf, type PersonsWord, type Resolution } from "../../core/execution/resolve.ts";
import { orderFields } from "../../cycle/event-fields.ts";
import { examineOrder, type Examination } from "../../cycle/examine-order.ts";
import { cycleSettings } from "../cycle-plan.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import type { Host } from "../main.ts";
import { recordingWork, type RecordingHands } from "./recording-work.ts";

export type Resolved = Extract<Resolution, { kind: "resolved" }>;

export const usage = (code: string, message: string, hint: string): TradebotError =>
  new TradebotError({ code, message, exit: "usage", hint });

interface Asked {
  readonly reference: ExternalReference;
  readonly word: PersonsWord;
}

interface Examined {
  readonly examination: Examination;
  readonly resolution: Resolved;
}

/** What the broker's records leave of the person's word. @throws TradebotError when they have settled the order, or refuse the word */
export async function examine(host: Host, settings: Settings, asked: Asked): Promise<Examined> {
  const examined = await recordingWork(host, settings, {
    name: "RESOLVE",
    saying: "asking the broker about the order",
    work: (hands) => weigh(hands, settings, asked),
    ending: () => ({ exitCode: EXIT_CODES.done.code, outcome: "done", counters: {} }),
  });
  if (examined !== undefined) return examined;
  throw settledMeanwhile(asked.reference);
}

/** What the broker's records leave of the person's word; `undefined` when they have settled the order. */
async function weigh(
  { ports, cycle, store }: RecordingHands,
  settings: Settings,
  { reference, word }: Asked,
): Promise<Examined | undefined> {
  const examination = await examineOrder(ports, cycleSettings(settings), { cycle, reference });
  if (examination === undefined) return undefined;
  const booked = store.bookedQuantity(examination.standing.intent.id);
  return { examination, resolution: accepted(examination, word, booked) };
}

const settledMeanwhile = (reference: ExternalReference): TradebotError =>
  usage(
    "ORDER_SETTLED",
    `the broker's records tell what became of ${reference}: it is settled now, and nobody needs to say it`,
    `see it with \`tradebot trace ${reference}\``,
  );

function accepted({ standing, traces }: Examination, word: PersonsWord, booked: Decimal): Resolved {
  const { side, quantity } = standing.intent;
  const { orderIds, isSilent } = traces;
  const resolution = resolutionOf({ side, quantity, booked, orderIds, isTraced: !isSilent }, word);
  if (resolution.kind === "resolved") return resolution;
  throw usage("RESOLUTION_REFUSED", resolution.objection, resolution.hint);
}

interface Recording extends Asked {
  /** What the person has agreed to. */
  readonly resolution: Resolved;
}

/** Writes down what the person has agreed to, if that is still what the records leave. */
export const record = async (host: Host, settings: Settings, recording: Recording): Promise<void> => {
  const isRecorded = await recordingWork(host, settings, {
    name: "RESOLVE",
    saying: "asking the broker once more, and recording",
    work: (hands) => recordIn(hands, settings, recording),
    ending: () => ({ exitCode: EXIT_CODES.done.code, outcome: "done", counters: {} }),
  });
  if (!isRecorded) throw settledMeanwhile(recording.reference);
};

/** While a person reads and types, the broker's records may find their voice: only what still holds is recorded. */
async function recordIn(
  hands: RecordingHands,
  settings: Settings,
  { reference, word, resolution }: Recording,
): Promise<boolean> {
  const now = await weigh(hands, settings, { reference, word });
  if (now === undefined) return false;
  if (!isSame(now.resolution, resolution))
    throw usage(
      "EVIDENCE_CHANGED",
      `what the broker shows of ${reference} has changed since you were asked; nothing was recorded`,
      "run the same command again, and look at what it shows now",
    );
  writeDown(hands, now, word);
  return true;
}

const isSame = (one: Resolved, other: Resolved): boolean =>
  one.adjustment.eq(other.adjustment) &&
  one.transition.to === other.transition.to &&
  one.transition.orderId === other.transition.orderId &&
  (one.transition.filledQuantity ?? ZERO).eq(other.transition.filledQuantity ?? ZERO);

function writeDown(
  { ports, store, cycle }: RecordingHands,
  { examination, resolution }: Examined,
  { person }: PersonsWord,
): void {
  const { intent, orderId } = examination.standing;
  const { externalReference: reference } = intent;
  const { transition, adjustment: quantity } = resolution;
  const { to, reason, detail = "" } = transition;
  const at = ports.clock.now();
  const adjustment = {
    at,
    instrumentId: intent.instrument.id,
    quantity,
    reason,
    detail: `${reference}, ${detail}`,
  };
  store.recordResolution({
    step: { cycle, intent: intent.id, transition, at },
    ...(quantity.eq(ZERO) ? {} : { adjustment }),
  });
  ports.events.emit("execution_order_resolved", {
    ...orderFields(ports, intent),
    order_id: orderId,
    intent_state: to,
    reason,
    detail,
    person,
    adjusted_by: quantity.toString(),
  });
}
