import { minutes } from "../core/domain/time.ts";
import type { Check } from "./check.ts";
import type { HealthFacts } from "./health-facts.ts";
import { ofStore } from "./store-checks.ts";

/** A correction heals by itself; somebody should know of it all the same. */
export const CORRECTIONS_SAID_FOR = minutes(24 * 60);

/** What the bot takes for its own and the broker does not hold would be sold from somebody else. */
export const checkOwnPosition = (facts: HealthFacts): Check =>
  ofStore("own_position", facts, (name, { differing, corrections }) => {
    if (differing > 0) {
      return {
        name,
        verdict: "warn",
        finding: `in ${differing} instrument${differing === 1 ? "" : "s"} the broker holds less of ours than our records say`,
        remedy:
          "nothing new is risked there until a cycle puts it right; `tradebot reconcile` does it at once and names them",
      };
    }
    if (corrections.length > 0) {
      return {
        name,
        verdict: "warn",
        finding: `our records were put right: ${corrections.join(", ")}`,
        remedy:
          "nothing, if somebody closed the position by hand; otherwise look in the broker's own platform for what closed it. This is said for a day",
      };
    }
    return { name, verdict: "ok", finding: "as recorded" };
  });
