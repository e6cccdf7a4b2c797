import { judgeSkew, skewInWords } from "../core/domain/clock-skew.ts";
import type { Check } from "./check.ts";
import type { StatusRecord } from "./status-file.ts";

/** As the newest cycle saw it that asked the broker. */
export function checkSkew(name: string, status: StatusRecord | undefined): Check {
  const skew = status?.telemetry.broker_clock_skew_ms;
  const verdict = skew === undefined ? "ok" : judgeSkew(skew);
  if (skew === undefined || verdict === "ok") {
    return { name, verdict: "ok", finding: "nothing on record lies in the future" };
  }
  return {
    name,
    verdict,
    finding: `this machine's clock was ${skewInWords(skew)} when it was last asked`,
    remedy:
      "let the clock follow a time server (NTP); orders and prices are judged by it. Clears with the next cycle that asks the broker",
  };
}
