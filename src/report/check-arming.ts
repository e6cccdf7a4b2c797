import { elapsed, isoFromTimestamp, type Timestamp } from "../core/domain/time.ts";
import { daysLong, unarmedInWords, type ArmingStanding } from "../core/risk/arming.ts";
import type { Check } from "./check.ts";
import { durationInWords } from "./duration-words.ts";

const WARN_BEFORE = daysLong(3);

/** A bot that is believed to trade and only prechecks is one of those that nobody notices. */
export function checkArming(standing: ArmingStanding, now: Timestamp): readonly Check[] {
  const name = "arming";
  switch (standing.kind) {
    case "not_needed":
      return [];
    case "unarmed":
      return [
        {
          name,
          verdict: "warn",
          finding: unarmedInWords(standing.reasons),
          remedy: "tradebot arm, or write DRY_RUN=true to say that you know",
          toldAs: "LIVE only prechecks",
        },
      ];
    case "armed": {
      const { account, expiresAt } = standing.arming;
      const left = elapsed(now, expiresAt);
      const finding = `LIVE is armed for account ${account} until ${isoFromTimestamp(expiresAt)}, ${durationInWords(left)} from now`;
      if (left > WARN_BEFORE) return [{ name, verdict: "ok", finding }];
      const remedy = "look at its results, then arm it again: tradebot arm";
      return [{ name, verdict: "warn", finding, remedy, toldAs: "LIVE will soon only precheck" }];
    }
  }
}
