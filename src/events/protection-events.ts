import { instrumentEvent } from "./event.ts";

/** What waits at the broker to close a position of ours. */
export const PROTECTION_EVENTS = {
  execution_position_unprotected: instrumentEvent(
    "error",
    "execution.protection",
    "We own something that no order beside it bounds the loss of, though the settings ask for one.",
    { required: ["own_quantity", "quantity", "reason"] },
  ),
  execution_protection_too_large: instrumentEvent(
    "error",
    "execution.protection",
    "Orders of ours wait to sell more of something than we own: once they are executed we owe the rest.",
    { required: ["own_quantity", "quantity", "reason"] },
  ),
  execution_position_claimed: instrumentEvent(
    "info",
    "execution.protection",
    "An order of somebody else's waits to close what we own: none of ours is placed beside it for as much.",
    { required: ["own_quantity", "quantity"] },
  ),
  execution_target_missing: instrumentEvent(
    "warn",
    "execution.protection",
    "A position has its stop, and no target: it cannot be added without taking the stop away for a while.",
    { required: ["quantity"] },
  ),
} as const;
