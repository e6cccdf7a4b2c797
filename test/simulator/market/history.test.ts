import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadHistory, parseHistory } from "../../../src/simulator/market/history.ts";
import { sessionIn } from "../../../src/simulator/market/session-table.ts";
import { makeHistory } from "../../../tools/make-sp500-history.ts";

const committed = readFileSync(new URL("../../../src/simulator/market/sp500-daily.bin", import.meta.url));

describe("the price history", () => {
  it("is byte for byte what the tool makes of the data set", () => {
    expect(Buffer.compare(Buffer.from(makeHistory()), committed)).toBe(0);
  });

  it("runs from the first session of 2000 to April 2020, in cents", () => {
    const history = loadHistory();
    expect(history.length).toBe(5105);
    expect(sessionIn(history, 0)).toEqual({ open: 146_925, high: 147_800, low: 143_836, close: 145_522 });
    expect(sessionIn(history, 5104)).toEqual({ open: 284_243, high: 287_922, low: 283_088, close: 287_456 });
  });

  const altered = (change: (bytes: Buffer) => Buffer): Buffer => change(Buffer.from(committed));

  it.each([
    ["an empty file", Buffer.alloc(0), "does not start with its mark"],
    [
      "another file",
      altered((bytes) => {
        bytes.write("PNG");
        return bytes;
      }),
      "does not start with its mark",
    ],
    ["a file cut short", altered((bytes) => bytes.subarray(0, -1)), "has a length of 81687 bytes"],
    [
      "a high below the open",
      altered((bytes) => {
        bytes.writeInt32LE(1, 8 + 2 * 16 + 4);
        return bytes;
      }),
      "session 2 of the price history contradicts itself",
    ],
  ])("refuses %s", (_, bytes, reason) => {
    expect(() => parseHistory(bytes)).toThrow(reason);
  });
});
