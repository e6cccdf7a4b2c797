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

it.each([
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
])("%j gives %j", (text, faults) => {
  expect(faultsOf(text)).toEqual(faults);
});
