import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { QuickSearch } from "../../../src/adapters/logging/quick-search.ts";

describe("a quick search", () => {
  it("never misses a word, wherever it stands", () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), text, text, (word, before, after) => {
        const search = new QuickSearch();
        search.add(word);
        expect(search.isSuspicious(before + word + after)).toBe(true);
      }),
    );
  });

  it("does not look twice at an ordinary line", () => {
    const search = new QuickSearch();
    for (const word of ["uWq8Zk3v", "services", "6f1c9b0e"]) search.add(word);
    const line =
      "run_id=3f0e6a52-6c1e-4c6b-9a55-0d9a8b0f2f11 reason=NO_QUOTE external_reference=ATB-K5TQ3JXW2N4HGZ7A";
    expect(search.isSuspicious(line)).toBe(false);
    expect(search.isSuspicious(`${line} detail=dXNlcjpwYXNzd29yZA`)).toBe(true);
  });
});
