import { expect, it } from "vitest";
import { CATALOGUE } from "../../src/events/catalogue.ts";
import { REMEDIES } from "../../src/events/remedies.ts";

it("every event that warns or reports an error says what to do, and no other does", () => {
  const alarming = Object.entries(CATALOGUE)
    .filter(([, { level }]) => level === "warn" || level === "error")
    .map(([name]) => name);
  expect(Object.keys(REMEDIES).toSorted()).toEqual(alarming.toSorted());
});
