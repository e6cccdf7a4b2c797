import type { Settings } from "../../config/settings.ts";
import { isoFromTimestamp, seconds } from "../../core/domain/time.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, failing, fine } from "./diagnosis.ts";

const NAME = "notification_test";
const BUDGET = seconds(10);

interface Sending {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Of this machine. */
  readonly host: string;
}

/** Posts one message as a failure would be posted, so that somebody can see it arrive. */
export async function sendTestMessage(
  settings: Settings,
  { clock, signal, host }: Sending,
): Promise<Diagnosis> {
  const { webhookUrl } = settings.notification;
  if (webhookUrl === undefined) {
    return doubtful(
      NAME,
      "there is no SCHEDULER_WEBHOOK_URL to send a message to",
      "set it: tradebot config docs SCHEDULER_WEBHOOK_URL",
    );
  }
  const { deliverMessages } = await import("../../adapters/notify/deliver-messages.ts");
  const message = {
    id: 0,
    subject: "tradebot test message",
    body: `nothing has happened: tradebot on ${host} (${settings.environment}) was asked to show that its messages arrive`,
    timestamp: isoFromTimestamp(clock.now()),
  };
  const url = new URL(webhookUrl.reveal());
  const [result] = await deliverMessages([message], { url, clock, stop: signal, budget: BUDGET });
  if (result?.isDelivered === true)
    return fine(NAME, "the receiver of SCHEDULER_WEBHOOK_URL has taken a test message");
  const why = result?.failure ?? "not tried";
  return failing(NAME, `a test message could not be delivered to SCHEDULER_WEBHOOK_URL: ${why}`, {
    exit: "broker_unreachable",
    remedy: "check the address, and whether its service takes a POST with JSON {subject, body, timestamp}",
  });
}
