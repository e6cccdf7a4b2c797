import { hostname } from "node:os";
import type { Settings } from "../../config/settings.ts";
import { seconds } from "../../core/domain/time.ts";
import { checkLogin } from "../../report/check-login.ts";
import { observationOfCheck } from "../../report/incident-conditions.ts";
import { hiding } from "../notify-run.ts";
import { postIncidents } from "../post-incidents.ts";
import { secretsOf } from "../secrets-of.ts";
import { loginOf } from "./login-settings.ts";
import type { LoginSurroundings } from "./open-login.ts";
import { knownLogin } from "./read-login-facts.ts";

const BUDGET = seconds(8);

/** Tells people of a login that dies, and that it is well again: cycles may be asleep for days. */
export async function tellOfLogin(
  settings: Settings,
  { clock, events, signal }: Pick<LoginSurroundings, "clock" | "events" | "signal">,
): Promise<void> {
  const { webhookUrl } = settings.notification;
  const oauth = loginOf(settings);
  if (webhookUrl === undefined || oauth === undefined) return;
  const now = clock.now();
  const check = checkLogin(knownLogin(oauth, now), now);
  const { stateDirectory, environment } = settings;
  await postIncidents(
    () => observationOfCheck(check),
    { now, host: hostname(), hide: hiding(secretsOf(settings)), environment },
    {
      clock,
      events,
      stop: signal,
      webhookUrl: new URL(webhookUrl.reveal()),
      budget: BUDGET,
      stateDirectory,
      spareDirectories: [settings.logging.directory, settings.reportDirectory],
    },
  );
}
