import { describe, expect, it } from "vitest";
import { ASSET_TYPES } from "../../../src/core/domain/instrument.ts";
import { barHorizon, quantities } from "../../../src/config/kinds/instruments.ts";

describe("barHorizon", () => {
  it("reads a horizon that Saxo has", () => {
    expect(barHorizon.read("60")).toEqual({ kind: "value", value: 60 });
  });

  it.each(["7", "0", "60.0", "1h", ""])("refuses %j", (text) => {
    expect(barHorizon.read(text)).toEqual({ kind: "fault", fault: "no horizon that Saxo has" });
  });
});

function quantitiesOf(text: string): Record<string, string> | string {
  const reading = quantities.read(text);
  if (reading.kind === "fault") return reading.fault;
  return Object.fromEntries([...reading.value].map(([type, quantity]) => [type, quantity.toString()]));
}

const all = (quantity: string): Record<string, string> =>
  Object.fromEntries(ASSET_TYPES.map((type) => [type, quantity]));

describe("quantities", () => {
  it("gives one quantity to all asset types", () => {
    expect(quantitiesOf("2.5")).toEqual(all("2.5"));
  });

  it("leaves the usual quantity to the types that a list leaves out", () => {
    expect(quantitiesOf("Stock=3")).toEqual({ ...all("1"), FxSpot: "1000", Stock: "3" });
  });

  it("gives a bare quantity in a list to the types not named", () => {
    expect(quantitiesOf("FxSpot=5000, 2")).toEqual({ ...all("2"), FxSpot: "5000" });
  });

  it.each([
    ["0", '"0" is no quantity above 0'],
    ["0.000", '"0.000" is no quantity above 0'],
    ["-1", '"-1" is no quantity above 0'],
    ["1e3", '"1e3" is no quantity above 0'],
    ["Stock=", '"" is no quantity above 0'],
    ["Stock=1=2", '"1=2" is no quantity above 0'],
    ["Bond=1", '"Bond" is no asset type'],
    ["other=1", '"other" is no asset type'],
    ["=1", '"" is no asset type'],
    ["1,2", "more than one quantity names no asset type"],
    ["Stock=1,Stock=2", '"Stock" stands more than once'],
    ["Bond=1,Stock=x", '"Bond" is no asset type; "x" is no quantity above 0'],
  ])("refuses %s", (text, fault) => {
    expect(quantitiesOf(text)).toBe(fault);
  });
});
