import { describe, expect, it } from "vitest";
import { Narrator } from "../../src/cli/narrator.ts";
import { RecordedEvents } from "../support/recorded-events.ts";

const ORDER = {
  external_reference: "ATB-1",
  side: "buy",
  quantity: "1000",
  instrument_id: "FxSpot:21",
  order_id: "5000000001",
};

describe("the line about an order at the end of a cycle", () => {
  it("says of an accepted order that it is not yet filled, until it is", () => {
    const narrator = new Narrator(new RecordedEvents());
    narrator.emit("execution_order_placed", ORDER);
    expect(narrator.lines).toEqual([
      "buy 1000 FxSpot:21: accepted, order 5000000001, not yet filled (ATB-1)",
    ]);
    narrator.emit("execution_order_filled", { ...ORDER, filled_quantity: "1000", fill_price: "1.12" });
    expect(narrator.lines).toEqual(["buy 1000 FxSpot:21: filled 1000 at 1.12, order 5000000001 (ATB-1)"]);
  });
});
