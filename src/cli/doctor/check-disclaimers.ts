import type { RecordedDisclaimer } from "../../adapters/store/disclaimers.ts";
import { minutes, subtractDuration, type Timestamp } from "../../core/domain/time.ts";
import type { DisclaimerPolicy } from "../../core/execution/disclaimers.ts";
import { judgeDisclaimer } from "../../core/execution/disclaimers.ts";
import { personalAnswerIn } from "../explain/disclaimers.ts";
import { printable } from "../output.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, fine } from "./diagnosis.ts";

/** What nobody has been asked for so long may have been answered elsewhere. */
const STILL_ASKED_FOR = minutes(7 * 24 * 60);

/** Whether a text that was asked for lately keeps orders from being placed. */
export function checkDisclaimers(
  texts: readonly RecordedDisclaimer[],
  { policy, now }: { readonly policy: DisclaimerPolicy; readonly now: Timestamp },
): Diagnosis {
  if (texts.length === 0) return fine("disclaimers", "none has stood before an order yet");
  const since = subtractDuration(now, STILL_ASKED_FOR);
  const standing = texts
    .filter(({ lastSeenAt }) => lastSeenAt >= since)
    .map((text) => ({ text, verdict: judgeDisclaimer(policy, text.text, personalAnswerIn(text.answers)) }));
  const refused = standing.flatMap(({ text, verdict }) =>
    verdict.kind === "refuse" ? [`"${printable(text.text.title)}" (${text.hash}, ${verdict.reason})`] : [],
  );
  if (refused.length === 0) {
    return fine(
      "disclaimers",
      `${texts.length} known, ${standing.length} asked for lately, none stands before orders`,
    );
  }
  return doubtful(
    "disclaimers",
    `orders are not placed before ${refused.join(", ")}, by DISCLAIMER_POLICY=${policy}`,
    "read each with `tradebot disclaimers show <hash>`; then agree with `tradebot disclaimers accept <hash>` under DISCLAIMER_POLICY=manual_review, or answer it in the broker's own platform",
  );
}
