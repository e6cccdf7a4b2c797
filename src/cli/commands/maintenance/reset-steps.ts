import type { OwnFile } from "../../../adapters/files/inventory.ts";
import type { OwnDirectory } from "./own-directories.ts";

/** What can be reset, each for itself. */
export const RESET_TARGETS = ["decisions", "memory", "store", "account", "reports", "logs"] as const;
export type ResetTarget = (typeof RESET_TARGETS)[number];

/** What goes with each, in the words of whoever is asked. */
export const MEANINGS: Readonly<Record<ResetTarget, string>> = {
  decisions: "recorded decisions, snapshots and cycles that no order needs",
  memory: "what strategies remember, in dry runs and otherwise",
  store: "the whole store: cycles, decisions, orders, fills, counters, what strategies remember",
  account: "the account of the embedded broker: its money, orders and positions",
  reports: "the summaries of cycles",
  logs: "every log file",
};

/**
 * The files of each target, in an order in which the reset may end at any of them: the next cycle finds something it
 * can go on from. The store goes before the account, since a store whose orders the broker has never heard of would
 * wait for them for good, while a broker whose orders the store does not know is asked about them. The database goes
 * before its companions, which are nothing without it; the name of the current log before the file it leads to.
 */
const KINDS: Readonly<Record<ResetTarget, readonly string[]>> = {
  decisions: [],
  memory: [],
  store: ["store", "status"],
  account: ["simulated_account"],
  reports: ["cycle_summaries"],
  logs: ["log_link", "log"],
};

const PARTS_OF_STORE: readonly ResetTarget[] = ["decisions", "memory"];

/** The targets that are meant when some are named: the account goes with the store, and some are part of it. */
export function withConsequences(named: readonly ResetTarget[]): readonly ResetTarget[] {
  const meant = new Set(named);
  if (meant.has("account")) meant.add("store");
  if (meant.has("store")) for (const part of PARTS_OF_STORE) meant.delete(part);
  return RESET_TARGETS.filter((target) => meant.has(target));
}

/** The files to remove, first to last. */
export function resetSteps(
  targets: readonly ResetTarget[],
  directories: readonly OwnDirectory[],
): readonly OwnFile[] {
  const files = directories.flatMap((directory) => directory.files);
  return targets
    .flatMap((target) => KINDS[target])
    .flatMap((kind) => files.filter((file) => file.kind === kind).toSorted(databaseFirst));
}

const databaseFirst = (a: OwnFile, b: OwnFile): number => a.name.length - b.name.length;
