import { closedLedger, EMPTY_LEDGER, enter, type LedgerRun } from "../core/accounting/ledger.ts";
import type { LedgerEntry } from "../core/accounting/ledger-entry.ts";
import type { Matching } from "../core/accounting/position-book.ts";
import { timestamp, type Timestamp } from "../core/domain/time.ts";
import type { LedgerCheckpoint } from "./ports/ledger-store.ts";
import type { Store } from "./ports/store.ts";

const BEGINNING = timestamp(0);

/**
 * What our entries come to, with all that happened since the week began. What lies before is read once and then kept as
 * its sum, until an entry of that time is added or changed.
 */
export function ownLedger(
  store: Pick<Store, "ledgerCheckpoint" | "keepCheckpoint" | "ledgerEntries">,
  { weekStart, matching }: { readonly weekStart: Timestamp; readonly matching: Matching },
): LedgerRun {
  const known = usable(store.ledgerCheckpoint(), { weekStart, matching });
  const entries = store.ledgerEntries(known?.through ?? BEGINNING);
  const start = known?.ledger ?? EMPTY_LEDGER;
  if (known?.through === weekStart) return enter(start, entries, matching);
  const [before, since] = parted(entries, weekStart);
  const ledger = closedLedger(enter(start, before, matching).ledger);
  if (before.length > 0) store.keepCheckpoint({ through: weekStart, matching, ledger });
  return enter(ledger, since, matching);
}

/** One that reaches into the week, as after a move to another zone, or counts in another way, tells nothing. */
const usable = (
  checkpoint: LedgerCheckpoint | undefined,
  { weekStart, matching }: { readonly weekStart: Timestamp; readonly matching: Matching },
): LedgerCheckpoint | undefined =>
  checkpoint !== undefined && checkpoint.through <= weekStart && checkpoint.matching === matching
    ? checkpoint
    : undefined;

const parted = (entries: readonly LedgerEntry[], at: Timestamp) =>
  [entries.filter((entry) => entry.at < at), entries.filter((entry) => entry.at >= at)] as const;
