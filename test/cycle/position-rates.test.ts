import { expect, it } from "vitest";
import type { Position } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { positionId } from "../../src/core/domain/ids.ts";
import { instrument, type Instrument } from "../../src/core/domain/instrument.ts";
import { minutes, timestamp } from "../../src/core/domain/time.ts";
import { ratesFrom } from "../../src/cycle/conversion-pairs.ts";
import { detailsOf as details } from "../core/risk/decision-world.ts";

const NOW = timestamp(1_800_000_000_000);
const EURO = instrument("Stock", 1);
const PENCE = instrument("Stock", 2);
const POUND = instrument("Stock", 3);

const MONEY: Readonly<Record<string, readonly [currency: string, ofPrice: string]>> = {
  [EURO.id]: ["EUR", "EUR"],
  [PENCE.id]: ["GBP", "GBX"],
  [POUND.id]: ["GBP", "GBP"],
};

function detailsOf(one: Instrument) {
  const [currency, ofPrice] = MONEY[one.id] ?? [];
  return currency === undefined || ofPrice === undefined
    ? undefined
    : details(one, { currency, pricing: { currency: ofPrice, decimals: 2, ticks: {} } });
}

const lot = (held: Instrument, rate?: string): Position => ({
  positionId: positionId(`${held.id} ${rate ?? ""}`),
  instrumentId: held.id,
  quantity: decimal("1"),
  status: "Open",
  canBeClosed: true,
  isForceOpen: false,
  relatedOrderIds: [],
  ...(rate === undefined ? {} : { conversionRate: decimal(rate) }),
});

const ratesOf = (...lots: readonly Position[]): readonly (readonly string[])[] =>
  [...ratesFrom({ now: NOW, staleness: minutes(5), pairs: [], quotes: new Map(), lots, detailsOf })].map(
    ([currency, { rate, source }]) => [currency, rate.toString(), source],
  );

it.each<[string, readonly Position[], readonly (readonly string[])[]]>([
  ["the broker's rate of its money", [lot(EURO, "1.1")], [["EUR", "1.1", "position"]]],
  [
    "the dearest of several that lie close together, in whatever order",
    [lot(EURO, "1.101"), lot(EURO, "1.105"), lot(EURO, "1.1")],
    [["EUR", "1.105", "position"]],
  ],
  [
    "that of two which lie a hundredth apart",
    [lot(EURO, "1.111"), lot(EURO, "1.1")],
    [["EUR", "1.111", "position"]],
  ],
  ["none where the broker contradicts itself", [lot(EURO, "1.1111"), lot(EURO, "1.1")], []],
  ["none where its prices are in pence", [lot(PENCE, "1.25")], []],
  [
    "that of another in the same money beside one in pence",
    [lot(POUND, "1.25"), lot(PENCE, "0.0125")],
    [["GBP", "1.25", "position"]],
  ],
  ["none of an instrument that nobody has described", [lot(instrument("Stock", 9), "1.1")], []],
  ["none where the broker says nothing", [lot(EURO)], []],
])("a position gives %s", (_, lots, expected) => {
  expect(ratesOf(...lots)).toEqual(expected);
});
