import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { resolveSettings } from "../../src/config/resolve.ts";

const PAGE = new URL("../../docs/how-to/choose-a-strategy.md", import.meta.url);
const [, ...parts] = readFileSync(PAGE, "utf8").split("\n```\n");
const blocks = parts.filter((_, index) => index % 2 === 0);

it("shows settings for three strategies", () => {
  expect(blocks.map((block) => block.split("\n")[0])).toEqual([
    "STRATEGY_NAME=momentum_rotation",
    "STRATEGY_NAME=core_dca",
    "STRATEGY_NAME=buy_and_hold",
  ]);
});

it.each(blocks.map((block) => [block.split("\n")[0], block] as const))(
  "%s can be used as it stands",
  (_, text) => {
    const resolution = resolveSettings({
      files: [{ name: ".env", text }],
      environment: {},
      readSecretFile: () => ({ kind: "unreadable", reason: "there is none" }),
    });
    expect(resolution.kind === "invalid" ? resolution.faults.map(describeFault) : []).toEqual([]);
  },
);
