import { describe, expect, it } from "vitest";
import type { LockStanding } from "../../src/adapters/files/lock.ts";
import {
  checkAccount,
  checkOwner,
  checkRights,
  identityFailure,
} from "../../src/cli/doctor/check-account.ts";
import { checkClock } from "../../src/cli/doctor/check-clock.ts";
import type { DirectoryFacts } from "../../src/cli/doctor/check-directories.ts";
import { checkDirectories } from "../../src/cli/doctor/check-directories.ts";
import { checkLock } from "../../src/cli/doctor/check-lock.ts";
import { checkMaintenance } from "../../src/cli/doctor/check-maintenance.ts";
import type { MarketFacts, Needs } from "../../src/cli/doctor/market-facts.ts";
import { checkMarkets } from "../../src/cli/doctor/check-markets.ts";
import type { ProgramFacts } from "../../src/cli/doctor/check-program.ts";
import { checkProgram } from "../../src/cli/doctor/check-program.ts";
import { checkScheduler } from "../../src/cli/doctor/check-scheduler.ts";
import { checkAcceptedToken } from "../../src/cli/doctor/check-token.ts";
import type { Diagnosis } from "../../src/cli/doctor/diagnosis.ts";
import { endingOf, failing, fine } from "../../src/cli/doctor/diagnosis.ts";
import { mountTypeOf } from "../../src/cli/doctor/mount-type.ts";
import type { ScheduleReading } from "../../src/cli/schedule/read-schedules.ts";
import type { AccountIdentity, AccountRights } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { TradebotError } from "../../src/core/domain/errors.ts";
import { accountKey, clientKey, runId } from "../../src/core/domain/ids.ts";
import { instrument, NORMAL_TRADING, type InstrumentDetails } from "../../src/core/domain/instrument.ts";
import {
  addDuration,
  durationMs,
  minutes,
  seconds,
  timestamp,
  timestampFromIso,
} from "../../src/core/domain/time.ts";
import { GENEROUS } from "../core/risk/decision-world.ts";

const NOW = timestampFromIso("2026-03-04T09:15:10Z") ?? timestamp(0);

/** `warn lock` alone is what most tables are about; the words have tests where they carry something. */
const verdictOf = (diagnoses: readonly Diagnosis[], name: string): string =>
  diagnoses
    .filter((diagnosis) => diagnosis.name === name)
    .map(({ verdict, exit }) => `${verdict}${exit === undefined ? "" : ` ${exit}`}`)
    .join("; ");

const failure = (code: string, exit: TradebotError["exit"] = "broker_unreachable"): TradebotError =>
  new TradebotError({ code, message: `failed with ${code}`, exit, hint: "do something" });

describe("a diagnosis", () => {
  it("ends the command by its first failure", () => {
    const first = failing("a", "broken", { exit: "login_needed", remedy: "log in" });
    const second = failing("b", "broken", { exit: "configuration", remedy: "repair" });
    expect(endingOf([fine("c", "well"), first, second])).toBe("login_needed");
    expect(endingOf([fine("c", "well")])).toBe("done");
  });
});

describe("the program", () => {
  const told: ProgramFacts = {
    version: "1.0.0",
    nodeVersion: "26.10.0",
    timeZoneData: "2026c",
    runtime: "/opt/bot/node",
    build: "current",
    environment: {},
  };
  const sound: ProgramFacts = { ...told, ownRuntime: "/opt/bot/node", userId: 1000, coreLimit: "0" };

  it.each<[Partial<ProgramFacts>, string, string]>([
    [{}, "runtime", "ok"],
    [{ runtime: "/usr/bin/node" }, "runtime", "warn"],
    [{}, "build", "ok"],
    [{ build: "source" }, "build", "ok"],
    [{ build: "stale" }, "build", "warn"],
    [{}, "node_options", "ok"],
    [{ environment: { NODE_OPTIONS: "" } }, "node_options", "ok"],
    [{ environment: { NODE_OPTIONS: "--max-old-space-size=100" } }, "node_options", "warn"],
    [{ environment: { NODE_OPTIONS: "--inspect" } }, "node_options", "fail configuration"],
    [
      { environment: { NODE_OPTIONS: "--no-warnings --inspect-brk=0.0.0.0:9229" } },
      "node_options",
      "fail configuration",
    ],
    [{ environment: { NODE_OPTIONS: "--require ./x.js" } }, "node_options", "fail configuration"],
    [{ environment: { NODE_OPTIONS: "--require=./x.js" } }, "node_options", "fail configuration"],
    [{ environment: { NODE_OPTIONS: "-r ./x.js" } }, "node_options", "fail configuration"],
    [{ environment: { NODE_OPTIONS: "--import=./x.js" } }, "node_options", "fail configuration"],
    [{ environment: { NODE_OPTIONS: "--report-on-fatalerror" } }, "node_options", "fail configuration"],
    [{}, "core_dumps", "ok"],
    [{ coreLimit: "unlimited" }, "core_dumps", "warn"],
    [{}, "user", "ok"],
    [{ userId: 0 }, "user", "warn"],
    [{ environment: { HTTPS_PROXY: "http://proxy:3128" } }, "proxy", "warn"],
    [{ environment: { NODE_EXTRA_CA_CERTS: "/etc/ca.pem" } }, "certificates", "warn"],
    [{ environment: { NODE_TLS_REJECT_UNAUTHORIZED: "0" } }, "tls_verification", "warn"],
    [{}, "proxy", ""],
  ])("with %j has %s: %s", (change, name, expected) => {
    expect(verdictOf(checkProgram({ ...sound, ...change }, true), name)).toBe(expected);
  });

  it("is not asked about the network where there is none to the broker", () => {
    const environment = { HTTPS_PROXY: "http://proxy:3128", NODE_EXTRA_CA_CERTS: "/etc/ca.pem" };
    const names = checkProgram({ ...sound, environment }, false).map(({ name }) => name);
    expect(names).toEqual(["runtime", "build", "node_options", "core_dumps", "user"]);
  });

  it("says nothing of what the system does not tell", () => {
    const diagnoses = checkProgram(told, false);
    expect(diagnoses.map(({ name }) => name)).toEqual(["runtime", "build", "node_options"]);
    expect(diagnoses[0]?.finding).toBe("Node.js 26.10.0, time zone data 2026c, of this machine");
  });
});

describe("a directory", () => {
  const existing = {
    kind: "directory",
    realPath: "/bot/state",
    isLink: false,
    mode: 0o700,
    isOurs: true,
    isWritable: true,
  } as const;
  const missing = { kind: "missing", above: "/bot", isAboveWritable: true } as const;
  const state: DirectoryFacts = {
    setting: "STATE_DIR",
    path: "/bot/state",
    standing: existing,
    volume: { freeBytes: 20e9, type: "ext4" },
  };
  const log: DirectoryFacts = {
    ...state,
    setting: "LOG_DIR",
    path: "/bot/logs",
    standing: { ...existing, realPath: "/bot/logs" },
  };

  it.each<[DirectoryFacts, string]>([
    [state, "ok"],
    [{ ...state, standing: missing }, "ok"],
    [{ ...state, standing: { ...missing, isAboveWritable: false } }, "fail storage_unwritable"],
    [{ ...state, standing: { kind: "other", what: "no directory" } }, "fail storage_unwritable"],
    [{ ...state, standing: { ...existing, isLink: true } }, "fail configuration"],
    [{ ...state, standing: { ...existing, isOurs: false } }, "fail configuration"],
    [{ ...state, standing: { ...existing, mode: 0o750 } }, "fail configuration"],
    [{ ...state, standing: { ...existing, isWritable: false } }, "fail storage_unwritable"],
    [{ ...state, volume: { freeBytes: 49e6, type: "ext4" } }, "fail storage_unwritable"],
    [{ ...state, volume: { freeBytes: 499e6, type: "ext4" } }, "warn"],
    [{ ...state, volume: { freeBytes: 500e6, type: "ext4" } }, "ok"],
    [{ ...state, volume: { freeBytes: 20e9, type: "nfs4" } }, "warn"],
    [{ ...state, volume: { freeBytes: 20e9, type: "fuse.sshfs" } }, "warn"],
    [{ ...state, volume: { freeBytes: 20e9, type: "tmpfs" } }, "warn"],
    [{ ...state, volume: { freeBytes: 20e9 } }, "ok"],
    [{ setting: "STATE_DIR", path: "/bot/state", standing: existing }, "warn"],
  ])("of the state that is %j is %s", (facts, expected) => {
    expect(verdictOf(checkDirectories([facts]), "state_directory")).toBe(expected);
  });

  it.each<[DirectoryFacts, string]>([
    [log, "ok"],
    [{ ...log, standing: { ...existing, mode: 0o750 } }, "ok"],
    [{ ...log, standing: { ...existing, mode: 0o755 } }, "warn"],
    [{ ...log, standing: { ...existing, mode: 0o770 } }, "fail configuration"],
    [{ ...log, standing: { ...existing, mode: 0o777 } }, "fail configuration"],
    [{ ...log, standing: { ...existing, isOurs: false } }, "warn"],
    [{ ...log, standing: { ...existing, isLink: true } }, "ok"],
    [{ ...log, standing: { ...existing, isWritable: false } }, "fail storage_unwritable"],
    [{ ...log, volume: { freeBytes: 20e9, type: "nfs4" } }, "ok"],
  ])("of the log that is %j is %s", (facts, expected) => {
    expect(verdictOf(checkDirectories([facts]), "log_directory")).toBe(expected);
  });

  it("is no other's at the same time, by whatever path", () => {
    expect(verdictOf(checkDirectories([state, log]), "places")).toBe("");
    const sameByLink = { ...log, standing: { ...existing, isLink: true } };
    expect(checkDirectories([state, sameByLink]).at(-1)).toEqual({
      name: "places",
      verdict: "fail",
      finding: "STATE_DIR and LOG_DIR lead to the same directory",
      remedy: "give each of them a directory of its own",
      exit: "configuration",
    });
  });

  it.each([
    ["/bot/state", "ext4"],
    ["/", "overlay"],
    ["/mnt/my disk/state", "nfs4"],
    ["/mnt/my disk", "nfs4"],
    ["/mnt/my", "overlay"],
    ["/twice/x", "tmpfs"],
    ["/botany", "overlay"],
  ])("%s is on %s by the list of mounts", (path, expected) => {
    const mounts = `overlay / overlay rw 0 0
/dev/sda1 /bot ext4 rw 0 0
server:/export /mnt/my\\040disk nfs4 rw 0 0
/dev/sdb1 /twice ext4 rw 0 0
tmpfs /twice tmpfs rw 0 0
`;
    expect(mountTypeOf(path, mounts)).toBe(expected);
  });
});

describe("the lock", () => {
  const owner = { runId: runId("run-1"), since: NOW, processId: 7, host: "here" };
  const after = (by: number) => ({ now: addDuration(NOW, seconds(by)), longest: minutes(4) });

  it.each<[LockStanding, number, string]>([
    [{ kind: "free" }, 0, "ok free"],
    [
      { kind: "held", holder: "dead", owner },
      0,
      "ok left by process 7 on here since 2026-03-04T09:15:10.000Z, which has ended; the next cycle takes it over",
    ],
    [
      { kind: "held", holder: "alive", owner },
      300,
      "ok held by process 7 on here since 2026-03-04T09:15:10.000Z: a cycle is running",
    ],
    [
      { kind: "held", holder: "alive", owner },
      301,
      "warn held by process 7 on here since 2026-03-04T09:15:10.000Z, longer than a cycle may take",
    ],
    [{ kind: "held", holder: "alive" }, 0, "ok held: a cycle is running"],
    [
      { kind: "held", holder: "unknown", owner },
      0,
      "warn held by process 7 on here since 2026-03-04T09:15:10.000Z, of which nothing can be told from here",
    ],
    [{ kind: "held", holder: "unknown" }, 0, "warn held, of which nothing can be told from here"],
  ])("%j after %d s: %s", (lock, passed, expected) => {
    const { verdict, finding } = checkLock(lock, after(passed));
    expect(`${verdict} ${finding}`).toBe(expected);
  });
});

describe("the clock", () => {
  const reading = (aheadMs: number) => {
    const ourAt = addDuration(NOW, durationMs(aheadMs));
    return { brokerAt: NOW, askedAt: ourAt, ourAt };
  };

  it.each([
    [[0], "ok"],
    [[999], "ok"],
    [[3000], "ok"],
    [[3001], "warn"],
    [[6000], "warn"],
    [[6001], "fail configuration"],
    [[-2000], "ok"],
    [[-2001], "warn"],
    [[-5001], "fail configuration"],
    [[9000, 400], "ok"], // one of the two is odd
    [[], "warn"],
  ])("that is ahead by %j ms is %s", (ahead, expected) => {
    expect(verdictOf([checkClock(ahead.map(reading))], "clock")).toBe(expected);
  });

  it("is said to be ahead or behind", () => {
    expect(checkClock([reading(4500)]).finding).toBe("is 3.5 s ahead of the broker's");
    expect(checkClock([reading(-4500)]).finding).toBe("is 4.5 s behind the broker's");
  });
});

describe("an accepted token", () => {
  const jwt = (claims: object): string =>
    ["{}", JSON.stringify(claims), "x"].map((part) => Buffer.from(part).toString("base64url")).join(".");
  const secondsOf = (hours: number): number => NOW / 1000 + hours * 3600;

  it.each([
    ["opaque", "ok accepted; it does not say when it expires"],
    ["a.b", "ok accepted; it does not say when it expires"],
    [jwt({}), "ok accepted; it does not say when it expires"],
    [jwt({ exp: secondsOf(10) }), "ok accepted; expires at 2026-03-04T19:15:10.000Z, in 10 h"],
    [jwt({ exp: String(secondsOf(3)) }), "ok accepted; expires at 2026-03-04T12:15:10.000Z, in 3 h"],
    [jwt({ exp: secondsOf(1) }), "warn accepted; expires at 2026-03-04T10:15:10.000Z, in 1 h"],
    [jwt({ exp: secondsOf(-1) }), "warn accepted; expires at 2026-03-04T08:15:10.000Z, in 0 h"],
  ])("%s: %s", (token, expected) => {
    const { verdict, finding } = checkAcceptedToken(token, NOW);
    expect(`${verdict} ${finding}`).toBe(expected);
  });
});

describe("maintenance", () => {
  it.each([
    ["2026-03-05T12:00:00Z", 0],
    ["2026-03-06T12:00:00Z", 1],
    ["2026-03-08T23:59:00Z", 1],
    ["2026-03-09T00:00:00Z", 0],
  ])("is a matter of weekends: at %s there are %d lines about it", (iso, count) => {
    expect(checkMaintenance(timestamp(Date.parse(iso))).length).toBe(count);
  });
});

describe("the account", () => {
  const identity: AccountIdentity = {
    clientKey: clientKey("client"),
    accountKey: accountKey("account"),
    accountId: "9226397",
    currency: "EUR",
    nettingProfile: "FifoEndOfDay",
    rights: { canTrade: true, tradeLevel: "FullTradingAndChat", dataLevel: "Premium" },
  };
  const balance = { currency: "EUR", cash: decimal("10"), totalValue: decimal("12.5"), isReliable: true };

  it.each([
    ["LOGIN_NEEDED", "login_needed", "broker ok; token fail login_needed"],
    ["ACCOUNT_AMBIGUOUS", "configuration", "broker ok; account fail configuration"],
    ["BROKER_UNREACHABLE", "broker_unreachable", "broker fail broker_unreachable"],
    ["BROKER_CONTRACT_BROKEN", "broker_contract_broken", "broker fail broker_contract_broken"],
  ] as const)("that cannot be told because of %s ends as %s", (code, exit, expected) => {
    const found = identityFailure(failure(code, exit), "SIM");
    expect(found.map(({ name }) => `${name} ${verdictOf(found, name)}`).join("; ")).toBe(expected);
  });

  it("is shown masked, with what it holds", () => {
    expect(checkAccount(identity, balance)).toEqual(fine("account", "***97 in EUR: 12.5 in all, 10 cash"));
    expect(checkAccount(identity, { ...balance, isReliable: false }).verdict).toBe("warn");
    expect(verdictOf([checkAccount(identity, failure("X"))], "account")).toBe("fail broker_unreachable");
  });

  it("is the one the store belongs to, or the store's first", () => {
    expect(checkOwner(undefined, identity)).toEqual([]);
    expect(checkOwner({ environment: "SIM", accountKey: accountKey("account") }, identity)).toEqual([]);
    const other = checkOwner({ environment: "SIM", accountKey: accountKey("other") }, identity);
    expect(verdictOf(other, "store_owner")).toBe("fail configuration");
  });

  const linesWith = (rights: AccountRights, allowDelayedData = false, environment = "LIVE"): string[] =>
    checkRights(
      { ...identity, rights },
      { environment, assetTypes: ["Stock", "FxSpot"], allowDelayedData },
    ).map(({ name, verdict, exit, finding }) => `${name} ${verdict} ${exit ?? ""}: ${finding}`);

  it("may trade, and sees the market in time", () => {
    expect(linesWith(identity.rights)).toEqual([
      "rights ok : the user may trade; positions net by FifoEndOfDay",
      "session ok : trade level FullTradingAndChat, data level Premium",
    ]);
  });

  it("may not trade, or only close: each is said, and ends the check by what it is worth", () => {
    expect(linesWith({ ...identity.rights, canTrade: false, isReduceOnly: true })).toEqual([
      "rights fail configuration: the user has no right to trade (CanTrade is false)",
      "rights warn : the client may only close positions (ReduceExposureOnly)",
      "session ok : trade level FullTradingAndChat, data level Premium",
    ]);
  });

  it("sees exchanges late by a session of orders only, which matters where delay is refused", () => {
    const rights = { ...identity.rights, tradeLevel: "OrdersOnly" };
    expect(linesWith(rights)[1]).toBe(
      "session warn : the session's trade level is OrdersOnly: prices of exchanges come late, which is refused",
    );
    expect(linesWith(rights, true)[1]).toBe("session ok : trade level OrdersOnly, data level Premium");
  });

  it("is doubtful in what the broker does not say", () => {
    expect(linesWith({})).toEqual([
      "rights warn : the broker does not say whether the user may trade",
      "session warn : the broker does not say what the session may see",
    ]);
  });
});

describe("the markets", () => {
  const stock = instrument("Stock", 211);
  const details = {
    instrument: stock,
    symbol: "AAPL:xnas",
    description: "Apple",
    currency: "USD",
    tradability: "tradable" as const,
    isShortDisabled: false,
    supportedOrderTypes: ["Market", "Limit"],
    amountDecimals: 0,
    minimumTradeSize: decimal("1"),
    orderLimits: {},
    pricing: { currency: "USD", decimals: 2, ticks: {} },
  };
  const quote = {
    bid: decimal("10"),
    ask: decimal("10.5"),
    updatedAt: NOW,
    delayedByMinutes: 0,
    priceTypeBid: "Tradable",
    priceTypeAsk: "Tradable",
  };
  const session = (from: number, to: number) => ({
    startAt: addDuration(NOW, minutes(from)),
    endAt: addDuration(NOW, minutes(to)),
    state: NORMAL_TRADING,
  });
  const unknown: MarketFacts = {
    instrument: stock,
    quote: { kind: "quote", quote },
    sessions: [session(-60, 60)],
    bars: { count: 21 },
  };
  const sound: MarketFacts = { ...unknown, details };
  const one = decimal("1");
  const quantities = {
    Stock: one,
    Etf: one,
    FxSpot: one,
    FxCrypto: one,
    CfdOnStock: one,
    CfdOnIndex: one,
    CfdOnEtf: one,
  };
  const needs: Needs = {
    now: NOW,
    barsOf: () => 21,
    barMinutes: 60,
    allowDelayedData: true,
    quantities,
    limits: GENEROUS,
  };
  const lineOf = (market: MarketFacts, more: Partial<Needs> = {}): string => {
    const [, found] = checkMarkets([market], { ...needs, ...more });
    return `${found?.verdict ?? ""}${found?.exit === undefined ? "" : ` ${found.exit}`} ${found?.finding ?? ""}`;
  };

  it.each<[string, MarketFacts, string]>([
    ["is sound", sound, "ok Stock:211: AAPL:xnas in USD, 10 to 10.5, market open"],
    [
      "is closed",
      { ...sound, sessions: [session(60, 120)] },
      "ok Stock:211: AAPL:xnas in USD, 10 to 10.5, market opens at 2026-03-04T10:15:10.000Z",
    ],
    [
      "has no schedule",
      { ...sound, sessions: [] },
      "ok Stock:211: AAPL:xnas in USD, 10 to 10.5, market closed",
    ],
    ["has no readable schedule", { ...sound, sessions: failure("X") }, "warn Stock:211: failed with X"],
    [
      "is delayed, which is allowed",
      { ...sound, quote: { kind: "quote", quote: { ...quote, delayedByMinutes: 15 } } },
      "ok Stock:211: AAPL:xnas in USD, 10 to 10.5, delayed by 15 minutes, market open",
    ],
    ["is unknown", unknown, "fail configuration Stock:211: the broker does not know it"],
    [
      "has no readable details",
      { ...sound, details: failure("X") },
      "fail broker_unreachable Stock:211: failed with X",
    ],
    [
      "is not for this account",
      { ...sound, details: { ...details, tradability: "not_on_account" } },
      "fail configuration Stock:211: AAPL:xnas cannot be traded on this account",
    ],
    [
      "is not tradable",
      { ...sound, details: { ...details, tradability: "not_tradable", restriction: "ExpiredInstrument" } },
      "fail configuration Stock:211: AAPL:xnas cannot be traded (ExpiredInstrument)",
    ],
    [
      "can only be closed",
      { ...sound, details: { ...details, tradability: "reduce_only" } },
      "warn Stock:211: AAPL:xnas can only be closed, not opened",
    ],
    [
      "takes no market orders",
      { ...sound, details: { ...details, supportedOrderTypes: ["Limit"] } },
      "fail configuration Stock:211: AAPL:xnas takes no market orders",
    ],
    [
      "is priced in pence",
      {
        ...sound,
        details: { ...details, currency: "GBP", pricing: { ...details.pricing, currency: "GBX" } },
      },
      "warn Stock:211: AAPL:xnas is priced in GBX and paid in GBP: what an order is worth would be a guess",
    ],
    [
      "has no market maker",
      { ...sound, quote: { kind: "no_price", priceType: "NoMarket", marketState: "Open" } },
      "warn Stock:211: nobody quotes a price (NoMarket, market Open)",
    ],
    [
      "is not quoted to this user",
      { ...sound, quote: { kind: "no_access" } },
      "warn Stock:211: no access to its prices (NoAccess)",
    ],
    [
      "has no quote",
      { ...sound, quote: { kind: "no_quote", code: "C", reason: "why" } },
      "warn Stock:211: no quote (C: why)",
    ],
    ["has no readable quote", { ...sound, quote: failure("X") }, "warn Stock:211: failed with X"],
    [
      "has too few bars",
      { ...sound, bars: { count: 20 } },
      "warn Stock:211: the strategy needs 21 bars of 60 minutes, the broker has 20",
    ],
    ["has no readable bars", { ...sound, bars: failure("X") }, "warn Stock:211: failed with X"],
  ])("of an instrument that %s", (_, market, expected) => {
    expect(lineOf(market)).toBe(expected);
  });

  it.each<[string, Partial<InstrumentDetails>, string]>([
    [
      "1",
      { minimumTradeSize: decimal("10") },
      "DEFAULT_QUANTITY 1 is less than the smallest order, 10, of AAPL:xnas",
    ],
    [
      "150",
      { lot: { size: decimal("100"), isForBuysOnly: true } },
      "DEFAULT_QUANTITY 150 is no multiple of the 100 in a lot of AAPL:xnas",
    ],
    ["1.5", {}, "DEFAULT_QUANTITY 1.5 has more than the 0 decimals of AAPL:xnas"],
    [
      "6",
      { orderLimits: { maximumQuantity: decimal("5") } },
      "DEFAULT_QUANTITY 6 is more than the largest order, 5, of AAPL:xnas",
    ],
    [
      "4",
      { orderLimits: { minimumValue: decimal("50") } },
      "one order is worth 42 USD, less than the 50 that Saxo takes",
    ],
  ])("take no order of %s under %j", (quantity, rules, words) => {
    const market = { ...sound, details: { ...details, ...rules } };
    const wanted = { quantities: { ...quantities, Stock: decimal(quantity) } };
    expect(lineOf(market, wanted)).toBe(`fail configuration Stock:211: ${words}`);
  });

  it("are dearer than what there is to pay with", () => {
    const balance = {
      currency: "USD",
      cash: decimal("50"),
      totalValue: decimal("50"),
      isReliable: true,
      cashAvailable: decimal("20"),
    };
    const wanted = { quantities: { ...quantities, Stock: decimal("2") }, balance };
    const words = "warn Stock:211: one order is worth 21 USD, more than the cash available, 20";
    expect(lineOf(sound, wanted)).toBe(words);
    expect(lineOf(sound, { ...wanted, balance: { ...balance, currency: "EUR" } })).toMatch(/^ok /);
  });

  it.each([
    [
      "is more than MAX_POSITION_VALUE",
      { maxPositionValue: decimal("20") },
      "more than MAX_POSITION_VALUE, 20",
    ],
    ["is less than MIN_TRADE_AMOUNT", { minTradeAmount: decimal("22") }, "less than MIN_TRADE_AMOUNT, 22"],
  ])("are warned of where one order %s", (_, bounds, words) => {
    const cash = decimal("500");
    const balance = { currency: "USD", cash, totalValue: cash, isReliable: true };
    const wanted = { quantities: { ...quantities, Stock: decimal("2") }, balance };
    expect(lineOf(sound, { ...wanted, limits: { ...GENEROUS, ...bounds } })).toBe(
      `warn Stock:211: one order is worth 21 USD, ${words}: it is denied each time`,
    );
  });

  it("are named as the watchlist names them, and must be what it says they are", () => {
    expect(lineOf({ ...sound, writtenAs: "AAPL@Stock" })).toMatch(
      /^ok Stock:211 \(AAPL@Stock\): AAPL:xnas in USD/,
    );
    expect(lineOf({ ...sound, expectedSymbol: "aapl" })).toMatch(/^ok /);
    expect(lineOf({ ...sound, expectedSymbol: "MSFT:xnas" })).toBe(
      "fail configuration Stock:211: WATCHLIST_JSON calls it MSFT:xnas, it is AAPL:xnas",
    );
  });

  it("that are delayed are doubtful where delayed data is refused", () => {
    const delayed: MarketFacts = {
      ...sound,
      quote: { kind: "quote", quote: { ...quote, delayedByMinutes: 15 } },
    };
    expect(lineOf(delayed, { allowDelayedData: false })).toBe(
      "warn Stock:211: its prices are 15 minutes old, which ALLOW_DELAYED_DATA_IN_SIM=false refuses",
    );
  });

  it.each<[readonly MarketFacts[], string]>([
    [[sound, sound], "ok 2 of 2 instruments are quoted"],
    [
      [sound, { ...sound, quote: { kind: "no_access" } }],
      "warn 1 of 2 instruments are quoted, 1 not for this user (NoAccess)",
    ],
    [
      [{ ...sound, quote: { kind: "no_access" } }],
      "fail 0 of 1 instruments are quoted, 1 not for this user (NoAccess)",
    ],
    [
      [{ ...sound, quote: { kind: "no_quote", code: "C", reason: "why" } }],
      "warn 0 of 1 instruments are quoted",
    ],
  ])("as a whole, %#", (markets, expected) => {
    const [access] = checkMarkets(markets, needs);
    expect(`${access?.verdict ?? ""} ${access?.finding ?? ""}`).toBe(expected);
  });
});

describe("the scheduler", () => {
  const well = { isInstalled: true, places: ["/x"], isEnabled: true, warnings: [] } as const;
  const absent = { isInstalled: false, places: [], warnings: [] } as const;
  const systemd = { kind: "systemd", scope: "system", name: "bot" } as const;
  const cron = { kind: "cron", scope: "user", name: "bot" } as const;
  const linesOf = (readings: readonly ScheduleReading[], environment?: string): readonly string[] =>
    checkScheduler(readings, environment).map(({ verdict, finding }) => `${verdict} ${finding}`);

  it.each<[string, readonly ScheduleReading[], string | undefined, readonly string[]]>([
    [
      "none on LOCAL",
      [],
      "LOCAL",
      ["ok no scheduler of this machine is known to start cycles; on LOCAL none has to"],
    ],
    [
      "none on SIM",
      [{ ...systemd, standing: absent }],
      "SIM",
      ["warn no scheduler of this machine is known to start cycles"],
    ],
    [
      "one that cannot be asked",
      [{ ...systemd, fault: "no bus" }],
      undefined,
      [
        "warn systemd bot (of the machine) could not be asked: no bus",
        "warn no scheduler of this machine is known to start cycles",
      ],
    ],
    [
      "one that works, beside one that cannot be asked",
      [
        { ...systemd, standing: { ...well, nextRunAt: NOW, lastResult: "success" } },
        { ...cron, fault: "no crontab" },
      ],
      "SIM",
      [
        "ok systemd bot (of the machine) starts the next cycle at 2026-03-04T09:15:10.000Z; last result: success",
      ],
    ],
    [
      "one that is switched off",
      [{ ...systemd, standing: { ...well, isEnabled: false } }],
      "SIM",
      ["warn systemd bot (of the machine) has an entry that starts nothing"],
    ],
    [
      "one of which nobody can say whether it works",
      [{ ...cron, standing: { isInstalled: true, places: [], warnings: ["no daemon"] } }],
      "SIM",
      [
        "warn cron bot (of the user) has an entry, and nobody can say whether it starts cycles",
        "warn cron bot (of the user): no daemon",
      ],
    ],
    [
      "an odd one",
      [{ ...cron, standing: { ...well, warnings: ["ends with the session"] } }],
      "SIM",
      ["ok cron bot (of the user) starts cycles", "warn cron bot (of the user): ends with the session"],
    ],
    [
      "two",
      [
        { ...systemd, standing: well },
        { ...cron, standing: well },
      ],
      "SIM",
      [
        "ok systemd bot (of the machine) starts cycles",
        "ok cron bot (of the user) starts cycles",
        "warn systemd bot (of the machine) and cron bot (of the user) both start cycles",
      ],
    ],
  ])("is %s", (_, readings, environment, expected) => {
    expect(linesOf(readings, environment)).toEqual(expected);
  });
});
