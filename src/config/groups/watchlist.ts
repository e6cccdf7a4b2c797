import { watchlist, watchlistJson } from "../kinds/watchlist.ts";
import { OPTIONAL_EVERYWHERE, settingsOf } from "../setting.ts";

const { optionalSetting } = settingsOf("watchlist");

/** What is traded. */
export const WATCHLIST_SETTINGS = {
  WATCHLIST: optionalSetting(watchlist, {
    description:
      "The instruments to trade: by asset type and UIC, Saxo's number of an instrument, or by symbol and asset type, of which the broker is asked the UIC once a week. `tradebot instruments search <words>` finds both.",
    presence: {
      LOCAL: { kind: "default", text: "CfdOnIndex:4913,Stock:211,FxSpot:21" },
      SIM: { kind: "required" },
      LIVE: { kind: "required" },
    },
    example: "Stock:211,EURUSD@FxSpot",
  }),
  WATCHLIST_JSON: optionalSetting(watchlistJson, {
    description: "The same as a JSON list, in place of WATCHLIST; with a uic the broker is not asked for it.",
    presence: OPTIONAL_EVERYWHERE,
    example: '[{"symbol":"AAPL:xnas","asset_type":"Stock","uic":211}]',
  }),
};
