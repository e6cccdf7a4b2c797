import { expect, it } from "vitest";
import { decimal } from "../../src/core/domain/decimal.ts";
import { instrument } from "../../src/core/domain/instrument.ts";
import { timestamp } from "../../src/core/domain/time.ts";
import { inOrderOfNeed } from "../../src/cycle/order-of-need.ts";

const barAt = (startAt: number) => ({ startAt: timestamp(startAt), open: 1, high: 1, low: 1, close: 1 });

it("asks first about what is held, then about what has waited longest, and keeps the order of equals", () => {
  const [fresh, old, none, held, alsoNone] = [1, 2, 3, 4, 5].map((uic) => instrument("Stock", uic));
  if (!fresh || !old || !none || !held || !alsoNone) throw new Error("five instruments are needed");
  const newest = new Map([
    [fresh.id, barAt(3000)],
    [old.id, barAt(1000)],
    [held.id, barAt(4000)],
  ]);
  const store = {
    ownPositions: () => new Map([[held.id, decimal("1")]]),
    cache: { readBars: (id: typeof held.id) => [newest.get(id)].filter((bar) => bar !== undefined) },
  };
  expect(inOrderOfNeed(store, [fresh, old, none, held, alsoNone], 60)).toEqual([
    held,
    none,
    alsoNone,
    old,
    fresh,
  ]);
});
