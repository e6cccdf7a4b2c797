import type { LockStanding } from "../../adapters/files/lock.ts";
import { elapsed, seconds, type DurationMs, type Timestamp } from "../../core/domain/time.ts";
import { holderText } from "../under-lock.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, fine } from "./diagnosis.ts";

/** What a cycle may take beyond its deadline: an order under way is settled first. */
const GRACE = seconds(60);

/** @param longest a cycle's time-out and jitter together */
export function checkLock(
  lock: LockStanding,
  { now, longest }: { readonly now: Timestamp; readonly longest: DurationMs },
): Diagnosis {
  if (lock.kind === "free") return fine("lock", "free");
  const { holder, owner } = lock;
  const who = owner === undefined ? "" : ` by ${holderText(owner)}`;
  if (holder === "dead") return fine("lock", `left${who}, which has ended; the next cycle takes it over`);
  if (holder === "unknown") {
    const finding = `held${who}, of which nothing can be told from here`;
    return doubtful(
      "lock",
      finding,
      "when no cycle runs there any more, remove tradebot.lock from the state directory",
    );
  }
  const isOverdue = owner !== undefined && elapsed(owner.since, now) > longest + GRACE;
  if (!isOverdue) return fine("lock", `held${who}: a cycle is running`);
  const finding = `held${who}, longer than a cycle may take`;
  return doubtful(
    "lock",
    finding,
    "look what the process waits for; end it if it hangs, the next cycle goes on",
  );
}
