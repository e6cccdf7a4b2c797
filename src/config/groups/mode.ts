import { trueOrFalse } from "../kinds/plain.ts";
import { byEnvironment, settingsOf } from "../setting.ts";

const { setting } = settingsOf("mode");

/** Whether orders are placed. */
export const MODE_SETTINGS = {
  DRY_RUN: setting(trueOrFalse, {
    description:
      "Whether orders end after the broker's precheck, so that nothing is placed. On LIVE they also do while nobody has armed it (tradebot arm) for the account, the limits and the time.",
    presence: byEnvironment({ LOCAL: "false", SIM: "true", LIVE: "true" }),
  }),
};
