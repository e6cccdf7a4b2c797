import { trueOrFalse, wholeNumber } from "../kinds/plain.ts";
import { byDefault, byEnvironment, settingsOf } from "../setting.ts";

const { setting } = settingsOf("data_quality");

/** Which data may be traded on. */
export const DATA_QUALITY_SETTINGS = {
  REQUIRE_MARKET_OPEN: setting(trueOrFalse, {
    description: "Whether an instrument is traded only while its market is open.",
    presence: byDefault("true"),
  }),
  ALLOW_EXTENDED_HOURS: setting(trueOrFalse, {
    description:
      "Whether pairs of currencies (FxSpot) are also traded while their market is in PreMarket or PostMarket. Others take limit orders alone then, and are left alone.",
    presence: byDefault("false"),
  }),
  DATA_STALENESS_THRESHOLD_SECONDS: setting(wholeNumber({ min: 1, max: 86_400, unit: "seconds" }), {
    description: "Age from which a quote is too old to trade on.",
    presence: byDefault("300"),
  }),
  ALLOW_DELAYED_DATA_IN_SIM: setting(trueOrFalse, {
    description:
      "Whether quotes that the broker delays may be traded on; the delay is added to the age allowed. Never on LIVE.",
    presence: byEnvironment({ LOCAL: "true", SIM: "true", LIVE: "false" }),
  }),
};
