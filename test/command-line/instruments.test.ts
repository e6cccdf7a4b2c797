import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runInProcess, type InProcessResult } from "../support/run-in-process.ts";
import { scratchDirectory } from "../support/scratch-directory.ts";

const directory = scratchDirectory();
afterAll(() => {
  rmSync(directory, { recursive: true });
});

const LOCAL = {
  STATE_DIR: path.join(directory, "state"),
  LOG_DIR: path.join(directory, "logs"),
  REPORT_DIR: path.join(directory, "reports"),
};
const ask = (...words: readonly string[]): Promise<InProcessResult> =>
  runInProcess(["instruments", ...words], LOCAL);
const documentOf = async (...words: readonly string[]): Promise<unknown> => {
  const { code, stdout } = await ask(...words, "--json");
  expect(code).toBe(0);
  return JSON.parse(stdout);
};

describe("looking instruments up", () => {
  it("lists those whose symbol or description holds the words", async () => {
    expect(await documentOf("search", "aapl", "cfd")).toEqual({
      environment: "LOCAL",
      words: "aapl cfd",
      has_more: false,
      instruments: [
        {
          instrument_id: "CfdOnStock:211",
          symbol: "AAPL:xnas",
          description: expect.stringContaining("Apple Inc. CFD") as unknown,
          currency: "USD",
          exchange: "NASDAQ",
          is_primary: true,
          is_tradable: true,
        },
      ],
    });
  });

  it("narrows them down by asset type and exchange, and says when there are more", async () => {
    const names = async (...words: readonly string[]): Promise<readonly string[]> => {
      const { stdout } = await ask("search", ...words);
      return stdout.split("\n").map((line) => line.split(" ", 1)[0] ?? "");
    };
    expect(await names("syn", "--asset-type", "Stock,FxSpot", "--exchange", "NASDAQ")).toEqual([
      "instrument",
      "Stock:211",
      "",
    ]);
    const { stdout } = await ask("search", "syn", "--limit", "2");
    expect(stdout.split("\n").at(-2)).toBe("there are more: say more words, or raise --limit");
  });

  it("says when there is nothing of that name", async () => {
    expect(await ask("search", "nobody")).toMatchObject({
      code: 0,
      stdout:
        'LOCAL lists no instrument for "nobody"; try fewer words, or leave --asset-type and --exchange out\n',
    });
  });

  it("shows what orders in one have to obey", async () => {
    expect(await documentOf("show", "EURUSD@FxSpot")).toMatchObject({
      instrument_id: "FxSpot:21",
      symbol: "EURUSD",
      tradability: "tradable",
      quantity: { minimum: "1000" },
      price: { currency: "USD" },
    });
    const { stdout } = await ask("show", "Stock:211");
    expect(stdout).toMatch(/^Stock:211 +AAPL:xnas\n/);
    expect(stdout).toMatch(/^smallest order +1$/m);
    expect(stdout).toMatch(/^limit +0 +0\.9999 +0\.0001$/m);
    expect(stdout).toMatch(/^session +from \(America\/New_York\) +until +from \(UTC\) +until \(UTC\)$/m);
  });

  it.each([
    ["AAPL", 64, '"AAPL" is no instrument, expected AssetType:Uic or symbol@AssetType'],
    ["NOBODY@Stock", 65, '"NOBODY@Stock": the broker lists no Stock of this symbol'],
    ["Stock:999999", 65, "the broker knows no instrument Stock:999999"],
  ])("refuses %s with exit code %d", async (text, code, words) => {
    const refused = await ask("show", text);
    expect([refused.code, refused.stdout]).toEqual([code, ""]);
    expect(refused.stderr).toContain(words);
  });

  it.each([
    [["--asset-type", "Bond"], "expected some of Stock, Etf"],
    [["--limit", "0"], "expected a whole number from 1 to 1000"],
  ])("refuses the option %j", async (options, words) => {
    const refused = await ask("search", "x", ...options);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain(words);
  });

  it("needs no watchlist, whose instruments are what is looked for", async () => {
    const sim = {
      ...LOCAL,
      SAXO_ENV: "SIM",
      SAXO_ACCESS_TOKEN: "token",
      SAXO_REST_BASE: "http://127.0.0.1:9/",
    };
    const { code, stderr } = await runInProcess(["instruments", "search", "x"], sim);
    expect(code).toBe(69); // the configuration is good enough; nobody answers there
    expect(stderr).not.toContain("WATCHLIST");
    const faulty = await runInProcess(["instruments", "search", "x"], {
      ...sim,
      WATCHLIST: "x",
      BAR_MINUTES: "7",
    });
    expect(faulty.code).toBe(78);
  });
});
