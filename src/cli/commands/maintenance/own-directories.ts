import path from "node:path";
import type { OwnKind, Stock } from "../../../adapters/files/inventory.ts";
import { takeStock } from "../../../adapters/files/inventory.ts";
import { isArmingName } from "../../../adapters/files/arming-file.ts";
import { isKillSwitchName } from "../../../adapters/files/read-kill-switch.ts";
import { LAST_TOLD_FILE } from "../../../adapters/files/last-told-file.ts";
import { NEW_LINK_FILE } from "../../../adapters/logging/current-link.ts";
import { isStopRequestName } from "../../../adapters/files/stop-request.ts";
import { parseLogFileName } from "../../../adapters/logging/log-file-name.ts";
import {
  BACKUP_FILE,
  backupDirectory,
  DAMAGED_FILE,
  STORE_FILE,
} from "../../../adapters/store/store-files.ts";
import type { Settings } from "../../../config/settings.ts";

const named =
  (pattern: RegExp): OwnKind["matches"] =>
  (name) =>
    pattern.test(name);

/** Of a time when the state directory could not be used. */
const LAST_TOLD: OwnKind = { kind: "incidents", matches: named(LAST_TOLD_FILE) };

const STATE: readonly OwnKind[] = [
  { kind: "store", matches: named(STORE_FILE) },
  { kind: "damaged_store", matches: named(DAMAGED_FILE) },
  { kind: "simulated_account", matches: named(/^simulator\.db(?:-wal|-shm)?$/) },
  { kind: "lock", matches: named(/^tradebot\.lock\.(?:mutex|owner\.json)$/) },
  { kind: "lock", matches: named(/^tradebot\.lock$/), types: ["directory"] },
  { kind: "stop_request", matches: isStopRequestName },
  { kind: "kill_switch", matches: isKillSwitchName },
  { kind: "arming", matches: isArmingName },
  { kind: "login", matches: named(/^saxo-token\.json(?:\.mutex)?$/) },
  { kind: "status", matches: named(/^status\.json$/) },
  { kind: "incidents", matches: named(/^incidents\.(?:json|mutex)$/) },
  { kind: "backups", matches: named(/^backups$/), types: ["directory"] },
];
const BACKUPS: readonly OwnKind[] = [{ kind: "backup", matches: named(BACKUP_FILE) }];
const LOGS: readonly OwnKind[] = [
  { kind: "log", matches: (name) => parseLogFileName(name) !== undefined },
  // a hard link where the system lets nobody make symbolic ones
  { kind: "log_link", matches: named(/^bot\.log$/), types: ["link", "file"] },
  { kind: "unfinished", matches: named(NEW_LINK_FILE), types: ["link", "file"] },
  LAST_TOLD,
];
const REPORTS: readonly OwnKind[] = [
  { kind: "cycle_summaries", matches: named(/^cycle_summaries\.jsonl$/) },
  LAST_TOLD,
];

const UNFINISHED = /^(.+)\.new(?:-journal|-wal|-shm)?$/;

/** What a killed process leaves of a file it was about to put in place. */
const unfinished = (kinds: readonly OwnKind[]): OwnKind => ({
  kind: "unfinished",
  matches: (name) => {
    const [, finished] = UNFINISHED.exec(name) ?? [];
    return finished !== undefined && kinds.some(({ matches }) => matches(finished));
  },
});

type Role = "state" | "backups" | "logs" | "reports";

/** A directory of ours as it is now; one directory may serve several purposes. */
export interface OwnDirectory extends Stock {
  readonly roles: readonly Role[];
}

/** Takes stock of every directory the settings name. */
export function takeStockOfAll(settings: Settings): readonly OwnDirectory[] {
  const state = path.resolve(settings.stateDirectory);
  const places = new Map<string, { roles: Role[]; kinds: OwnKind[] }>();
  const add = (role: Role, directory: string, kinds: readonly OwnKind[]): void => {
    const place = places.get(directory) ?? { roles: [], kinds: [] };
    place.roles.push(role);
    place.kinds.push(...kinds, unfinished(kinds));
    places.set(directory, place);
  };
  add("state", state, STATE);
  add("logs", path.resolve(settings.logging.directory), LOGS);
  add("reports", path.resolve(settings.reportDirectory), REPORTS);
  const stocks = [...places].map(([directory, { roles, kinds }]) => ({
    roles,
    ...takeStock(directory, kinds),
  }));
  const hasBackups = stocks.some(({ files }) => files.some(({ kind }) => kind === "backups")); // and no link of that name
  const backups = backupDirectory(state);
  return hasBackups
    ? [...stocks, { roles: ["backups"], ...takeStock(backups, [...BACKUPS, unfinished(BACKUPS)]) }]
    : stocks;
}
