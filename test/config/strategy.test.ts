import { describe, expect, it } from "vitest";
import { describeFault } from "../../src/config/config-fault.ts";
import { describeOrigin } from "../../src/config/origin.ts";
import { resolveSettings, type SettingsSources } from "../../src/config/resolve.ts";
import type { StrategySettings } from "../../src/config/settings.ts";
import { entryText } from "../../src/core/domain/symbol.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { defineStrategy, type StrategyDeclaration } from "../../src/core/strategy/contract.ts";
import { choice, flag, text, wholeNumber } from "../../src/core/strategy/parameter.ts";

type World = Partial<Pick<SettingsSources, "environment" | "openStrategy" | "opensStrategyNow">> & {
  readonly over?: string;
};

const resolve = (env: string, { over, ...rest }: World = {}) =>
  resolveSettings({
    files: [{ name: ".env", text: env }, ...(over === undefined ? [] : [{ name: ".env.prod", text: over }])],
    environment: {},
    readSecretFile: () => ({ kind: "missing" }),
    ...rest,
  });

function strategyOf(env: string, world?: World): StrategySettings {
  const resolution = resolve(env, world);
  if (resolution.kind === "invalid") throw new Error(resolution.faults.map(describeFault).join("\n"));
  return resolution.settings.strategy;
}

function faultsOf(env: string, world?: World): readonly string[] {
  const resolution = resolve(env, world);
  return resolution.kind === "invalid" ? resolution.faults.map(describeFault) : [];
}

const own = defineStrategy({
  name: "own",
  version: 3,
  fileDigest: "0123456789abcdef",
  description: "A strategy of a user's own",
  source: "here",
  formula: "none",
  parameters: {
    mode: choice({ default: "calm", choices: ["calm", "bold"], description: "How" }),
    is_loud: flag({ default: false, description: "Whether" }),
    note: text({ default: "", description: "What" }),
    top: wholeNumber({ default: 2, min: 1, max: 9, unit: "instruments", description: "How many" }),
  },
  sharedParameters: ["top"],
  barsRequired: ({ top }) => top * 200,
  evaluate: () => ({ signals: new Map() }),
});
const openStrategy = (): StrategyDeclaration => own;
const FILE = "STRATEGY_FILE=strategies/own.ts\n";

describe("parameters in STRATEGY_PARAMS_JSON", () => {
  it("are those of the strategy, and the others stay as they are by default", () => {
    const { chosen } = strategyOf(`STRATEGY_PARAMS_JSON='{"short_window":10,"threshold_bps":1e-7}'`);
    expect(chosen.parameters).toEqual({
      short_window: 10,
      long_window: 20,
      threshold_bps: 0.0000001,
      cooldown_bars: 0,
    });
    expect(chosen.origins).toEqual({
      short_window: "STRATEGY_PARAMS_JSON, .env:1",
      long_window: "default",
      threshold_bps: "STRATEGY_PARAMS_JSON, .env:1",
      cooldown_bars: "default",
    });
  });

  it("give way to a parameter's own setting, and it is said where the two differ", () => {
    const env = `STRATEGY_PARAMS_JSON='{"short_window":10,"long_window":50}'\nSTRATEGY_SHORT_WINDOW=12\nSTRATEGY_LONG_WINDOW=50\n`;
    const { chosen } = strategyOf(env);
    expect([chosen.parameters["short_window"], chosen.parameters["long_window"]]).toEqual([12, 50]);
    expect(chosen.notes).toEqual([
      "STRATEGY_SHORT_WINDOW is 12 (.env:2), which counts, and 10 in STRATEGY_PARAMS_JSON, .env:1",
    ]);
  });

  it("are replaced as a whole by those of a layer above", () => {
    const env = `STRATEGY_PARAMS_JSON='{"short_window":10,"long_window":50}'\n`;
    const { chosen } = strategyOf(env, { over: `STRATEGY_PARAMS_JSON='{"long_window":60}'\n` });
    expect([chosen.parameters["short_window"], chosen.parameters["long_window"]]).toEqual([5, 60]);
  });

  it("appear as settings of their own where settings are shown", () => {
    const { effective } = resolve(`STRATEGY_PARAMS_JSON='{"short_window":10}'`);
    const shown = effective.find(({ name }) => name === "STRATEGY_SHORT_WINDOW");
    expect([shown?.value, shown?.default]).toEqual(["10", "5"]);
    expect(shown === undefined ? "" : describeOrigin(shown.origin)).toBe("STRATEGY_PARAMS_JSON, .env:1");
  });

  it.each([
    [
      `'{"short_windw":10}'`,
      `STRATEGY_PARAMS_JSON: "short_windw" is no parameter of moving_average; did you mean short_window?`,
    ],
    [
      `'{"colour":10}'`,
      `STRATEGY_PARAMS_JSON: "colour" is no parameter of moving_average; its parameters are short_window, long_window, threshold_bps, cooldown_bars`,
    ],
    [
      `'{"short_window":"10"}'`,
      "STRATEGY_PARAMS_JSON: short_window: no number; expected a whole number from 1 to 500, in bars",
    ],
    [
      `'{"short_window":1e999}'`,
      "STRATEGY_PARAMS_JSON: short_window: no number; expected a whole number from 1 to 500, in bars",
    ],
    [
      `'{"constructor":1}'`,
      `STRATEGY_PARAMS_JSON: "constructor" is no parameter of moving_average; its parameters are short_window, long_window, threshold_bps, cooldown_bars`,
    ],
    [
      `'{"short_window":}'`,
      `STRATEGY_PARAMS_JSON is "{\\"short_window\\":}": no JSON; expected a JSON object of parameters by their names`,
    ],
    [
      `'[1]'`,
      `STRATEGY_PARAMS_JSON is "[1]": no JSON object; expected a JSON object of parameters by their names`,
    ],
    [
      `'{"short_window":3,"short_window":4}'`,
      `STRATEGY_PARAMS_JSON is "{\\"short_window\\":3,\\"short_window\\":4}": a name stands twice; expected a JSON object of parameters by their names`,
    ],
  ])("%s is refused", (json, fault) => {
    expect(faultsOf(`STRATEGY_PARAMS_JSON=${json}\n`)).toEqual([`.env:1: ${fault}`]);
  });

  it("are judged like settings, at the place where they stand", () => {
    expect(faultsOf(`STRATEGY_PARAMS_JSON='{"short_window":0,"long_window":1}'`)).toEqual([
      `STRATEGY_PARAMS_JSON, .env:1: STRATEGY_SHORT_WINDOW is "0": below 1; expected a whole number from 1 to 500, in bars`,
      `STRATEGY_PARAMS_JSON, .env:1: STRATEGY_LONG_WINDOW is "1": below 2; expected a whole number from 2 to 1000, in bars`,
    ]);
    expect(faultsOf(`STRATEGY_PARAMS_JSON='{"short_window":30}'`)).toEqual([
      "STRATEGY_PARAMS_JSON, .env:1: STRATEGY_SHORT_WINDOW: STRATEGY_SHORT_WINDOW (30) must be less than STRATEGY_LONG_WINDOW (20)",
    ]);
  });
});

describe("parameters of single instruments", () => {
  const overridesOf = (json: string, watchlist = "Stock:211,AAPL:xnas@Stock,FxSpot:21") => {
    const { chosen } = strategyOf(`WATCHLIST=${watchlist}\nSTRATEGY_PARAMS_OVERRIDES_JSON='${json}'\n`);
    return chosen.overrides.map(({ entry, parameters }) => [
      entryText(entry),
      parameters["short_window"],
      parameters["long_window"],
    ]);
  };

  it.each([
    [`{"Stock:211":{"long_window":50}}`, [["Stock:211", 5, 50]]],
    [`{"AAPL:xnas@Stock":{"short_window":7}}`, [["AAPL:xnas@Stock", 7, 20]]],
    [`{"aapl:XNAS":{"short_window":7}}`, [["AAPL:xnas@Stock", 7, 20]]],
    [`{}`, []],
  ])("%s lays them over those for all", (json, overrides) => {
    expect(overridesOf(json)).toEqual(overrides);
  });

  it("are found by the symbol that the watchlist gives an instrument", () => {
    const watchlist = `WATCHLIST_JSON='[{"symbol":"IBM:xnys","asset_type":"Stock","uic":9}]'\n`;
    const { chosen } = strategyOf(
      `${watchlist}STRATEGY_PARAMS_OVERRIDES_JSON='{"IBM:xnys":{"short_window":7}}'\n`,
    );
    expect(chosen.overrides.map(({ entry }) => entryText(entry))).toEqual(["Stock:9"]);
  });

  it("are faulty all at once", () => {
    const json = `{"Stock:212":{"long_window":50},"Stock:211":{"short_window":0,"long_windw":9},"FxSpot:21":{"short_window":40},"AAPL":{"cooldown_bars":"x"}}`;
    const env = `WATCHLIST=Stock:211,FxSpot:21\nSTRATEGY_PARAMS_OVERRIDES_JSON='${json}'\n`;
    expect(faultsOf(env)).toEqual(
      [
        `"Stock:212" is not on the watchlist; did you mean Stock:211?`,
        `Stock:211: "long_windw" is no parameter of moving_average; did you mean long_window?`,
        `Stock:211: short_window is "0": below 1; expected a whole number from 1 to 500, in bars`,
        `FxSpot:21: short_window (40) must be less than long_window (20)`,
        `"AAPL" is not on the watchlist; the watchlist has Stock:211, FxSpot:21`,
        `AAPL: cooldown_bars: no number; expected a whole number from 0 to 100, in bars`,
      ].map((fault) => `.env:2: STRATEGY_PARAMS_OVERRIDES_JSON: ${fault}`),
    );
  });

  it("are refused where one instrument is meant twice, or a name means two", () => {
    const twice = `{"AAPL:xnas":{"short_window":7},"AAPL:xnas@Stock":{"short_window":8}}`;
    expect(faultsOf(`WATCHLIST=AAPL:xnas@Stock\nSTRATEGY_PARAMS_OVERRIDES_JSON='${twice}'\n`)).toEqual([
      `.env:2: STRATEGY_PARAMS_OVERRIDES_JSON: AAPL:xnas@Stock stands twice, once as "AAPL:xnas@Stock"`,
    ]);
    const two = `WATCHLIST=AAPL:xnas@Stock,AAPL:xnas@CfdOnStock\nSTRATEGY_PARAMS_OVERRIDES_JSON='{"AAPL:xnas":{"short_window":7}}'\n`;
    expect(faultsOf(two)).toEqual([
      `.env:2: STRATEGY_PARAMS_OVERRIDES_JSON: "AAPL:xnas" is more than one instrument; write AAPL:xnas@Stock or AAPL:xnas@CfdOnStock`,
    ]);
  });
});

describe("a user's own strategy", () => {
  it("is not opened before somebody asks, and is named by its file until then", () => {
    let opened = 0;
    const strategy = strategyOf(FILE, {
      openStrategy: (file) => {
        opened += 1;
        expect(file).toBe("strategies/own.ts");
        return own;
      },
    });
    expect([strategy.label, opened]).toEqual(["own.ts", 0]);
    expect(strategy.chosen.declaration).toBe(own);
    expect(strategy.chosen.parameters).toEqual({ mode: "calm", is_loud: false, note: "", top: 2 });
    expect([strategy.label, opened]).toEqual(["own@3", 1]);
  });

  it("has its parameters set like those of any other", () => {
    const env = `${FILE}STRATEGY_MODE=bold\nSTRATEGY_PARAMS_JSON='{"is_loud":true,"note":"x"}'\nSTRATEGY_PARAMS_OVERRIDES_JSON='{"Stock:211":{"note":"y"}}'\n`;
    const { chosen } = strategyOf(env, { openStrategy });
    expect(chosen.parameters).toEqual({ mode: "bold", is_loud: true, note: "x", top: 2 });
    expect(chosen.overrides.map(({ parameters }) => parameters["note"])).toEqual(["y"]);
  });

  it("has all its faults told when it is opened", () => {
    const env = `${FILE}STRATEGY_MODES=bold\nSTRATEGY_SHORT_WINDOW=4\nSTRATEGY_TOP=10\nSTRATEGY_PARAMS_OVERRIDES_JSON='{"Stock:211":{"top":3}}'\n`;
    const faults = [
      ".env:2: STRATEGY_MODES: no such setting; did you mean STRATEGY_MODE?",
      ".env:3: STRATEGY_SHORT_WINDOW: no such setting; it is a parameter of moving_average, which is not the strategy chosen",
      ".env:5: STRATEGY_PARAMS_OVERRIDES_JSON: Stock:211: top concerns all instruments together, so that it cannot be set for one; expected it in STRATEGY_PARAMS_JSON, or in its own setting",
      `.env:4: STRATEGY_TOP is "10": above 9; expected a whole number from 1 to 9, in instruments`,
    ];
    expect(faultsOf(env, { openStrategy, opensStrategyNow: true })).toEqual(faults);
    expect(strategyOf(env, { openStrategy }).label).toBe("own.ts");
  });

  it("that says a parameter wrongly ends with the whole list when somebody asks for it", () => {
    const strategy = strategyOf(`${FILE}STRATEGY_TOP=10\n`, { openStrategy });
    expect(() => strategy.chosen).toThrow(
      new TradebotError({
        code: "STRATEGY_INVALID",
        message: `.env:2: STRATEGY_TOP is "10": above 9; expected a whole number from 1 to 9, in instruments`,
        exit: "configuration",
        hint: "tradebot strategies check examines the file, tradebot config check its parameters",
      }),
    );
  });

  it("that cannot be opened says once what to do", () => {
    const broken = (): never => {
      throw new TradebotError({ code: "X", message: "it is broken", exit: "configuration", hint: "mend it" });
    };
    const strategy = strategyOf(FILE, { openStrategy: broken });
    let found: unknown;
    try {
      found = strategy.chosen;
    } catch (error) {
      found = error;
    }
    expect(found).toEqual(
      new TradebotError({
        code: "STRATEGY_INVALID",
        message: ".env:1: STRATEGY_FILE: it is broken; mend it",
        exit: "configuration",
      }),
    );
    expect(found).toHaveProperty("hint", undefined);
  });

  it("that needs more bars than the broker gives is refused", () => {
    expect(faultsOf(`${FILE}STRATEGY_TOP=7\n`, { openStrategy, opensStrategyNow: true })).toEqual([
      "STRATEGY_FILE: own needs 1400 bars with these parameters, and the broker gives at most 1200",
    ]);
  });

  it.each([NaN, -5, 2.5])("that says it needs %d bars is refused", (bars) => {
    const broken = () => ({ ...openStrategy(), barsRequired: () => bars });
    expect(faultsOf(FILE, { openStrategy: broken, opensStrategyNow: true })).toEqual([
      `STRATEGY_FILE: own says that it needs ${bars} bars, expected a whole number from 0 to 1200`,
    ]);
  });

  it("that cannot be opened is a fault among the others", () => {
    const env = `${FILE}MAX_POSITIONS=-1\n`;
    const world: World = {
      opensStrategyNow: true,
      openStrategy: () => {
        throw new TradebotError({
          code: "X",
          message: "it exports nothing",
          exit: "configuration",
          hint: "do",
        });
      },
    };
    expect(faultsOf(env, world)).toEqual([
      ".env:1: STRATEGY_FILE: it exports nothing; do",
      `.env:2: MAX_POSITIONS is "-1": below 0; expected a whole number from 0 to 1000`,
    ]);
  });

  it("and one of ours cannot both be chosen", () => {
    expect(faultsOf(`${FILE}STRATEGY_NAME=moving_average\n`)).toEqual([
      `.env:1: STRATEGY_FILE is "strategies/own.ts": set together with STRATEGY_NAME; expected one of the two`,
    ]);
  });

  it("stands in a file that ends in .ts", () => {
    expect(faultsOf("STRATEGY_FILE=own.js\n")).toEqual([
      `.env:1: STRATEGY_FILE is "own.js": does not end in .ts; expected the path of a file whose name ends in .ts`,
    ]);
  });
});

describe("the hash of a strategy's configuration", () => {
  const hashOf = (env: string, world?: World) => strategyOf(env, world).chosen.configHash;

  it("is the same however the same values are written", () => {
    const plain = hashOf("");
    expect(plain).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf("STRATEGY_SHORT_WINDOW=5\n")).toBe(plain);
    expect(hashOf(`STRATEGY_PARAMS_JSON='{"long_window":20,"short_window":5}'\n`)).toBe(plain);
  });

  it("is another one for another parameter, another override, another strategy and another file", () => {
    const otherFile = { ...own, fileDigest: "fedcba9876543210" };
    const hashes = [
      hashOf(""),
      hashOf("STRATEGY_SHORT_WINDOW=6\n"),
      hashOf(`STRATEGY_PARAMS_OVERRIDES_JSON='{"Stock:211":{"short_window":6}}'\n`),
      hashOf(`STRATEGY_PARAMS_OVERRIDES_JSON='{"FxSpot:21":{"short_window":6}}'\n`),
      hashOf(FILE, { openStrategy }),
      hashOf(FILE, { openStrategy: () => otherFile }),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
