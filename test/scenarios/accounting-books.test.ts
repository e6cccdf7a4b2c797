import { describe, expect, it } from "vitest";
import type { CostEntry, FillEntry, ValueTerms } from "../../src/core/accounting/ledger-entry.ts";
import { EMPTY_LEDGER, enter, profitLossOf, type LedgerRun } from "../../src/core/accounting/ledger.ts";
import { averagePriceOf, matchingOf, quantityOf } from "../../src/core/accounting/position-book.ts";
import { isPaidInFull, valueOfLots, type PositionValue } from "../../src/core/accounting/valuation.ts";
import { NETTING_PROFILES, type ClosedPosition, type NettingProfile } from "../../src/core/domain/account.ts";
import {
  decimal,
  decimalFromNumber,
  sumDecimals,
  ZERO,
  type Decimal,
} from "../../src/core/domain/decimal.ts";
import { externalReference } from "../../src/core/domain/ids.ts";
import {
  instrument,
  instrumentFromId,
  type Instrument,
  type InstrumentDetails,
  type InstrumentId,
} from "../../src/core/domain/instrument.ts";
import { timestamp, type Timestamp } from "../../src/core/domain/time.ts";
import { simulatedWorld, type SimulatedWorld } from "../adapters/saxo/support/simulated-world.ts";

/** Dollars, euros, pence; paid in full and on margin; all of them open at a quarter past ten in New York. */
const INSTRUMENTS = [
  instrument("Stock", 211),
  instrument("CfdOnStock", 211),
  instrument("Stock", 1636),
  instrument("Stock", 899),
  instrument("CfdOnIndex", 4913),
  instrument("FxSpot", 21),
  instrument("FxSpot", 31),
];
const ORDERS = 60;
const PART_MS = 30_000;
const TO_THE_NIGHT_MS = 8 * 3_600_000;
const ONE = decimal("1");

const toCents = (amount: Decimal): Decimal => amount.round(2, 1);

/** The same numbers whenever the test runs. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

interface Mids {
  readonly EUR: Decimal;
  readonly GBP: Decimal;
}

/** A client that trades at random, and writes down what was worth how much at each moment. */
class Trader {
  readonly #world: SimulatedWorld;
  readonly #mids = new Map<Timestamp, Mids>();
  readonly #details: ReadonlyMap<InstrumentId, InstrumentDetails>;
  readonly #random: (below: number) => number;

  constructor(world: SimulatedWorld, details: ReadonlyMap<InstrumentId, InstrumentDetails>, seed: number) {
    this.#world = world;
    this.#details = details;
    this.#random = randomNumbers(seed);
  }

  /** Whatever the broker refuses leaves no execution. */
  async trade(count: number): Promise<void> {
    const { broker, account, simulator, clock, nextId } = this.#world;
    const some = INSTRUMENTS[this.#random(INSTRUMENTS.length)];
    if (some === undefined) throw new Error("there are instruments");
    const isInParts = this.#random(3) === 0;
    if (isInParts) {
      simulator.faults.next({
        endpoint: "place_order",
        kind: "partial_fill",
        parts: ["0.3", "0.7"],
        everySeconds: 30,
      });
    }
    const units = (1 + this.#random(8)) * 10;
    const order = {
      kind: "market",
      accountKey: account.accountKey,
      instrument: some,
      side: this.#random(2) === 0 ? "buy" : "sell",
      quantity: decimal(String(some.assetType === "FxSpot" ? units * 100 : units)),
      externalReference: externalReference(`ATB-${String(count)}`),
    } as const;
    await broker.place({ kind: "single", order }, nextId());
    await this.#noteMids();
    clock.advance(PART_MS);
    if (isInParts) await this.#noteMids();
    clock.advance(1_000);
  }

  async #noteMids(): Promise<void> {
    this.#mids.set(this.#world.clock.now(), await this.mids());
  }

  async mids(): Promise<Mids> {
    const path = "/trade/v1/infoprices/list?AssetType=FxSpot&Uics=21,31";
    const { Data: rows } = (await read(this.#world, path)) as {
      Data: { Uic: number; Quote: { Mid: number } }[];
    };
    const midOf = (uic: number): Decimal => {
      const mid = rows.find((row) => row.Uic === uic)?.Quote.Mid;
      if (mid === undefined) throw new Error(`nobody quotes ${uic}`);
      return decimalFromNumber(mid);
    };
    return { EUR: midOf(21), GBP: midOf(31) };
  }

  termsAt(at: Timestamp, id: InstrumentId): ValueTerms {
    const mids = this.#mids.get(at);
    if (mids === undefined) throw new Error(`nobody has looked at ${at}`);
    return this.terms(mids, id);
  }

  terms(mids: Mids, id: InstrumentId): ValueTerms {
    const pricing = this.#details.get(id)?.pricing;
    if (pricing === undefined) throw new Error(`nothing is known of ${id}`);
    const into = this.#world.account.currency;
    return { contractFactor: pricing.contractFactor ?? ONE, rate: rateOf(pricing.currency, into, mids) };
  }
}

function rateOf(from: string, into: string, mids: Mids): Decimal {
  if (from === into) return ONE;
  const inDollars = (currency: string): Decimal => {
    if (currency === "USD") return ONE;
    if (currency === "GBX") return mids.GBP.div(decimal("100"));
    return currency === "EUR" ? mids.EUR : mids.GBP;
  };
  return into === "USD" ? inDollars(from) : inDollars(from).div(inDollars(into));
}

async function read({ simulator }: SimulatedWorld, path: string): Promise<unknown> {
  const answer = await fetch(`${simulator.restBase}${path}`, {
    headers: { authorization: "Bearer simulated-token" },
  });
  return answer.json();
}

interface Story {
  readonly world: SimulatedWorld;
  readonly trader: Trader;
  readonly fills: readonly FillEntry[];
  readonly closed: readonly ClosedPosition[];
  readonly run: LedgerRun;
}

/** Trades for an hour; what happened is then read from the broker alone. */
async function traded(nettingProfile: NettingProfile, currency: "USD" | "EUR", seed: number): Promise<Story> {
  const world = await simulatedWorld({
    account: { nettingProfile, isMarginTradingAllowed: true },
    accounts: [{ currency }],
  });
  const { broker, account, clock } = world;
  const details = await broker.readInstrumentDetails(account, INSTRUMENTS);
  const trader = new Trader(world, details, seed);
  for (let count = 1; count <= ORDERS; count += 1) await trader.trade(count);
  if (nettingProfile === "FifoEndOfDay") clock.advance(TO_THE_NIGHT_MS);
  clock.advance(5_000);
  const lines = await broker.readOrderActivities(account, timestamp(0));
  const fills = lines.flatMap(({ fill, ...line }): readonly FillEntry[] => {
    const traded = instrumentFromId(line.instrumentId);
    if (fill === undefined || traded === undefined) return [];
    return [
      {
        kind: "fill",
        id: line.logId,
        at: line.at,
        instrumentId: traded.id,
        quantity: line.side === "buy" ? fill.quantity : fill.quantity.neg(),
        price: fill.price,
        order: line.externalReference ?? "none",
        terms: trader.termsAt(line.at, traded.id),
      },
    ];
  });
  const run = enter(EMPTY_LEDGER, fills, matchingOf(nettingProfile));
  return { world, trader, fills, run, closed: await broker.readClosedPositions(account) };
}

const instrumentOf = (id: string): Instrument => {
  const found = instrumentFromId(id);
  if (found === undefined) throw new Error(`${id} is no instrument`);
  return found;
};

/** Each part by the instant and the price of both its executions. */
const partName = (part: {
  readonly instrumentId: string;
  readonly quantity: Decimal;
  readonly openedAt: Timestamp;
}): string => `${part.instrumentId} ${part.quantity.toString()} of ${part.openedAt}`;

describe.each(["USD", "EUR"] as const)("random trades on an account in %s", (currency) => {
  describe.each(NETTING_PROFILES)("that nets by %s", (profile) => {
    it("come to the same by our accounting as by the broker's books", async () => {
      const story = await traded(profile, currency, profile.length * 31 + currency.charCodeAt(0));
      const { world, run, fills, closed } = story;
      expect(fills.length).toBeGreaterThan(ORDERS / 2);
      await comparePositions(story, profile);
      expect(run.closings.map(partName).sort()).toEqual(closed.map(partName).sort());
      for (const part of closed) compareClosing(part, story);
      await compareBalance(story);
      expect(new Set(closed.map(({ quantity }) => quantity.gt(ZERO))).size).toBe(2); // long ones and short ones
      expect(world.failures).toEqual([]);
    });
  });
});

async function comparePositions({ world, run }: Story, profile: NettingProfile): Promise<void> {
  const rows = (await world.broker.readNetPositions(world.account)).filter(
    ({ quantity }) => !quantity.eq(ZERO),
  );
  const shown = (id: string, quantity: Decimal, average: Decimal | undefined): string =>
    `${id} ${quantity.toString()} at ${average?.round(6).toString() ?? "?"}`;
  const ours = [...run.ledger.books].map(([id, book]) => shown(id, quantityOf(book), averagePriceOf(book)));
  expect(ours.sort(), profile).toEqual(
    rows.map((row) => shown(row.instrumentId, row.quantity, row.averageOpenPrice)).sort(),
  );
}

/** Of what is paid in full in the account's own currency the broker books each execution to the cent, not their difference. */
function compareClosing(part: ClosedPosition, { run }: Story): void {
  const ours = run.closings.filter((closing) => partName(closing) === partName(part)).map(profitLossOf);
  const differences = ours.map((result) => part.profitLoss?.minus(toCents(result ?? ZERO)).abs() ?? ONE);
  const tolerated = isPaidInFull(instrumentOf(part.instrumentId)) ? "0.01" : "0";
  expect(
    differences.some((difference) => difference.lte(decimal(tolerated))),
    partName(part),
  ).toBe(true);
}

async function compareBalance({ world, trader, fills, run, closed }: Story): Promise<void> {
  const { broker, account, simulator } = world;
  const costs = sumDecimals(simulator.snapshot().fills.map(({ commission }) => commission));
  const flows = fills
    .filter(({ instrumentId }) => isPaidInFull(instrumentOf(instrumentId)))
    .map(({ quantity, price, terms }) => worth(quantity.times(price), terms).neg());
  const results = run.closings
    .filter(({ instrumentId }) => !isPaidInFull(instrumentOf(instrumentId)))
    .map((closing) => toCents(profitLossOf(closing) ?? ZERO));
  const cash = decimal("100000")
    .plus(sumDecimals([...flows, ...results]))
    .minus(costs);
  const balance = await broker.readBalance(account);
  expect(cash.toString()).toBe(balance.cash.toString());
  const { CostToClosePositions: toClose } = (await read(world, "/port/v1/balances/me")) as {
    CostToClosePositions: number;
  };
  const values = await marketValues({ world, trader, run });
  const equity = cash.plus(sumDecimals(values.map((value) => toCents(value.marketValue ?? ZERO))));
  expect(equity.plus(decimalFromNumber(toClose)).toString()).toBe(balance.totalValue.toString());
  const told = closed.flatMap(({ openingCost, closingCost }) => [openingCost ?? ZERO, closingCost ?? ZERO]);
  const entries = told.map((amount, index): CostEntry => {
    return { kind: "cost", id: String(index), at: timestamp(0), order: "any", amount };
  });
  const after = enter(run.ledger, entries, "average").ledger.realised;
  expect(after.toString()).toBe(run.ledger.realised.minus(sumDecimals(told)).toString());
  expect(sumDecimals(told).lte(costs) && sumDecimals(told).gt(ZERO)).toBe(true);
}

const worth = (value: Decimal, terms: ValueTerms | undefined): Decimal =>
  toCents(value.times(terms?.contractFactor ?? ZERO).times(terms?.rate ?? ZERO));

async function marketValues({
  world,
  trader,
  run,
}: Pick<Story, "world" | "trader" | "run">): Promise<readonly PositionValue[]> {
  const [quotes, mids] = [await world.broker.readQuotes(world.account, INSTRUMENTS), await trader.mids()];
  return [...run.ledger.books].map(([id, book]) => {
    const reading = quotes.get(id);
    if (reading?.kind !== "quote") throw new Error(`nobody quotes ${id}`);
    const price = quantityOf(book).gt(ZERO) ? reading.quote.bid : reading.quote.ask;
    return valueOfLots(instrumentOf(id), book.lots, { price, terms: trader.terms(mids, id) });
  });
}
