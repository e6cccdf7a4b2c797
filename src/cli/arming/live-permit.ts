import type { Settings } from "../../config/settings.ts";
import type { AccountKey } from "../../core/domain/ids.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import { LIVE_UNARMED, unarmedInWords, type ArmingStanding } from "../../core/risk/arming.ts";
import type { PlacementBan } from "../../cycle/ports.ts";
import type { PlacementPermit } from "../../cycle/settings.ts";
import { armingStanding, wantsRealMoney } from "./arming-standing.ts";
import { accountDigest } from "./live-limits.ts";

/** What stands between a cycle and real money: asked when the account is known, and again before each placement. */
export interface LivePermit extends PlacementPermit {
  /** The arming is read anew: it may have ended, or been taken back, since the cycle began. */
  check(now: Timestamp): PlacementBan | undefined;
  /** What was said against the account. */
  readonly objection: string | undefined;
}

/** @returns `undefined` where no real money is at stake */
export function livePermit(settings: Settings, atStart: ArmingStanding): LivePermit | undefined {
  if (!wantsRealMoney(settings)) return undefined;
  let isAccountCovered = false;
  let objection: string | undefined;
  return {
    objectionTo(account: AccountKey) {
      const isCovered =
        atStart.kind === "armed" && atStart.arming.accountDigest === accountDigest(settings, account);
      isAccountCovered = isCovered;
      return (objection = isCovered ? undefined : unarmedInWords(reasonsOf(atStart)));
    },
    check(now) {
      const standing = armingStanding(settings, now);
      if (standing.kind === "armed" && isAccountCovered) return undefined;
      return { code: LIVE_UNARMED, reason: unarmedInWords(reasonsOf(standing)) };
    },
    get objection() {
      return objection;
    },
  };
}

const reasonsOf = (standing: ArmingStanding): readonly string[] =>
  standing.kind === "unarmed" ? standing.reasons : ["the arming is for another account"];
