import type { Claim } from "../machine/journal.ts";
import type { Machine } from "../machine/machine.ts";
import { override } from "./installed-units.ts";

/**
 * Starts Debian's cron with a clock of its own, on which five minutes pass in three seconds. Its jobs do not have
 * that clock: cron gives them an environment of its own.
 */
export async function startCron(machine: Machine): Promise<void> {
  const daemon = '[Service]\nExecStart=\nExecStart=/usr/bin/faketime -f "+0 x100" /usr/sbin/cron -f\n';
  await override(machine, "cron.service", daemon);
  await machine.must("systemctl", "start", "cron.service");
}

/** cron's word that a job of a user is over. */
export const jobEnded =
  (user: string): Claim =>
  ({ SYSLOG_IDENTIFIER, MESSAGE = "" }) =>
    SYSLOG_IDENTIFIER === "CRON" && MESSAGE.includes(`session closed for user ${user}`);
