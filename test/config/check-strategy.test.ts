import { expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";

function faultsOf(text: string): readonly string[] {
  const resolution = resolveSettings({
    files: [{ name: ".env", text }],
    environment: {},
    readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
  });
  return resolution.kind === "invalid" ? resolution.faults.map(describeFault) : [];
}

const BENCHMARK = "STRATEGY_NAME=metrics_driven\nBAR_MINUTES=1440\nSTRATEGY_BENCHMARK=Etf:36590";
const BY_RISK = "STRATEGY_NAME=metrics_driven\nBAR_MINUTES=1440\nSIZING=risk\nSTOP_LOSS_PCT=0";

it.each<[string, unknown[]]>([
  [
    "STRATEGY_NAME=momentum_rotation",
    ['BAR_MINUTES is "5": the strategy momentum_rotation is not made for bars of this length; expected 1440'],
  ],
  [
    "STRATEGY_NAME=momentum_rotation\nBAR_MINUTES=60",
    [
      '.env:2: BAR_MINUTES is "60": the strategy momentum_rotation is not made for bars of this length; expected 1440',
    ],
  ],
  ["STRATEGY_NAME=momentum_rotation\nBAR_MINUTES=1440", []],
  ["STRATEGY_NAME=moving_average\nBAR_MINUTES=60", []],
  ["STRATEGY_NAME=buy_and_hold\nBAR_MINUTES=10080", []],
  [
    "STRATEGY_NAME=core_dca",
    [
      'DUPLICATE_BUY_POLICY is "block": the strategy core_dca buys more of what is held, and this forbids it; expected allow, or another STRATEGY_NAME',
    ],
  ],
  [
    "STRATEGY_NAME=core_dca\nDUPLICATE_BUY_POLICY=BLOCK",
    [
      '.env:2: DUPLICATE_BUY_POLICY is "BLOCK": the strategy core_dca buys more of what is held, and this forbids it; expected allow, or another STRATEGY_NAME',
    ],
  ],
  ["STRATEGY_NAME=core_dca\nDUPLICATE_BUY_POLICY=allow", []],
  [
    `${BENCHMARK}\nWATCHLIST=Stock:211,Etf:36591`,
    [
      '.env:3: STRATEGY_BENCHMARK is "Etf:36590": the strategy metrics_driven needs Etf:36590, and WATCHLIST lacks it; expected Etf:36590 on WATCHLIST, or another instrument in its place',
    ],
  ],
  [
    `${BENCHMARK}\nWATCHLIST_JSON='[{"symbol":"SPY","asset_type":"Etf","uic":1}]'`,
    [
      '.env:3: STRATEGY_BENCHMARK is "Etf:36590": the strategy metrics_driven needs Etf:36590, and WATCHLIST_JSON lacks it; expected Etf:36590 on WATCHLIST_JSON, or another instrument in its place',
    ],
  ],
  [`${BENCHMARK}\nWATCHLIST=Stock:211,Etf:36590`, []],
  [`${BENCHMARK}\nWATCHLIST=Stock:211,SPY:arcx@Etf`, []], // which instrument that is, the broker has to say
  [`${BENCHMARK}\nWATCHLIST=Stock:211,AAPL:xnas@Stock`, [expect.stringContaining("WATCHLIST lacks it")]],
  [`${BY_RISK}\nSTRATEGY_STOP_LOSS_PCT=0`, []],
  [`${BY_RISK}\nSTRATEGY_ATR_MULTIPLE=0`, []],
  [
    `${BY_RISK}\nSTRATEGY_STOP_LOSS_PCT=0\nSTRATEGY_ATR_MULTIPLE=0`,
    [expect.stringMatching(/^\.env:3: SIZING is "risk": .* and the strategy names none;/)],
  ],
])("%j gives %j", (text, faults) => {
  expect(faultsOf(text)).toEqual(faults);
});
