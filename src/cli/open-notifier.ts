import type { Notification, Settings } from "../config/settings.ts";
import type { Notifier } from "./notify-run.ts";
import type { SingleCycleOptions } from "./program.ts";
import { notificationSecrets, secretsOf } from "./secrets-of.ts";
import type { Beginning } from "./start.ts";

/**
 * Whoever tells of the run; nobody when nobody wants to know, and at no cost. A dry run that the command line asks for is
 * somebody trying something out: it neither begins nor ends an incident of the bot that the scheduler starts.
 */
export async function openNotifier(
  beginning: Beginning,
  settings: Settings,
  { dryRun }: SingleCycleOptions,
): Promise<Notifier | undefined> {
  if (dryRun === true) return undefined;
  const { notification, stateDirectory } = settings;
  const spareDirectories = [settings.logging.directory, settings.reportDirectory];
  return open(beginning, { notification, stateDirectory, spareDirectories, secrets: secretsOf(settings) });
}

/** The same where the configuration is faulty, as far as it is sound. */
export function openNotifierWithout(
  beginning: Beginning,
  notification: Notification,
  places: Pick<Known, "stateDirectory" | "spareDirectories">,
): Promise<Notifier | undefined> {
  const { stateDirectory, spareDirectories } = places;
  return open(beginning, {
    notification,
    spareDirectories,
    secrets: notificationSecrets(notification),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
  });
}

interface Known {
  readonly notification: Notification;
  readonly stateDirectory?: string;
  readonly spareDirectories: readonly string[];
  readonly secrets: readonly string[];
}

async function open({ clock, stop }: Beginning, known: Known): Promise<Notifier | undefined> {
  const { webhookUrl, pingUrl } = known.notification;
  if (webhookUrl === undefined && pingUrl === undefined) return undefined;
  const { Notifier } = await import("./notify-run.ts");
  return new Notifier({ ...known, clock, stop });
}
