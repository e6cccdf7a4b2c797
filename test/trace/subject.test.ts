import { describe, expect, it } from "vitest";
import { openStoreForReading } from "../../src/adapters/store/open-store.ts";
import { subjectsInLog, subjectsInStore } from "../../src/cli/trace/subject.ts";
import { assert } from "../../src/core/domain/assert.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";
import { beginRun, NEXT_RUN, ORDER_LINES, PLACED, PLACING, recordOrder, RUN } from "./recorded-order.ts";

const { store, directory } = temporaryStore();

function inStore(text: string): readonly string[] {
  const reader = openStoreForReading(directory());
  assert(reader !== undefined, "there is a store");
  try {
    return subjectsInStore(text, reader).map(({ kind, id }) => `${kind} ${id}`);
  } finally {
    reader.close();
  }
}

const inLog = (text: string): readonly string[] =>
  subjectsInLog(text, ORDER_LINES).map(({ kind, id }) => `${kind} ${id}`);

describe("what a person means", () => {
  it.each(
    [
      ["ATB-AAAA", ["order ATB-AAAA"]],
      ["atb-a", ["order ATB-AAAA"]],
      ["5001", ["order ATB-AAAA"]],
      ["500", []],
      ["1", ["cycle 1"]],
      ["01", []],
      ["3", []],
      [RUN, [`run ${RUN}`]],
      ["E1C8", [`run ${RUN}`]],
      ["e1c", []],
      ["ATB-%", []],
      ["", []],
      ["' OR 1", []],
    ].map(([text, expected]) => ({ text: String(text), expected })),
  )("by $text, in the store", ({ text, expected }) => {
    recordOrder(store(), beginRun(store(), RUN), [PLACING, PLACED]);
    beginRun(store(), NEXT_RUN, 300);
    expect(inStore(text)).toEqual(expected);
  });

  it("may be several things", () => {
    beginRun(store(), RUN);
    beginRun(store(), NEXT_RUN, 300);
    expect(inStore("e1c8")).toEqual([`run ${RUN}`]);
    expect(inStore("e1ff")).toEqual([`run ${NEXT_RUN}`]);
    beginRun(store(), "e1c80000-0000-4000-8000-000000000000", 600);
    expect(inStore("e1c8")).toEqual(["run e1c80000-0000-4000-8000-000000000000", `run ${RUN}`]);
  });

  it.each([
    { text: "ATB-A", expected: ["order ATB-AAAA"] },
    { text: "5001", expected: ["order ATB-AAAA"] },
    { text: "1", expected: ["cycle 1", "cycle 1"] }, // two stores have counted to it
    { text: "e1ff", expected: [`run ${NEXT_RUN}`] },
    { text: "nothing", expected: [] },
  ])("by $text, in the log", ({ text, expected }) => {
    expect(inLog(text)).toEqual(expected);
  });
});
