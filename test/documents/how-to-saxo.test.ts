import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { VISIBILITY_GRACE } from "../../src/core/execution/verdict.ts";
import { it, linesOf, type Workspace } from "../cli/workspace.ts";
import { parseLog } from "../support/log-lines.ts";
import { isTyped, SAXO_PAGES } from "./how-to-lines.ts";
import { openSaxoDesk, type SaxoDesk } from "./saxo-desk.ts";
import { typedLines } from "./written-commands.ts";

const INIT_SIM =
  "npx tradebot init --environment SIM --app-key-file saxo-app-key --app-secret-file saxo-app-secret --watchlist FxSpot:21";
/** What a reader has typed who comes to a page after the first day. */
const FIRST_DAY = [
  "(umask 077 && cat > saxo-app-key)",
  "(umask 077 && cat > saxo-app-secret)",
  INIT_SIM,
  "npx tradebot login",
  "npx tradebot --single-cycle",
];

interface Walk {
  readonly page: string;
  readonly traded: "SIM" | "LIVE";
  /** Before the page is opened. */
  readonly begin: (desk: SaxoDesk, bot: Workspace) => Promise<void>;
  /** The lines that end with another code than 0, as the page says. */
  readonly codes: readonly (readonly [RegExp, number])[];
  readonly logs: string;
  /** Of each cycle that ran. */
  readonly dryRuns: readonly string[];
}

const WALKS: readonly Walk[] = [
  {
    page: "first-sim-day.md",
    traded: "SIM",
    begin: () => Promise.resolve(),
    codes: [[/ init /, 77]],
    logs: "logs",
    dryRuns: ["true", "false"],
  },
  {
    page: "going-live.md",
    traded: "LIVE",
    begin: (_, bot) => {
      bot.write(".env", "SAXO_ENV=SIM\nSTATE_DIR=state-sim\nWATCHLIST=FxSpot:21\nDRY_RUN=false\n");
      return Promise.resolve();
    },
    codes: [
      [/ init /, 77],
      [/ arm$/, 64], // nobody is there to type the number of the account
    ],
    logs: "logs-live",
    dryRuns: ["true"],
  },
  {
    page: "lost-login.md",
    traded: "SIM",
    begin: async (desk) => {
      for (const line of FIRST_DAY) await desk.type(line);
      desk.loseLogin();
      await desk.type("npx tradebot --single-cycle");
    },
    codes: [[/ auth status$/, 77]],
    logs: "logs",
    dryRuns: ["true", "true", "true"],
  },
];

describe.concurrent("the how-to pages about Saxo, typed as they stand", () => {
  it.for(WALKS)("$page", async ({ page, traded, begin, codes, logs, dryRuns }, { bot, onTestFinished }) => {
    const file = fileURLToPath(new URL(`../../docs/how-to/${page}`, import.meta.url));
    const lines = typedLines(readFileSync(file, "utf8")).filter(
      (line) => isTyped(line) || / init |cat > /.test(line),
    );
    const desk = await openSaxoDesk(bot, traded);
    onTestFinished(desk.close);
    await begin(desk, bot);
    const outcomes: (readonly [string, number | null])[] = [];
    for (const line of lines) {
      bot.pass(VISIBILITY_GRACE);
      outcomes.push([line, await desk.type(line)]);
    }
    const expected = codes.map(([pattern, code]) => [lines.find((line) => pattern.test(line)), code]);
    expect(outcomes.filter(([, code]) => code !== 0)).toEqual(expected);
    const cycles = linesOf(parseLog(bot.read(`${logs}/bot.log`)), "cycle_end");
    expect(cycles.map(({ fields }) => fields["dry_run"])).toEqual(dryRuns);
  });
});

it("leaves none of them out", () => {
  expect(WALKS.map(({ page }) => page).sort()).toEqual([...SAXO_PAGES].sort());
});
