import type { Settings } from "../../config/settings.ts";
import type { Check } from "../../report/check.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, fine } from "./diagnosis.ts";

/**
 * Whether anybody is told when the bot fails, or no longer runs.
 *
 * @param arrival whether the messages so far have arrived
 */
export function checkNotification(
  { environment, notification }: Pick<Settings, "environment" | "notification">,
  arrival: Check,
): Diagnosis {
  const { webhookUrl, pingUrl } = notification;
  const told = [
    ...(webhookUrl === undefined ? [] : ["failures are posted to SCHEDULER_WEBHOOK_URL"]),
    ...(pingUrl === undefined ? [] : ["each cycle reports to HEALTHCHECK_PING_URL"]),
  ];
  if (webhookUrl !== undefined && arrival.verdict !== "ok") {
    return arrival.verdict === "fail" ? { ...arrival, exit: "broker_unreachable" } : arrival;
  }
  if (told.length > 0) return fine("notification", told.join("; "));
  if (environment === "LOCAL")
    return fine("notification", "nobody is told of failures; on LOCAL nothing is at stake");
  return doubtful(
    "notification",
    "nobody is told when a cycle fails, or when none runs any more",
    "set SCHEDULER_WEBHOOK_URL or HEALTHCHECK_PING_URL, or let a monitor run `tradebot status --check`",
  );
}
