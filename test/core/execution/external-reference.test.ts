import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountKey, isOwnReference } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { DecisionIdentity } from "../../../src/core/execution/external-reference.ts";
import { externalReferenceFor, placementRequestId } from "../../../src/core/execution/external-reference.ts";

const IDENTITY: DecisionIdentity = {
  accountKey: accountKey("Cf4xZWiYL6W1nMKpygBLLA=="),
  strategy: "moving_average@1",
  instrumentId: instrument("Stock", 211).id,
  side: "buy",
  purpose: "entry",
  decisionBarCloseAt: timestamp(Date.UTC(2026, 10, 20, 12)),
};

const identities: fc.Arbitrary<DecisionIdentity> = fc.record({
  accountKey: fc.constantFrom("a", "b", 'a","b').map(accountKey),
  strategy: fc.constantFrom("moving_average@1", "moving_average@11", "x"),
  instrumentId: fc.constantFrom(
    instrument("Stock", 1).id,
    instrument("Stock", 11).id,
    instrument("CfdOnStock", 1).id,
  ),
  side: fc.constantFrom("buy", "sell"),
  purpose: fc.constantFrom("entry", "exit"),
  decisionBarCloseAt: fc.constantFrom(0, 1, 11, 111).map(timestamp),
});

describe("externalReferenceFor", () => {
  it("never changes for a decision once made, because orders at the broker carry it", () => {
    expect(externalReferenceFor(IDENTITY)).toBe("ATB-CSAPXVTW7V6XIRFCWICP45SNIM");
  });

  it("is one of ours, 30 characters long", () => {
    fc.assert(
      fc.property(identities, (identity) => {
        const reference = externalReferenceFor(identity);
        expect(reference).toMatch(/^ATB-[A-Z2-7]{26}$/);
        expect(isOwnReference(reference)).toBe(true);
      }),
    );
  });

  it("is equal exactly when the decision is", () => {
    fc.assert(
      fc.property(identities, identities, (a, b) => {
        const areEqual = JSON.stringify(Object.entries(a)) === JSON.stringify(Object.entries(b));
        expect(externalReferenceFor(a) === externalReferenceFor(b)).toBe(areEqual);
      }),
      { numRuns: 500 },
    );
  });

  it.each<Partial<DecisionIdentity>>([
    { accountKey: accountKey("other") },
    { strategy: "moving_average@2" },
    { instrumentId: instrument("CfdOnStock", 211).id },
    { side: "sell" },
    { purpose: "exit" },
    { decisionBarCloseAt: timestamp(Date.UTC(2026, 10, 20, 13)) },
  ])("differs when one part does: %j", (change) => {
    expect(externalReferenceFor({ ...IDENTITY, ...change })).not.toBe(externalReferenceFor(IDENTITY));
  });
});

describe("the request id of a placement", () => {
  it("is the same for the same attempt at the same order, whoever makes it, and another for the next", () => {
    const reference = externalReferenceFor(IDENTITY);
    expect(placementRequestId(reference, 0)).toBe(`${reference}-1`);
    expect(placementRequestId(reference, 1)).toBe(`${reference}-2`);
  });
});
