import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { accountKey, isOwnReference, orderId, positionId } from "../../../src/core/domain/ids.ts";
import { instrument } from "../../../src/core/domain/instrument.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import type { DecisionIdentity } from "../../../src/core/execution/external-reference.ts";
import {
  closeOutReferenceFor,
  externalReferenceFor,
  placementRequestId,
  repairReferenceFor,
} from "../../../src/core/execution/external-reference.ts";

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

/** Orders at the broker carry them: whatever changes in how they are made, these stay what they are. */
describe("the reference of an order that no bar decided", () => {
  const { accountKey: account, instrumentId } = IDENTITY;
  const [order, older, newer] = [orderId("5000000001"), positionId("6000000001"), positionId("6000000002")];

  it("closes one opening as it has always done", () => {
    const exit = { strategy: "core_dca@1", side: "sell", purpose: "exit", positionId: older } as const;
    expect(externalReferenceFor({ ...IDENTITY, ...exit })).toBe("ATB-2K7BOGDXTT645WHS3MLDRZ4EOD");
  });

  it("mends the protection of a position as it has always done", () => {
    const repair = {
      accountKey: account,
      instrumentId,
      purpose: "stop",
      openedBy: order,
      attempt: 0,
    } as const;
    expect(repairReferenceFor(repair)).toBe("ATB-CBEVN3JAVEKNRHP2AUSTOKN7QD");
    expect(
      repairReferenceFor({
        ...repair,
        purpose: "target",
        openedBy: undefined,
        positionId: older,
        attempt: 2,
      }),
    ).toBe("ATB-6M642KV3ETBUPAKG36OSAPGRIT");
  });

  it("closes a position at a person's wish as it has always done", () => {
    const closing = { accountKey: account, instrumentId, positionId: undefined, attempt: 0 };
    expect(closeOutReferenceFor({ ...closing, side: "sell", newest: newer, openedBy: order })).toBe(
      "ATB-FZXSVLQPEC3W4ORN5MIZ3T5M4D",
    );
    const one = { newest: undefined, openedBy: undefined, positionId: older, attempt: 1 };
    expect(closeOutReferenceFor({ ...closing, ...one, side: "buy" })).toBe("ATB-JDPT3YZK72D4GL4OTIOYZUHN6S");
  });
});

describe("the request id of a placement", () => {
  it("is the same for the same attempt at the same order, whoever makes it, and another for the next", () => {
    const reference = externalReferenceFor(IDENTITY);
    expect(placementRequestId(reference, 0)).toBe(`${reference}-1`);
    expect(placementRequestId(reference, 1)).toBe(`${reference}-2`);
  });
});
