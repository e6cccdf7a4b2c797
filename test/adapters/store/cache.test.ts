import { describe, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/open-store.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import type { Bar } from "../../../src/core/domain/market-data.ts";
import { at, PAIR, SHARE, START } from "./support-values.ts";
import { temporaryStore } from "./temporary-store.ts";

const { store, directory } = temporaryStore();

describe("a cached value", () => {
  test("is read until it expires, the instant of expiry excluded", () => {
    const value = { sessions: [{ state: "AutomatedTrading", at: 5 }], note: null };
    store().cache.write("sessions:Stock:211", value, at(60));
    expect(store().cache.read("sessions:Stock:211", at(59.999))).toEqual(value);
    expect(store().cache.read("sessions:Stock:211", at(60))).toBeUndefined();
    expect(store().cache.read("sessions:Stock:212", at(0))).toBeUndefined();
  });

  test("is replaced by the next one of its name", () => {
    store().cache.write("identity", "old", at(60));
    store().cache.write("identity", "new", at(10));
    expect(store().cache.read("identity", at(9))).toBe("new");
    expect(store().cache.read("identity", at(10))).toBeUndefined();
  });

  test("outlives the process, but not a later opening after its expiry", () => {
    store().cache.write("short", 1, at(60));
    store().cache.write("long", 2, at(600));
    const later = openStore({ directory: directory(), now: at(60) }).store;
    expect([later.cache.read("short", START), later.cache.read("long", START)]).toEqual([undefined, 2]);
    later.close();
  });
});

describe("cached bars", () => {
  const bar = (minute: number, close: number): Bar => ({
    startAt: at(60 * minute),
    open: close - 0.25,
    high: close + 0.1,
    low: close - 0.3,
    close,
  });

  test("come back as they were, the newest of them, oldest first", () => {
    store().cache.writeBars(SHARE.id, 1, [bar(0, 100.1), bar(1, 100.2), bar(2, 1e-7)], 500);
    expect(store().cache.readBars(SHARE.id, 1, 2)).toEqual([bar(1, 100.2), bar(2, 1e-7)]);
    expect(store().cache.readBars(SHARE.id, 1, 500)).toEqual([bar(0, 100.1), bar(1, 100.2), bar(2, 1e-7)]);
    expect(store().cache.readBars(SHARE.id, 1, 0)).toEqual([]);
  });

  test("belong to one instrument and one horizon", () => {
    store().cache.writeBars(SHARE.id, 1, [bar(0, 1)], 500);
    store().cache.writeBars(SHARE.id, 5, [bar(0, 5)], 500);
    store().cache.writeBars(instrument("CfdOnStock", 211).id, 1, [bar(0, 9)], 500);
    expect(store().cache.readBars(SHARE.id, 1, 10)).toEqual([bar(0, 1)]);
    expect(store().cache.readBars(SHARE.id, 5, 10)).toEqual([bar(0, 5)]);
    expect(store().cache.readBars(PAIR.id, 1, 10)).toEqual([]);
    store().cache.dropBars(SHARE.id, 1);
    expect(store().cache.readBars(SHARE.id, 1, 10)).toEqual([]);
    expect(store().cache.readBars(SHARE.id, 5, 10)).toEqual([bar(0, 5)]);
  });

  test("are replaced by later ones with the same start, wherever those stand", () => {
    store().cache.writeBars(SHARE.id, 1, [bar(1, 1), bar(3, 3), bar(5, 5)], 500);
    store().cache.writeBars(SHARE.id, 1, [bar(6, 6), bar(4, 4), bar(3, 33), bar(0, 0)], 500);
    expect(store().cache.readBars(SHARE.id, 1, 500)).toEqual([
      bar(0, 0),
      bar(1, 1),
      bar(3, 33),
      bar(4, 4),
      bar(5, 5),
      bar(6, 6),
    ]);
  });

  test("are kept to the number asked for, the newest staying", () => {
    store().cache.writeBars(SHARE.id, 1, [bar(1, 1), bar(2, 2), bar(3, 3)], 2);
    expect(store().cache.readBars(SHARE.id, 1, 500)).toEqual([bar(2, 2), bar(3, 3)]);
    store().cache.writeBars(SHARE.id, 1, [bar(4, 4)], 2);
    expect(store().cache.readBars(SHARE.id, 1, 500)).toEqual([bar(3, 3), bar(4, 4)]);
    store().cache.writeBars(SHARE.id, 1, [bar(5, 5)], 0);
    expect(store().cache.readBars(SHARE.id, 1, 500)).toEqual([]);
  });
});
