import { durationMs } from "../../core/domain/time.ts";
import type { EventEmitter } from "../../events/emitter.ts";
import { isFailure } from "../../report/run-result.ts";
import { secretsOf } from "../secrets-of.ts";
import type { CloseOutDocument } from "./close-out-document.ts";
import type { CloseOutEnding } from "./close-out-ending.ts";
import type { ClosingStart } from "./conduct-close-out.ts";

interface Told extends CloseOutEnding {
  readonly document: CloseOutDocument;
}

/** Whoever is told of a cycle that fails is told when something is left open, whoever sits at the terminal. */
export async function tellOfCloseOut(
  { settings, clock, stop, runId }: ClosingStart,
  { document, exitCode, outcome, reason }: Told,
  events: EventEmitter,
): Promise<void> {
  const { notification, stateDirectory, environment } = settings;
  const isWanted = notification.webhookUrl !== undefined || notification.pingUrl !== undefined;
  if (!isWanted || !isFailure({ exitCode })) return;
  const { Notifier } = await import("../notify-run.ts");
  const notifier = new Notifier({
    notification,
    stateDirectory,
    spareDirectories: [settings.logging.directory, settings.reportDirectory],
    clock,
    stop,
    secrets: secretsOf(settings),
  });
  const now = clock.now();
  const result = {
    runId,
    startedAt: now,
    endedAt: now,
    duration: durationMs(0),
    exitCode,
    outcome,
    reason,
    message: `${document.command}: ${leftText(document)}`,
    hint: `run tradebot ${document.command} again, or close it in the broker's own platform`,
    environment,
  };
  await notifier.end(result, { checks: undefined, lastGoodAt: undefined }, events);
}

function leftText({ holdings, working_orders, failure, is_known }: CloseOutDocument): string {
  if (!is_known) return `not known to be flat; ${failure?.message ?? "the broker could not be asked"}`;
  const left = holdings.filter(({ quantity_left }) => quantity_left !== "0");
  const positions = left.map(({ instrument_id, quantity_left }) => `${instrument_id} ${quantity_left}`);
  const orders = working_orders.map(({ order_id }) => `order ${order_id}`);
  const words = [...positions, ...orders];
  return words.length === 0
    ? (failure?.message ?? "an order is not settled yet")
    : `left: ${words.join(", ")}`;
}
