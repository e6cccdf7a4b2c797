import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { instrument } from "../../src/core/domain/instrument.ts";
import { describeFault } from "../../src/config/config-fault.ts";
import type { SecretFileReading } from "../../src/config/layers.ts";
import type { SettingsSources } from "../../src/config/resolve.ts";
import { resolveSettings } from "../../src/config/resolve.ts";
import { strategyName } from "../../src/config/groups/strategy.ts";
import type { SaxoConnection, Settings } from "../../src/config/settings.ts";

const MISSING: SecretFileReading = { kind: "missing" };

interface World {
  readonly env?: string;
  readonly over?: string;
  readonly environment?: SettingsSources["environment"];
  readonly secretFiles?: Readonly<Record<string, string>>;
  readonly credentials?: Readonly<Record<string, string>>;
}

function resolve({ env = "", over, environment = {}, secretFiles = {}, credentials }: World = {}) {
  return resolveSettings({
    files: [{ name: ".env", text: env }, ...(over === undefined ? [] : [{ name: ".env.prod", text: over }])],
    environment,
    readSecretFile: (path) => {
      const text = secretFiles[path];
      return text === undefined ? MISSING : { kind: "text", text };
    },
    ...(credentials === undefined ? {} : { credentials: (name) => credentials[name] }),
  });
}

function settingsOf(world?: World): Settings {
  const resolution = resolve(world);
  if (resolution.kind === "invalid") throw new Error(resolution.faults.map(describeFault).join("\n"));
  return resolution.settings;
}

function faultsOf(world: World): readonly string[] {
  const resolution = resolve(world);
  return resolution.kind === "invalid" ? resolution.faults.map(describeFault) : [];
}

function connectionOf(world: World) {
  const settings = settingsOf(world);
  if (settings.environment === "LOCAL") throw new Error("LOCAL has no connection");
  return settings.saxo;
}

function tokenIn({ authentication }: SaxoConnection): string {
  if (authentication.mode !== "manual") throw new Error("the settings ask for a login");
  return authentication.accessToken.reveal();
}

const SIM = "SAXO_ENV=SIM\nSAXO_ACCESS_TOKEN=canary-token\nWATCHLIST=Stock:211\n";

describe("resolveSettings without any source", () => {
  it("gives LOCAL with its defaults", () => {
    const { risk, strategy, ...settings } = settingsOf();
    const { declaration, configHash, ...chosen } = strategy.chosen;
    expect([strategy.label, declaration.name, configHash.length]).toEqual([
      "moving_average@1",
      "moving_average",
      16,
    ]);
    const parameters = { short_window: 5, long_window: 20, threshold_bps: 0, cooldown_bars: 0 };
    const origins = Object.fromEntries(Object.keys(parameters).map((name) => [name, "default"]));
    expect(chosen).toEqual({ parameters, overrides: [], origins, notes: [] });
    expect(settings).toEqual({
      environment: "LOCAL",
      watchlist: [
        { kind: "instrument", instrument: instrument("CfdOnIndex", 4913) },
        { kind: "instrument", instrument: instrument("Stock", 211) },
        { kind: "instrument", instrument: instrument("FxSpot", 21) },
      ],
      barMinutes: 5,
      dryRun: false,
      tradingHours: {
        mode: "always",
        start: "09:30",
        end: "16:00",
        timeZone: "America/New_York",
        days: [1, 2, 3, 4, 5],
        holidays: [],
      },
      dataQuality: {
        requireMarketOpen: true,
        allowExtendedHours: false,
        staleness: 300_000,
        allowDelayedData: true,
      },
      execution: { disclaimerPolicy: "block_all", ordersPerSecond: 1, cycleTimeout: 240_000 },
      logging: {
        directory: "logs",
        level: "info",
        rotation: { mode: "time", retentionDays: 30 },
        console: "auto",
      },
      stateDirectory: "state",
      reportDirectory: "reports",
      auditRetentionDays: 90,
      schedulerInterval: 300_000,
      jitterMax: 0,
      notification: {},
    });
    const { defaultQuantity, tradeValue, limits: amounts, ...limits } = risk;
    expect(tradeValue.toString()).toBe("1000");
    expect(Object.entries(amounts).map(([name, amount]) => `${name} ${String(amount)}`)).toEqual([
      "maxPositionValue 5000",
      "maxFxNotional 10000",
      "maxPortfolioExposure 25000",
      "minTradeAmount 100",
      "maxDailyLoss 500",
    ]);
    expect(limits).toEqual({
      sizing: "quantity",
      riskPerTradePercent: 1,
      maxPositions: 5,
      maxDailyTrades: 10,
      stopLossPercent: 2,
      takeProfitPercent: 5,
      duplicateBuyPolicy: "block",
    });
    expect([...defaultQuantity].map(([type, quantity]) => `${type}=${quantity.toString()}`)).toEqual([
      "Stock=1",
      "Etf=1",
      "FxSpot=1000",
      "FxCrypto=1",
      "CfdOnStock=1",
      "CfdOnIndex=1",
      "CfdOnEtf=1",
    ]);
  });
});

describe("resolveSettings on SIM", () => {
  it("ends orders after the precheck and looks at bars of an hour unless told otherwise", () => {
    const settings = settingsOf({ env: SIM });
    expect([settings.environment, settings.dryRun, settings.barMinutes]).toEqual(["SIM", true, 60]);
  });

  it("connects to Saxo's simulation gateway with what is given", () => {
    const connection = connectionOf({ env: `${SIM}SAXO_ACCOUNT_KEY='a|b=='\nSAXO_CLIENT_KEY=c==` });
    expect(connection.restBase.href).toBe("https://gateway.saxobank.com/sim/openapi");
    expect(tokenIn(connection)).toBe("canary-token");
    expect(connection.accountKey?.reveal()).toBe("a|b==");
    expect(connection.clientKey?.reveal()).toBe("c==");
  });

  it("has no keys when none are given", () => {
    expect(Object.keys(connectionOf({ env: SIM }))).toEqual(["restBase", "authentication"]);
  });

  it("takes another address", () => {
    const connection = connectionOf({ env: `${SIM}SAXO_REST_BASE=http://127.0.0.1:8080/sim/openapi/` });
    expect(connection.restBase.href).toBe("http://127.0.0.1:8080/sim/openapi");
  });

  it("needs a token and a watchlist", () => {
    expect(faultsOf({ env: "SAXO_ENV=SIM" })).toEqual([
      "SAXO_ACCESS_TOKEN: not set, and neither is SAXO_APP_KEY, so that there is no way to log in; expected a login (SAXO_APP_KEY) or a token (SAXO_ACCESS_TOKEN); write it as SAXO_ACCESS_TOKEN, or its file's path as SAXO_ACCESS_TOKEN_FILE; the other way is SAXO_APP_KEY",
      "WATCHLIST: not set; expected a comma-separated list of AssetType:Uic or symbol@AssetType; asset types: Stock, Etf, FxSpot, FxCrypto, CfdOnStock, CfdOnIndex, CfdOnEtf; for example WATCHLIST=Stock:211,EURUSD@FxSpot",
    ]);
  });
});

describe("the watchlist", () => {
  const listed = (env: string) => settingsOf({ env }).watchlist;
  const NO_LIST = "SAXO_ENV=SIM\nSAXO_ACCESS_TOKEN=canary-token\n";
  const JSON_LIST = `WATCHLIST_JSON='[{"symbol":"AAPL:xnas","asset_type":"Stock","uic":211},{"symbol":"EURUSD","asset_type":"FxSpot"}]'`;

  it("can be written as JSON in place of a list", () => {
    const expected = [
      { kind: "instrument", instrument: instrument("Stock", 211), symbol: "AAPL:xnas" },
      { kind: "symbol", symbol: "EURUSD", assetType: "FxSpot" },
    ];
    expect(listed(NO_LIST + JSON_LIST)).toEqual(expected);
    expect(listed(JSON_LIST)).toEqual(expected); // on LOCAL it takes the place of the default
  });

  it("is written once", () => {
    expect(faultsOf({ env: SIM + JSON_LIST })).toEqual([
      ".env:4: WATCHLIST_JSON is (97 characters): set together with WATCHLIST; expected one of the two",
    ]);
  });
});

describe("resolveSettings on LIVE", () => {
  const LIVE = "SAXO_ENV=LIVE\nSAXO_APP_KEY=canary-key\nWATCHLIST=Stock:211\n";

  it("connects to Saxo's gateway for real money", () => {
    expect(connectionOf({ env: LIVE }).restBase.href).toBe("https://gateway.saxobank.com/openapi");
  });

  it("ends orders after the precheck unless somebody wants otherwise", () => {
    expect(settingsOf({ env: `${LIVE}DRY_RUN=false` }).dryRun).toBe(false);
    expect(settingsOf({ env: LIVE }).dryRun).toBe(true);
  });

  it("never trades on delayed quotes", () => {
    expect(settingsOf({ env: LIVE }).dataQuality.allowDelayedData).toBe(false);
    expect(faultsOf({ env: `${LIVE}ALLOW_DELAYED_DATA_IN_SIM=true` })).toEqual([
      '.env:4: ALLOW_DELAYED_DATA_IN_SIM is "true": delayed quotes are never traded on with real money; expected false, or left out',
    ]);
  });
});

describe("addresses of Saxo's own", () => {
  const faultIn = (environment: string, setting: string): string => {
    const [fault = "none"] = faultsOf({
      env: `SAXO_ENV=${environment}\nSAXO_APP_KEY=k\nWATCHLIST=Stock:211\n${setting}`,
    });
    return fault.replace(/^.*?": /, "").replace(/;.*$/, "");
  };

  it.each([
    ["SIM", "SAXO_REST_BASE=https://gateway.saxobank.com/openapi", "is Saxo's for real money"],
    ["SIM", "SAXO_REST_BASE=https://GATEWAY.saxobank.com/sim/../openapi", "is Saxo's for real money"],
    ["SIM", "SAXO_REST_BASE=https://gateway.saxobank.com/sim/%2e%2e/openapi", "is Saxo's for real money"],
    ["SIM", "SAXO_REST_BASE=https://gateway.saxobank.com./openapi", "is Saxo's for real money"],
    ["SIM", "SAXO_REST_BASE=https://gateway.saxobank.com/simple", "is Saxo's for real money"],
    ["SIM", "SAXO_AUTH_BASE=https://live.logonvalidation.net", "is Saxo's for real money"],
    ["LIVE", "SAXO_REST_BASE=https://gateway.saxobank.com/sim/openapi", "is Saxo's for simulation"],
    ["LIVE", "SAXO_AUTH_BASE=https://sim.logonvalidation.net", "is Saxo's for simulation"],
    ["SIM", "SAXO_REST_BASE=https://gateway.saxobank.com/sim/openapi", "none"],
    ["LIVE", "SAXO_REST_BASE=https://gateway.saxobank.com/openapi", "none"],
    ["SIM", "SAXO_REST_BASE=https://notsaxobank.com/openapi", "none"],
    ["LIVE", "SAXO_REST_BASE=http://127.0.0.1:9/openapi", "none"],
  ])("on %s, of %s: %s", (environment, setting, fault) => {
    expect(faultIn(environment, setting)).toBe(fault);
  });
});

describe("the ways to log in", () => {
  const modeOf = (lines: string): string =>
    connectionOf({ env: `SAXO_ENV=SIM\nWATCHLIST=Stock:211\n${lines}` }).authentication.mode;
  const both = "SAXO_APP_KEY=k\nSAXO_ACCESS_TOKEN=canary\n";

  it.each([
    ["SAXO_APP_KEY=k", "oauth"],
    ["SAXO_ACCESS_TOKEN=canary", "manual"],
    [`${both}SAXO_AUTH_MODE=oauth`, "oauth"],
    [`${both}SAXO_AUTH_MODE=manual`, "manual"],
  ])("of %j is %s", (lines, mode) => {
    expect(modeOf(lines)).toBe(mode);
  });

  it.each([
    [both, "SAXO_ACCESS_TOKEN"],
    ["SAXO_APP_KEY=k\nSAXO_AUTH_MODE=manual\n", "SAXO_ACCESS_TOKEN"],
    ["SAXO_ACCESS_TOKEN=canary\nSAXO_AUTH_MODE=oauth\n", "SAXO_APP_KEY"],
    ["SAXO_AUTH_MODE=auto\n", "SAXO_ACCESS_TOKEN"],
  ])("of %j are not one: %s is named", (lines, name) => {
    const faults = faultsOf({ env: `SAXO_ENV=SIM\nWATCHLIST=Stock:211\n${lines}` });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(name);
    expect(faults[0]).not.toContain("canary");
  });

  it("keep the login in the state directory unless told otherwise", () => {
    const authentication = (lines: string) =>
      connectionOf({ env: `SAXO_ENV=SIM\nWATCHLIST=Stock:211\nSAXO_APP_KEY=k\n${lines}` }).authentication;
    expect(authentication("STATE_DIR=here")).toMatchObject({ tokenFile: "here/saxo-token.json" });
    expect(authentication("SAXO_TOKEN_FILE=/etc/x.json")).toMatchObject({ tokenFile: "/etc/x.json" });
    expect(authentication("")).not.toHaveProperty("appSecret");
  });
});

describe("resolveSettings on LOCAL", () => {
  it("leaves SIM's token and keys unused", () => {
    const resolution = resolve({ env: "SAXO_ACCESS_TOKEN=canary\nSAXO_ACCOUNT_KEY=k" });
    expect(resolution.kind === "valid" && Object.hasOwn(resolution.settings, "saxo")).toBe(false);
    expect(resolution.effective.find(({ name }) => name === "SAXO_ACCESS_TOKEN")).toEqual({
      name: "SAXO_ACCESS_TOKEN",
      value: "***",
      origin: { kind: "file", file: ".env", line: 1 },
      isUsed: false,
    });
  });

  it("refuses an address that it would not use", () => {
    expect(faultsOf({ env: "SAXO_REST_BASE=http://localhost:1/x" })).toEqual([
      '.env:1: SAXO_REST_BASE is "http://localhost:1/x": has no effect here; LOCAL talks to its own embedded broker; SIM can be sent elsewhere',
    ]);
  });
});

describe("the layers of resolveSettings", () => {
  const valueOf = (world: World, name = "MAX_POSITIONS") => {
    const { value, origin } = resolve(world).effective.find((each) => each.name === name) ?? {};
    return { value, origin };
  };

  it("puts the environment over the named file over the base file over the default", () => {
    const env = "MAX_POSITIONS=1";
    const over = "\nMAX_POSITIONS=2";
    const environment = { MAX_POSITIONS: "3" };
    expect([
      valueOf({}),
      valueOf({ env }),
      valueOf({ env, over }),
      valueOf({ env, over, environment }),
    ]).toEqual([
      { value: "5", origin: { kind: "default" } },
      { value: "1", origin: { kind: "file", file: ".env", line: 1 } },
      { value: "2", origin: { kind: "file", file: ".env.prod", line: 2 } },
      { value: "3", origin: { kind: "environment" } },
    ]);
  });

  it("asks the next source when a value is empty", () => {
    const world = { env: "MAX_POSITIONS=1", over: "MAX_POSITIONS=", environment: { MAX_POSITIONS: "" } };
    expect(valueOf(world).value).toBe("1");
  });

  it("lets the environment decide which environment the files are read for", () => {
    const world = { env: SIM, environment: { SAXO_ENV: "LOCAL" } };
    expect(settingsOf(world)).toMatchObject({ environment: "LOCAL", dryRun: false, barMinutes: 5 });
  });

  it("reads a secret from the file that a file or the environment names", () => {
    const secretFiles = { "/run/token": "from-file\n", "/run/other": "from-other\r\n" };
    const env = "SAXO_ENV=SIM\nWATCHLIST=Stock:211\nSAXO_ACCESS_TOKEN_FILE=/run/token";
    const environment = { SAXO_ACCESS_TOKEN_FILE: "/run/other" };
    expect(tokenIn(connectionOf({ env, secretFiles }))).toBe("from-file");
    expect(tokenIn(connectionOf({ env, secretFiles, environment }))).toBe("from-other");
    expect(valueOf({ env, secretFiles }, "SAXO_ACCESS_TOKEN")).toEqual({
      value: "***",
      origin: { kind: "secret_file", path: "/run/token" },
    });
  });

  it.each(["SAXO_ACCESS_TOKEN", "saxo_access_token"])("puts the credential %s over the files", (name) => {
    const world = { env: SIM, credentials: { [name]: "from-credential\n" } };
    expect(tokenIn(connectionOf(world))).toBe("from-credential");
    expect(valueOf(world, "SAXO_ACCESS_TOKEN").origin).toEqual({ kind: "credential", name });
  });

  it("puts the environment over credentials", () => {
    const world = {
      env: SIM,
      credentials: { SAXO_ACCESS_TOKEN: "from-credential" },
      environment: { SAXO_ACCESS_TOKEN: "from-environment" },
    };
    expect(tokenIn(connectionOf(world))).toBe("from-environment");
  });

  it("asks for credentials of secrets only", () => {
    expect(valueOf({ credentials: { MAX_POSITIONS: "1" } })).toEqual({
      value: "5",
      origin: { kind: "default" },
    });
  });
});

describe("the faults of resolveSettings", () => {
  it("are all named at once, in order, without a secret", () => {
    const env = [
      "SAXO_ENV=SIM",
      "SAXO_ACCESS_TOKEN='canary with spaces'",
      "SAXO_REST_BASE=https://user:canary@broker.example/x",
      "SAXO_APP_SECRETS=canary",
      'SAXO_ACCOUNT_KEY="canary"',
      "WATCHLIST=Stok:211,Stock:211",
      "STRATEGY_SHORT_WINDOW=20",
      "BAR_MINUTES=7",
      "TIMEZONE=Mars/Olympus",
      "MAX_POSITONS=3",
      "MAX_DAILY_TRADES=many",
      "STATE_DIR=./logs/",
    ].join("\n");
    const faults = faultsOf({ env, environment: { DRYRUN: "canary", LOG_LEVEL: "LOUD" } });
    expect(faults).toEqual([
      ".env:5: SAXO_ACCOUNT_KEY: double quotes are not read the same everywhere; expected NAME='value' in single quotes",
      ".env:4: SAXO_APP_SECRETS: no such setting; did you mean SAXO_APP_SECRET?",
      ".env:10: MAX_POSITONS: no such setting; did you mean MAX_POSITIONS?",
      "process environment: DRYRUN: no such setting; did you mean DRY_RUN?",
      ".env:3: SAXO_REST_BASE is ***: holds a user name or password; expected an https address, or http on a loopback host, without user name, query or fragment",
      ".env:2: SAXO_ACCESS_TOKEN is ***: holds a space, a line break or a character that no key or token has; expected the text as Saxo shows it, without spaces or line breaks",
      '.env:6: WATCHLIST is "Stok:211,Stock:211": "Stok:211" is no instrument; expected a comma-separated list of AssetType:Uic or symbol@AssetType; asset types: Stock, Etf, FxSpot, FxCrypto, CfdOnStock, CfdOnIndex, CfdOnEtf',
      '.env:8: BAR_MINUTES is "7": no horizon that Saxo has; expected 1, 2, 3, 5, 10, 15, 30, 60, 120, 180, 240, 300, 360, 480, 1440, 10080, 43200, 129600 or 518400, in minutes: the horizons Saxo has',
      ".env:7: STRATEGY_SHORT_WINDOW: STRATEGY_SHORT_WINDOW (20) must be less than STRATEGY_LONG_WINDOW (20)",
      '.env:9: TIMEZONE is "Mars/Olympus": no IANA time zone; expected an IANA time zone such as Europe/London',
      '.env:11: MAX_DAILY_TRADES is "many": not a whole number; expected a whole number from 0 to 1000',
      'process environment: LOG_LEVEL is "LOUD": no such choice; expected DEBUG, INFO, WARN or ERROR',
      '.env:12: STATE_DIR is "./logs/": STATE_DIR and LOG_DIR are the same; expected two directories',
    ]);
  });

  it("name what does not depend on the environment beside one that is faulty", () => {
    expect(faultsOf({ env: "SAXO_ENV=SIMM\nSTRATEGY_SHORT_WINDOW=50\nMAX_POSITIONS=-1" })).toEqual([
      '.env:1: SAXO_ENV is "SIMM": no such choice; expected LOCAL, SIM or LIVE',
      ".env:2: STRATEGY_SHORT_WINDOW: STRATEGY_SHORT_WINDOW (50) must be less than STRATEGY_LONG_WINDOW (20)",
      '.env:3: MAX_POSITIONS is "-1": below 0; expected a whole number from 0 to 1000',
    ]);
  });

  it("leave the defaults in sight that hold in every environment", () => {
    const { effective } = resolve({ env: "SAXO_ENV=SIMM" });
    const shown = (name: string) => effective.find((each) => each.name === name);
    expect(shown("STRATEGY_LONG_WINDOW")).toEqual({
      name: "STRATEGY_LONG_WINDOW",
      value: "20",
      default: "20",
      origin: { kind: "default" },
      isUsed: true,
    });
    expect(shown("WATCHLIST")).toEqual({ name: "WATCHLIST", origin: { kind: "not_set" }, isUsed: true });
  });

  it("do not call a setting missing whose line is faulty", () => {
    expect(faultsOf({ env: 'SAXO_ENV=SIM\nSAXO_ACCESS_TOKEN="x"\nexport WATCHLIST=Stock:211' })).toEqual([
      ".env:2: SAXO_ACCESS_TOKEN: double quotes are not read the same everywhere; expected NAME='value' in single quotes",
      ".env:3: WATCHLIST: export is not read everywhere; expected NAME=value without export",
    ]);
  });

  it("name what the strategy refuses at the setting that was written, whichever it is", () => {
    expect(faultsOf({ env: "\nSTRATEGY_LONG_WINDOW=4" })).toEqual([
      ".env:2: STRATEGY_LONG_WINDOW: STRATEGY_SHORT_WINDOW (5) must be less than STRATEGY_LONG_WINDOW (4)",
    ]);
  });

  it("name an unknown strategy and do not call its parameters unknown", () => {
    expect(faultsOf({ env: "STRATEGY_NAME=magic\nSTRATEGY_SHORT_WINDOW=3" })).toEqual([
      `.env:1: STRATEGY_NAME is "magic": no such choice; expected ${strategyName.expected}`,
    ]);
  });

  it.each([
    ["STRATEGY_SHORT_WINDOW=0", "below 1"],
    ["STRATEGY_LONG_WINDOW=2.5", "not a whole number"],
    ["STRATEGY_THRESHOLD_BPS=1001", "above 1000"],
  ])("hold a parameter to its declaration: %s", (env, fault) => {
    expect(faultsOf({ env })).toEqual([expect.stringContaining(fault)]);
  });

  it("name a secret written together with its file, in a file as in the environment", () => {
    const twice = "SAXO_ACCESS_TOKEN: set together with SAXO_ACCESS_TOKEN_FILE; expected one of the two";
    const environment = { SAXO_ACCESS_TOKEN: "canary", SAXO_ACCESS_TOKEN_FILE: "/run/x" };
    expect(faultsOf({ env: `${SIM}SAXO_ACCESS_TOKEN_FILE=/run/x` })).toEqual([`.env:2: ${twice}`]);
    expect(faultsOf({ env: SIM, environment })).toEqual([`process environment: ${twice}`]);
  });

  it("name a secret's file that cannot be read or is empty", () => {
    const env = "SAXO_ENV=SIM\nWATCHLIST=Stock:211\nSAXO_ACCESS_TOKEN_FILE=/run/x";
    expect(faultsOf({ env })).toEqual([
      ".env:3: SAXO_ACCESS_TOKEN: the file that SAXO_ACCESS_TOKEN_FILE names does not exist; its path (6 characters) is not shown, since it may be the secret itself, which belongs in SAXO_ACCESS_TOKEN",
    ]);
    const unreadable: SecretFileReading = { kind: "unreadable", reason: "not a regular file" };
    const found = resolveSettings({
      files: [{ name: ".env", text: env }],
      environment: {},
      readSecretFile: () => unreadable,
    });
    expect(found.kind === "invalid" && found.faults.map(describeFault)).toEqual([
      ".env:3: SAXO_ACCESS_TOKEN: /run/x of SAXO_ACCESS_TOKEN_FILE cannot be read: not a regular file",
    ]);
    expect(faultsOf({ env, secretFiles: { "/run/x": "\n" } })).toEqual([
      ".env:3: SAXO_ACCESS_TOKEN: /run/x of SAXO_ACCESS_TOKEN_FILE is empty",
    ]);
  });

  it.each([
    ["REPORT_DIR=logs", '.env:1: REPORT_DIR is "logs": REPORT_DIR and LOG_DIR are the same'],
    ["LOG_DIR=./reports/", '.env:1: LOG_DIR is "./reports/": REPORT_DIR and LOG_DIR are the same'],
    ["REPORT_DIR=state", '.env:1: REPORT_DIR is "state": REPORT_DIR and STATE_DIR are the same'],
    ["STATE_DIR=/x\nREPORT_DIR=/x/", '.env:2: REPORT_DIR is "/x/": REPORT_DIR and STATE_DIR are the same'],
  ])("name the two settings that share a directory: %j", (env, fault) => {
    expect(faultsOf({ env })).toEqual([`${fault}; expected two directories`]);
  });

  it("do not show a token written where its file's path belongs", () => {
    for (const token of ["canary".repeat(10), "canary", "abcdSECRETTOKENdef0123456789"]) {
      const env = `SAXO_ENV=SIM\nWATCHLIST=Stock:211\nSAXO_ACCESS_TOKEN_FILE=${token}`;
      const resolution = resolve({ env });
      expect(resolution.kind).toBe("invalid");
      expect(JSON.stringify(resolution)).not.toMatch(/canary|SECRETTOKEN/);
    }
  });

  it.each(["abcdSECRETTOKENdef0123456789", "eyJhbGciOiJFUzI1NiJ9.eyJvYWEiOiI3Nzc3NSJ9", "q7Rk2Lw9Zt4Xb1Vn"])(
    "do not show the token %s alone on a line, nor as a value or a part of one",
    (token) => {
      const places = [`${token}=`, `${token}==`, `${token}=x`, `${token} = x`, `export ${token}=`];
      const names = ["SAXO_ENV", "LOG_LEVEL", "TIMEZONE", "MAX_POSITIONS", "BAR_MINUTES", "TRADING_DAYS"];
      const lists = [`WATCHLIST=Stock:211,${token}`, `TRADING_HOLIDAYS=2026-12-25,${token}`];
      for (const env of [...places, ...names.map((name) => `${name}=${token}`), ...lists]) {
        const resolution = resolve({ env });
        expect(resolution.kind).toBe("invalid");
        expect(JSON.stringify(resolution).toUpperCase()).not.toContain(token.toUpperCase());
      }
    },
  );

  it.each([
    ["LOG_LEVEL=INF0", 'LOG_LEVEL is "INF0"'],
    ["TIMEZONE=Amerika/New_York", 'TIMEZONE is "Amerika/New_York"'],
    ["TRADING_DAYS=Monday-Fry", 'TRADING_DAYS is "Monday-Fry"'],
    ["MAX_POSITIONS=12345678901234567890", 'MAX_POSITIONS is "12345678901234567890"'],
    ["WATCHLIST=Stocks:211,FxSpot:21", 'WATCHLIST is "Stocks:211,FxSpot:21": "Stocks:211" is no'],
    [
      "STRATEGY_SHORT_WINDOWS2=3",
      "STRATEGY_SHORT_WINDOWS2: no such setting; did you mean STRATEGY_SHORT_WINDOW?",
    ],
    ["oauth2.client-name=x", "OAUTH2.CLIENT-NAME: the name has other characters"],
  ])("show the ordinary slip %s as it is", (env, shown) => {
    expect(faultsOf({ env }).join("\n")).toContain(shown);
  });

  it("do not show a token written as the value of another setting", () => {
    const token = "eyJhbGciOi".repeat(20);
    const names = [
      "WATCHLIST",
      "MAX_POSITIONS",
      "TIMEZONE",
      "DEFAULT_QUANTITY",
      "TRADING_DAYS",
      "BAR_MINUTES",
    ];
    for (const name of [...names, "TRADING_HOLIDAYS", "SAXO_ENV"]) {
      const resolution = resolve({ env: `${name}=${token}` });
      expect(resolution.kind).toBe("invalid");
      expect(JSON.stringify(resolution)).not.toContain("eyJhbGciOi");
    }
  });
});

describe("the effective settings", () => {
  it("name every setting once, with value, default and origin, valid or not", () => {
    const valid = resolve({ env: SIM });
    const invalid = resolve({ env: `${SIM}MAX_POSITIONS=x\nexport DRY_RUN=1` });
    const names = valid.effective.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(invalid.effective.map(({ name }) => name)).toEqual(names);
    expect(
      invalid.effective.filter(({ name }) => ["MAX_POSITIONS", "DRY_RUN", "LOG_DIR"].includes(name)),
    ).toEqual([
      { name: "DRY_RUN", default: "true", origin: { kind: "file", file: ".env", line: 5 }, isUsed: true },
      {
        name: "MAX_POSITIONS",
        value: '"x"',
        default: "5",
        origin: { kind: "file", file: ".env", line: 4 },
        isUsed: true,
      },
      { name: "LOG_DIR", value: "logs", default: "logs", origin: { kind: "default" }, isUsed: true },
    ]);
    expect(valid.effective.find(({ name }) => name === "SAXO_CLIENT_KEY")).toEqual({
      name: "SAXO_CLIENT_KEY",
      origin: { kind: "not_set" },
      isUsed: true,
    });
  });

  it("show a long value whole when nothing is wrong with it", () => {
    const list = Array.from({ length: 20 }, (_, index) => `Stock:${1000 + index}`).join(",");
    const { effective } = resolve({ env: `WATCHLIST=${list}` });
    expect(effective.find(({ name }) => name === "WATCHLIST")?.value).toBe(list);
  });
});

describe("resolveSettings with any text", () => {
  it("gives settings or faults, never an exception, and never shows a secret", () => {
    const names = [
      "SAXO_ENV",
      "SAXO_ACCESS_TOKEN",
      "SAXO_REST_BASE",
      "WATCHLIST",
      "DEFAULT_QUANTITY",
      "TRADING_DAYS",
    ];
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.tuple(fc.constantFrom(...names), fc.string()).map(([name, text]) => `${name}=${text}`),
      fc.string().map((text) => `SAXO_ACCESS_TOKEN=canary${text}`),
    );
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 5 }),
        fc.dictionary(fc.constantFrom(...names), fc.string()),
        (lines, environment) => {
          const resolution = resolve({ env: lines.join("\n"), environment });
          expect(["valid", "invalid"]).toContain(resolution.kind);
          expect(JSON.stringify(resolution)).not.toContain("canary");
          if (resolution.kind === "invalid") expect(resolution.faults.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("resolveSettings of whom to tell", () => {
  const address = "https://hooks.example.com/services/T0/abcdef";

  it.each(["SCHEDULER_WEBHOOK_URL", "HEALTHCHECK_PING_URL"])(
    "takes %s over https or to a loopback host",
    (name) => {
      for (const url of [address, "http://127.0.0.1:9/x", "http://localhost/x?y=1"]) {
        const { notification } = settingsOf({ environment: { [name]: url } });
        const { webhookUrl, pingUrl } = notification;
        expect([webhookUrl?.reveal(), pingUrl?.reveal()].filter((text) => text !== undefined)).toEqual([url]);
      }
    },
  );

  it.each([
    ["http://hooks.example.com/x", "would be sent where others can listen"],
    ["https://user:pass@hooks.example.com/x", "holds a user name or password"],
    ["https://hooks.example.com/x#y", "holds a fragment"],
    ["hooks.example.com", "not an address"],
  ])("refuses %s without repeating it", (url, fault) => {
    expect(faultsOf({ environment: { SCHEDULER_WEBHOOK_URL: url } })).toEqual([
      `process environment: SCHEDULER_WEBHOOK_URL is ***: ${fault}; expected an https address, or http on a loopback host, without user name or fragment`,
    ]);
  });
});

it("keeps as many log files as the mode says", () => {
  const { logging } = settingsOf({
    environment: { LOG_ROTATION_MODE: "size", LOG_MAX_BYTES: "2048", LOG_BACKUP_COUNT: "3" },
  });
  expect(logging.rotation).toEqual({ mode: "size", maxBytes: 2048, backupCount: 3 });
});
