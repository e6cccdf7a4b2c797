import type { DisclaimerPolicy } from "../../core/execution/disclaimers.ts";
import { decimalNumber, oneOf, wholeNumber } from "../kinds/plain.ts";
import { byDefault, settingsOf } from "../setting.ts";

const { setting } = settingsOf("execution");

const DISCLAIMER_POLICIES: readonly DisclaimerPolicy[] = ["block_all", "auto_accept_normal", "manual_review"];

/** How orders are sent. */
export const EXECUTION_SETTINGS = {
  DISCLAIMER_POLICY: setting(oneOf(DISCLAIMER_POLICIES), {
    description:
      "What becomes of an order before which Saxo wants a disclaimer answered. block_all: it is not placed; auto_accept_normal: accepted, unless it is a blocking one or has conditions; manual_review: accepted where a person has agreed to that very text before.",
    presence: byDefault("block_all"),
  }),
  ORDERS_PER_SECOND: setting(decimalNumber({ min: 0.01, max: 1, unit: "orders per second" }), {
    description: "Pace of order requests; Saxo refuses more than 1.",
    presence: byDefault("1"),
  }),
  CYCLE_TIMEOUT_SECONDS: setting(wholeNumber({ min: 10, max: 3600, unit: "seconds" }), {
    description:
      "Time after which a cycle ends at its next safe point; with SCHEDULER_JITTER_SECONDS less than SCHEDULER_INTERVAL_MINUTES.",
    presence: byDefault("240"),
  }),
};
