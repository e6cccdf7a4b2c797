import { event } from "./event.ts";

/** A person's word that no order, or none that adds risk, is to be sent. */
export const KILLSWITCH_EVENTS = {
  killswitch_turned_on: event("warn", "killswitch", "Somebody turned the kill switch on, or on again.", {
    required: ["path", "kill_switch_mode", "person"],
    optional: ["detail"],
  }),
  killswitch_turned_off: event("warn", "killswitch", "Somebody turned the kill switch off.", {
    required: ["path", "kill_switch_mode", "person"],
  }),
  killswitch_active: event(
    "warn",
    "killswitch",
    "The kill switch is on: what is decided is recorded, and the orders it forbids are not sent.",
    { required: ["kill_switch_mode", "detail"] },
  ),
} as const;
