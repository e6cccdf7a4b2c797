import { describe, expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";

function faultsIn(env: string): readonly string[] {
  const resolution = resolveSettings({
    files: [{ name: ".env", text: env }],
    environment: {},
    readSecretFile: () => ({ kind: "missing" }),
  });
  return resolution.kind === "invalid" ? resolution.faults.map(describeFault) : [];
}

const DCA = "STRATEGY_NAME=core_dca\nBAR_MINUTES=1440\nDUPLICATE_BUY_POLICY=allow";

describe("limits that contradict each other, or the first purchase", () => {
  it.each<[string, readonly string[]]>([
    ["", []],
    ["MIN_TRADE_AMOUNT=5000", []],
    [
      "MIN_TRADE_AMOUNT=5001",
      [
        '.env:1: MIN_TRADE_AMOUNT is "5001": the smallest purchase of MIN_TRADE_AMOUNT is more than MAX_POSITION_VALUE lets a position be; expected MIN_TRADE_AMOUNT no more than MAX_POSITION_VALUE',
      ],
    ],
    [
      "MAX_FX_NOTIONAL=99",
      [
        '.env:1: MAX_FX_NOTIONAL is "99": the smallest purchase of MIN_TRADE_AMOUNT is more than MAX_FX_NOTIONAL lets a position be; expected MIN_TRADE_AMOUNT no more than MAX_FX_NOTIONAL',
      ],
    ],
    [
      "MAX_PORTFOLIO_EXPOSURE=4999",
      [
        '.env:1: MAX_PORTFOLIO_EXPOSURE is "4999": one position of MAX_POSITION_VALUE is more than MAX_PORTFOLIO_EXPOSURE lets all of them be; expected MAX_POSITION_VALUE no more than MAX_PORTFOLIO_EXPOSURE',
      ],
    ],
    ["TRADE_VALUE=6000", []],
    [
      "SIZING=value\nTRADE_VALUE=6000",
      [
        '.env:2: TRADE_VALUE is "6000": with SIZING=value the first purchase, of TRADE_VALUE, is more than MAX_POSITION_VALUE; expected TRADE_VALUE no more than MAX_POSITION_VALUE',
      ],
    ],
    [
      "SIZING=VALUE\nTRADE_VALUE=99",
      [
        '.env:2: TRADE_VALUE is "99": with SIZING=value every purchase, of TRADE_VALUE, is less than MIN_TRADE_AMOUNT; expected TRADE_VALUE no less than MIN_TRADE_AMOUNT',
      ],
    ],
    [
      "SIZING=risk\nSTOP_LOSS_PCT=0",
      [
        '.env:1: SIZING is "risk": SIZING=risk measures a purchase by its stop; STOP_LOSS_PCT=0 places none, and the strategy names none; expected STOP_LOSS_PCT above 0, or another SIZING',
      ],
    ],
    ["WATCHLIST=Stock:211\nMIN_TRADE_AMOUNT=11000\nMAX_POSITION_VALUE=20000", []],
    ["WATCHLIST=Stock:211\nMAX_FX_NOTIONAL=50", []],
    ["WATCHLIST=FxSpot:21\nMIN_TRADE_AMOUNT=6000", []],
    ["WATCHLIST=EURUSD@FxSpot\nSIZING=value\nTRADE_VALUE=9000\nMAX_PORTFOLIO_EXPOSURE=4000", []],
    [
      `WATCHLIST_JSON='[{"symbol":"AAPL:xnas","asset_type":"Stock"}]'\nMIN_TRADE_AMOUNT=5001`,
      [
        '.env:2: MIN_TRADE_AMOUNT is "5001": the smallest purchase of MIN_TRADE_AMOUNT is more than MAX_POSITION_VALUE lets a position be; expected MIN_TRADE_AMOUNT no more than MAX_POSITION_VALUE',
      ],
    ],
    [
      "WATCHLIST=FxSpot:21\nSIZING=value\nTRADE_VALUE=4000\nMAX_FX_NOTIONAL=3000",
      [
        '.env:3: TRADE_VALUE is "4000": with SIZING=value the first purchase of a pair, of TRADE_VALUE, is more than MAX_FX_NOTIONAL; expected TRADE_VALUE no more than MAX_FX_NOTIONAL',
      ],
    ],
    [
      "WATCHLIST=Stok:211\nMAX_PORTFOLIO_EXPOSURE=4999",
      [
        expect.stringMatching(/^\.env:1: WATCHLIST is "Stok:211"/),
        '.env:2: MAX_PORTFOLIO_EXPOSURE is "4999": one position of MAX_POSITION_VALUE is more than MAX_PORTFOLIO_EXPOSURE lets all of them be; expected MAX_POSITION_VALUE no more than MAX_PORTFOLIO_EXPOSURE',
      ],
    ],
    [
      "MAX_POSITIONS=0",
      [
        '.env:1: MAX_POSITIONS is "0": nothing could ever be bought; expected 1 or more; `tradebot kill-switch on --mode entries` keeps from buying for a while',
      ],
    ],
    ["MAX_DAILY_LOSS=0\nMAX_WEEKLY_LOSS=0\nMAX_DRAWDOWN_PCT=0", []],
    ["MAX_WEEKLY_LOSS=500", []],
    ["MAX_DAILY_LOSS=0\nMAX_WEEKLY_LOSS=100", []],
    [
      "MAX_WEEKLY_LOSS=499",
      [
        '.env:1: MAX_WEEKLY_LOSS is "499": MAX_DAILY_LOSS lets more be lost in a day than MAX_WEEKLY_LOSS in a week; expected MAX_DAILY_LOSS no more than MAX_WEEKLY_LOSS, or 0 for none of either',
      ],
    ],
    [
      "STRATEGY_NAME=momentum_rotation\nBAR_MINUTES=1440\nSTRATEGY_TOP_N=6\nMAX_CONCENTRATION_PCT=10",
      [
        '.env:4: MAX_CONCENTRATION_PCT is "10": the strategy momentum_rotation wants 16.67 % of the equity in one instrument, and would never reach it; expected 16.67 or more, 0 for no limit, or smaller shares in the strategy\'s parameters',
        'MAX_POSITIONS is "5": the strategy momentum_rotation wants to hold up to 6 instruments, and never could; expected 6 or more, or fewer instruments in the strategy\'s parameters',
      ],
    ],
    [`${DCA}\nSTRATEGY_WEEKLY_BUDGET=100\nWATCHLIST=Stock:211`, []],
    [
      `${DCA}\nSTRATEGY_WEEKLY_BUDGET=199\nWATCHLIST=Stock:211,Stock:212`,
      [
        'MIN_TRADE_AMOUNT is "100": the strategy core_dca buys Stock:211 for 99.5 at a time, and this refuses every such purchase; expected a limit that lets 99.5 pass, or another sum in the strategy\'s parameters',
      ],
    ],
    [
      `${DCA}\nSTRATEGY_WEEKLY_BUDGET=150\nWATCHLIST=Stock:211,Stock:212\nSTRATEGY_PARAMS_OVERRIDES_JSON='{"Stock:212":{"weight":0}}'`,
      [],
    ],
    [
      `${DCA}\nSTRATEGY_WEEKLY_BUDGET=9000\nWATCHLIST=Stock:211`,
      [
        'MAX_POSITION_VALUE is "5000": the strategy core_dca buys Stock:211 for 9000 at a time, and this refuses every such purchase; expected a limit that lets 9000 pass, or another sum in the strategy\'s parameters',
      ],
    ],
    [`${DCA}\nSTRATEGY_WEEKLY_BUDGET=9000\nWATCHLIST=FxSpot:21`, []],
  ])("%j", (env, expected) => {
    expect(faultsIn(env)).toEqual(expected);
  });

  it("are told all at once, beside faults of other settings", () => {
    const faults = faultsIn("MIN_TRADE_AMOUNT=9000\nMAX_PORTFOLIO_EXPOSURE=100\nMAX_SPREAD_BPS=wide");
    expect(faults.map((fault) => fault.split(":").slice(0, 3).join(":"))).toEqual([
      '.env:2: MAX_PORTFOLIO_EXPOSURE is "100"',
      '.env:1: MIN_TRADE_AMOUNT is "9000"',
      '.env:3: MAX_SPREAD_BPS is "wide"',
    ]);
  });
});
