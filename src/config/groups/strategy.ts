import { STRATEGIES } from "../../core/strategy/registry.ts";
import { barHorizon } from "../kinds/instruments.ts";
import { jsonObject, jsonObjects } from "../kinds/json.ts";
import { oneOf, strategyFile } from "../kinds/plain.ts";
import { byDefault, byEnvironment, OPTIONAL_EVERYWHERE, settingsOf } from "../setting.ts";

const { setting, optionalSetting } = settingsOf("strategy");

export const strategyName = oneOf(STRATEGIES.map(({ name }) => name));

export const DEFAULT_STRATEGY = "moving_average";

/** What decides. */
export const STRATEGY_SETTINGS = {
  STRATEGY_NAME: optionalSetting(strategyName, {
    description: "The strategy that gives the signals; `tradebot strategies list` tells of each.",
    presence: byDefault(DEFAULT_STRATEGY),
  }),
  STRATEGY_FILE: optionalSetting(strategyFile, {
    description:
      "A strategy of your own, in place of STRATEGY_NAME; `tradebot strategies new <file>` writes one to begin with.",
    presence: OPTIONAL_EVERYWHERE,
    example: "strategies/my-strategy.ts",
  }),
  STRATEGY_PARAMS_JSON: optionalSetting(jsonObject("a JSON object of parameters by their names"), {
    description:
      "Parameters of the strategy in one place. What is set in a parameter's own setting counts before it.",
    presence: OPTIONAL_EVERYWHERE,
    example: '{"short_window":10,"long_window":50}',
  }),
  STRATEGY_PARAMS_OVERRIDES_JSON: optionalSetting(
    jsonObjects("a JSON object of instruments, each with an object of parameters"),
    {
      description:
        "Parameters for single instruments, by AssetType:Uic or by symbol as on the watchlist, over those for all.",
      presence: OPTIONAL_EVERYWHERE,
      example: '{"Stock:211":{"long_window":50}}',
    },
  ),
  BAR_MINUTES: setting(barHorizon, {
    description: "Length of the bars the strategy looks at.",
    presence: byEnvironment({ LOCAL: "5", SIM: "60", LIVE: "60" }),
  }),
};
