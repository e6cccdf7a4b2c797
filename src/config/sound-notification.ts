import { secretAddress } from "./kinds/notification.ts";
import type { Notification } from "./settings.ts";
import type { Standing } from "./standing.ts";

/** Whom to tell that the configuration is faulty, as far as it is sound itself. */
export function soundNotification(
  standings: readonly Standing[],
  faulty: ReadonlySet<unknown>,
): Notification {
  const webhookUrl = soundAddress("SCHEDULER_WEBHOOK_URL", standings, faulty);
  const pingUrl = soundAddress("HEALTHCHECK_PING_URL", standings, faulty);
  return {
    ...(webhookUrl === undefined ? {} : { webhookUrl }),
    ...(pingUrl === undefined ? {} : { pingUrl }),
  };
}

function soundAddress(name: string, standings: readonly Standing[], faulty: ReadonlySet<unknown>) {
  const text = standings.find(({ setting }) => setting.name === name)?.text;
  if (text === undefined || faulty.has(name)) return undefined;
  const reading = secretAddress.read(text);
  return reading.kind === "value" ? reading.value : undefined;
}
