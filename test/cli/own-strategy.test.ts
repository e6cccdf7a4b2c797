import { expect } from "vitest";
import { it } from "./workspace.ts";

const PRINTING = `import { defineStrategy } from "tradebot/strategy";
console.log("loaded");
export default defineStrategy({
  name: "printing", version: 1, description: "Prints", source: "here", formula: "none", parameters: {},
  barsRequired: () => 1,
  evaluate: ({ instruments }) => {
    process.stdout.write(\`sees \${instruments.length}\\n\`);
    return { signals: new Map(instruments.map(({ id }) => [id, { action: "hold", reason: "SIG_WAIT", indicators: {} }])) };
  },
});
`;

it("what a user's own strategy prints stands on stderr, marked, and never among the results", async ({
  bot,
}) => {
  bot.write("printing.ts", PRINTING);
  bot.write(".env", "SAXO_ENV=LOCAL\nSTRATEGY_FILE=printing.ts\nLOG_CONSOLE=off\n");
  const { code, stdout, stderr } = await bot.run(["--single-cycle"]);
  expect([code, stdout]).toEqual([
    0,
    "cycle 1: done, exit 0\n  3 of 3 instruments read; signals: 0 buy, 0 sell, 3 hold; orders: 0 placed, 0 filled\n",
  ]);
  expect(stderr).toBe("tradebot: the strategy says: loaded\ntradebot: the strategy says: sees 3\n");
  const shown = await bot.run(["strategies", "show", "--json"]);
  expect(JSON.parse(shown.stdout)).toMatchObject({ name: "printing" });
});
