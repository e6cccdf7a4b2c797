import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, type Decimal } from "../../../src/core/domain/decimal.ts";
import { present } from "../../../src/core/domain/present.ts";
import type { ValueBound } from "../../../src/core/risk/decision.ts";
import {
  countedWorth,
  judgeValue,
  sumOfOverruns,
  type Overrun,
  type PrecheckedFigures,
} from "../../../src/core/risk/value-bound.ts";

/** An order for 1000 euros, of an account in dollars. */
const BOUND: ValueBound = {
  price: decimal("1000"),
  priceCurrency: "EUR",
  atMost: decimal("1250"),
  limitedBy: "MAX_POSITION_VALUE",
  shared: { atMost: decimal("1800"), limitedBy: "MAX_PORTFOLIO_EXPOSURE" },
  atLeast: decimal("100"),
};

const rateOf = (rate: string): PrecheckedFigures => ({ conversionRate: decimal(rate) });

const objection = (
  bound: { readonly worth?: string; readonly cash?: string; readonly price?: string },
  figures: { readonly rate?: string; readonly cost?: string; readonly of?: string; readonly costs?: string },
  overrun: { readonly worth?: string; readonly cash?: string } = {},
): string | undefined => {
  const exact = (text: string | undefined) => (text === undefined ? undefined : decimal(text));
  const found = judgeValue(
    {
      ...BOUND,
      ...(bound.price === undefined ? {} : { price: decimal(bound.price) }),
      ...(bound.worth === undefined ? {} : { worth: decimal(bound.worth) }),
      ...(bound.cash === undefined ? {} : { cash: decimal(bound.cash) }),
    },
    present({
      conversionRate: exact(figures.rate),
      estimatedCashRequired: exact(figures.cost),
      cashCurrency: figures.of === "" ? undefined : (figures.of ?? "USD"),
      costs: exact(figures.costs),
    }),
    {
      currency: "USD",
      overrun: { worth: decimal(overrun.worth ?? "0"), cash: decimal(overrun.cash ?? "0") },
    },
  );
  return found.kind === "fits" ? undefined : `${found.code}: ${found.detail}`;
};

describe("an entry held against its limits by the broker's figures", () => {
  it.each<[string, Parameters<typeof objection>, string | undefined]>([
    ["passes by its own figures where the broker gives none", [{ worth: "1250" }, {}], undefined],
    ["passes at the limit", [{ worth: "1200" }, { rate: "1.25" }], undefined],
    [
      "is denied by the limit that is passed at the broker's rate",
      [{ worth: "1200" }, { rate: "1.26" }],
      "MAX_POSITION_VALUE: 1260 by the broker's precheck, and the limit leaves 1250",
    ],
    [
      "is denied where ours is the dearer one",
      [{ worth: "1251" }, { rate: "0.0125" }],
      "MAX_POSITION_VALUE: 1251 by the broker's precheck, and the limit leaves 1250",
    ],
    ["passes at the first rate that anybody knows", [{}, { rate: "1.1" }], undefined],
    ["passes by what it costs, where it is paid in full", [{ cash: "5000" }, { cost: "1240" }], undefined],
    [
      "is denied by what it costs, where it is paid in full",
      [{ cash: "5000" }, { cost: "1251" }],
      "MAX_POSITION_VALUE: 1251 by the broker's precheck, and the limit leaves 1250",
    ],
    [
      "is denied where a margin is all that is told",
      [{}, { cost: "100" }],
      "CONVERSION_RATE_UNKNOWN: nothing tells what EUR is worth, the precheck neither",
    ],
    [
      "is denied as too small once its value is known",
      [{ price: "80" }, { rate: "1.1" }],
      "MIN_TRADE_AMOUNT: 88 by the broker's precheck, and the limit leaves 100",
    ],
    [
      "passes whatever it is worth where that was known, and judged, before",
      [{ worth: "80", price: "80" }, { rate: "1" }],
      undefined,
    ],
    ["passes at the smallest purchase", [{ price: "80" }, { rate: "1.25" }], undefined],
    [
      "passes where all of the cash is needed",
      [{ worth: "1200", cash: "1205" }, { cost: "1205" }],
      undefined,
    ],
    [
      "is denied where the cash does not reach with all costs",
      [
        { worth: "1200", cash: "1205" },
        { rate: "1.2", cost: "1206" },
      ],
      "CASH_TOO_LOW: 1206 by the broker's precheck, and the limit leaves 1205",
    ],
    [
      "passes where costs alone are beyond the limit",
      [{ worth: "1250", cash: "2000" }, { cost: "1251" }],
      undefined,
    ],
    [
      "is denied where what it costs is of another currency, and no rate is told",
      [{ cash: "5000" }, { cost: "1000", of: "EUR" }],
      "CONVERSION_RATE_UNKNOWN: nothing tells what EUR is worth, the precheck neither",
    ],
    [
      "is denied where nobody says of which currency it is what it costs",
      [{ cash: "5000" }, { cost: "1000", of: "" }],
      "CONVERSION_RATE_UNKNOWN: nothing tells what EUR is worth, the precheck neither",
    ],
    [
      "is denied by an amount of no currency, which is enough to refuse by",
      [
        { worth: "1225", cash: "5000" },
        { cost: "1300", of: "" },
      ],
      "MAX_POSITION_VALUE: 1287 by the broker's precheck, and the limit leaves 1250",
    ],
    [
      "passes by what it costs without the costs, where the rate was not known before",
      [{ cash: "5000" }, { rate: "1.2", cost: "1255", costs: "5" }],
      undefined,
    ],
    [
      "passes by its rate where what it costs is of another currency",
      [{ cash: "1250" }, { rate: "1.25", cost: "190000", of: "JPY" }],
      undefined,
    ],
    [
      "is denied where the price has jumped since it was quoted",
      [
        { worth: "1225", cash: "5000" },
        { rate: "1.225", cost: "1275" },
      ],
      "MAX_POSITION_VALUE: 1262.25 by the broker's precheck, and the limit leaves 1250",
    ],
    [
      "is denied by what it costs without the costs, where those are told",
      [
        { worth: "1225", cash: "5000" },
        { cost: "1255", costs: "4.99" },
      ],
      "MAX_POSITION_VALUE: 1250.01 by the broker's precheck, and the limit leaves 1250",
    ],
    [
      "passes at the limit without costs that are told, however large",
      [
        { worth: "1225", cash: "5000" },
        { cost: "1300", costs: "50" },
      ],
      undefined,
    ],
    ["passes whatever a margin comes to", [{ worth: "1225" }, { cost: "1300" }], undefined],
    ["passes where the entries before it leave enough", [{ worth: "1200" }, {}, { worth: "600" }], undefined],
    [
      "is denied where the entries before it are dearer than a shared limit allows",
      [{ worth: "1200" }, {}, { worth: "600.01" }],
      "MAX_PORTFOLIO_EXPOSURE: 1200 by the broker's precheck, and the limit leaves 1199.99",
    ],
    [
      "is denied where the entries before it leave too little cash",
      [{ worth: "1200", cash: "1300" }, { cost: "1201" }, { cash: "100" }],
      "CASH_TOO_LOW: 1201 by the broker's precheck, and the limit leaves 1200",
    ],
  ])("%s", (_, given, expected) => {
    expect(objection(...given)).toBe(expected);
  });

  it("is held against the cash whatever those before it were worth beyond what they cost, and the other way round", () => {
    const paid = { worth: "1200", cash: "1200" };
    expect(objection(paid, { cost: "1200" }, { worth: "600" })).toBeUndefined();
    expect(objection(paid, {}, { cash: "5000" })).toBeUndefined(); // nobody says that it costs anything
    expect(objection({ worth: "1200" }, {}, { cash: "5000" })).toBeUndefined();
  });

  it.each<[string, Partial<ValueBound>, PrecheckedFigures, readonly [worth: string, cash: string]]>([
    ["more than the limits were told", { worth: decimal("1200") }, rateOf("1.25"), ["50", "0"]],
    ["less than they were told", { worth: decimal("1200") }, rateOf("1.1"), ["0", "0"]],
    ["all that is left, where nobody knew", {}, rateOf("1.1"), ["0", "0"]],
    [
      "more of the cash as well, where it is paid in full",
      { worth: decimal("1200"), cash: decimal("5000") },
      rateOf("1.25"),
      ["50", "50"],
    ],
    [
      "the costs, which are taken of the cash alone",
      { worth: decimal("1200"), cash: decimal("5000") },
      { estimatedCashRequired: decimal("1207"), cashCurrency: "USD", costs: decimal("7") },
      ["0", "7"],
    ],
    [
      "no margin, which is no price",
      { worth: decimal("1200") },
      { estimatedCashRequired: decimal("1300"), cashCurrency: "USD" },
      ["0", "0"],
    ],
  ])("tells by how much it is dearer: %s", (_, bound, figures, [worth, cash]) => {
    const none = { worth: decimal("0"), cash: decimal("0") };
    const verdict = judgeValue({ ...BOUND, ...bound }, figures, { currency: "USD", overrun: none });
    expect(verdict).toEqual({ kind: "fits", overrun: { worth: decimal(worth), cash: decimal(cash) } });
  });

  it("adds up what several are dearer by", () => {
    const overrun = (worth: string, cash: string) => ({ worth: decimal(worth), cash: decimal(cash) });
    expect(sumOfOverruns([overrun("50", "57"), overrun("3", "0")])).toEqual(overrun("53", "57"));
    expect(sumOfOverruns([])).toEqual(overrun("0", "0"));
  });
});

describe("entries that are held against their limits one after the other", () => {
  /** Few figures, so that sums of them often lie right at a limit. */
  const few = (...figures: readonly number[]) => fc.constantFrom(...figures);
  const exact = (figure: number) => decimal(figure.toFixed(2));

  it("never come to more than these leave for all of them, nor take more of the cash than there is", () => {
    const entry = fc.record({
      told: few(100, 200, 300),
      dearer: few(0, 0, 1, 3),
      costs: few(0, 1, 2),
      isKnown: fc.boolean(),
      isPaidInFull: fc.boolean(),
    });
    const seen = { fits: 0, exposure: 0, cash: 0 };
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 8 }),
        few(300, 500, 502, 1000),
        few(300, 503, 604),
        (entries, limit, cash) => {
          const overruns: Overrun[] = [];
          let [told, toldOfCash, worth, paid] = [0, 0, 0, 0].map(exact) as [
            Decimal,
            Decimal,
            Decimal,
            Decimal,
          ];
          for (const one of entries) {
            const found = exact(one.told + one.dearer);
            const cost = found.plus(exact(one.costs));
            const left = exact(limit).minus(told);
            const bound: ValueBound = {
              ...BOUND,
              price: found,
              atMost: left,
              shared: { atMost: left, limitedBy: "MAX_PORTFOLIO_EXPOSURE" },
              atLeast: decimal("0"),
              ...(one.isKnown ? { worth: exact(one.told) } : {}),
              ...(one.isPaidInFull ? { cash: exact(cash).minus(toldOfCash) } : {}),
            };
            if (one.isKnown && exact(one.told).gt(left)) continue; // never approved
            told = told.plus(countedWorth(bound));
            if (one.isPaidInFull) toldOfCash = toldOfCash.plus(countedWorth(bound));
            const verdict = judgeValue(
              bound,
              {
                conversionRate: decimal("1"),
                estimatedCashRequired: one.isPaidInFull ? cost : decimal("1"),
                cashCurrency: "USD",
                costs: exact(one.costs),
              },
              { currency: "USD", overrun: sumOfOverruns(overruns) },
            );
            if (verdict.kind === "objection") {
              seen[verdict.code === "CASH_TOO_LOW" ? "cash" : "exposure"] += 1;
              continue;
            }
            seen.fits += 1;
            overruns.push(verdict.overrun);
            worth = worth.plus(found);
            if (one.isPaidInFull) paid = paid.plus(cost);
          }
          expect(worth.lte(exact(limit))).toBe(true);
          expect(paid.lte(exact(cash))).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
  });
});
