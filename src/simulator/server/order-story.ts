import { decimal } from "../../core/domain/decimal.ts";
import type { OrderScenario } from "../exchange/scenario.ts";
import type { Story } from "./faults.ts";

/** What the exchange does for a story; `undefined` where only its telling differs. */
export function scenarioOf(story: Story): OrderScenario | undefined {
  switch (story.kind) {
    case "late_reject":
      return { kind: "late_rejection", afterMs: (story.afterSeconds ?? 0) * 1000 };
    case "slow_venue":
      return {
        kind: "slow_venue",
        subStatus: story.subStatus ?? "RouteRequested",
        afterMs: story.afterSeconds * 1000,
      };
    case "late_change_reject":
      return { kind: "late_change_rejection" };
    case "fill_wins_over_cancel":
      return { kind: "fill_wins_over_cancel" };
    case "partial_acceptance":
      return partialAcceptance(story);
    case "partial_fill":
      return { kind: "partial_fills", parts: story.parts.map(decimal), everySeconds: story.everySeconds };
    default:
      return undefined; // told differently, that is all
  }
}

const partialAcceptance = ({
  child = 0,
  code = "TooFarFromEntryOrder",
}: Extract<Story, { kind: "partial_acceptance" }>): OrderScenario => ({
  kind: "partial_acceptance",
  child,
  code,
});
