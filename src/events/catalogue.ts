import { AUTH_EVENTS } from "./auth-events.ts";
import { CYCLE_EVENTS } from "./cycle-events.ts";
import { INTENT_EVENTS } from "./intent-events.ts";
import { PLACEMENT_EVENTS } from "./placement-events.ts";
import { PROTECTION_EVENTS } from "./protection-events.ts";
import { RECONCILE_EVENTS } from "./reconcile-events.ts";
import { KILLSWITCH_EVENTS } from "./killswitch-events.ts";
import { NOTIFY_EVENTS } from "./notify-events.ts";
import { MAINTENANCE_EVENTS } from "./maintenance-events.ts";
import { PROCESS_EVENTS } from "./process-events.ts";
import { STARTUP_EVENTS } from "./startup-events.ts";

/** Everything that can be logged, and nothing else can: an event or field missing here does not compile. */
export const CATALOGUE = {
  ...STARTUP_EVENTS,
  ...AUTH_EVENTS,
  ...CYCLE_EVENTS,
  ...INTENT_EVENTS,
  ...PLACEMENT_EVENTS,
  ...PROTECTION_EVENTS,
  ...RECONCILE_EVENTS,
  ...KILLSWITCH_EVENTS,
  ...NOTIFY_EVENTS,
  ...MAINTENANCE_EVENTS,
  ...PROCESS_EVENTS,
} as const;

export type EventName = keyof typeof CATALOGUE;
