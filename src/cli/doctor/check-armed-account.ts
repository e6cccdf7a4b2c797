import type { Settings } from "../../config/settings.ts";
import type { AccountIdentity } from "../../core/domain/account.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { armingStanding } from "../arming/arming-standing.ts";
import { livePermit } from "../arming/live-permit.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful } from "./diagnosis.ts";

/** What can be said of an arming once the broker has named the account. */
export function checkArmedAccount(
  settings: Settings,
  { accountKey }: AccountIdentity,
  now: Timestamp,
): readonly Diagnosis[] {
  const standing = armingStanding(settings, now);
  if (standing.kind !== "armed") return []; // said without the broker
  const objection = livePermit(settings, standing)?.objectionTo(accountKey);
  const remedy = "tradebot arm, if this is the account that you mean; SAXO_ACCOUNT_KEY chooses it";
  return objection === undefined ? [] : [doubtful("arming", objection, remedy)];
}
