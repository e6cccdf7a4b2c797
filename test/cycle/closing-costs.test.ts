import { expect, it } from "vitest";
import type { ClosedPosition } from "../../src/core/domain/account.ts";
import { decimal } from "../../src/core/domain/decimal.ts";
import { externalReference, positionId } from "../../src/core/domain/ids.ts";
import { noteClosingCosts } from "../../src/cycle/closing-costs.ts";
import { aFill, anIntent, at, beginCycle, SHARE } from "../adapters/store/support-values.ts";
import { temporaryStore } from "../adapters/store/temporary-store.ts";

const { store } = temporaryStore();
const OURS = externalReference("ATB-OURS");

/** What comes off our result once the broker has told of a position that was closed. */
function costsOf(closed: Partial<ClosedPosition>): readonly string[] {
  const exit = anIntent({ side: "sell", purpose: "exit", externalReference: OURS });
  const { id } = store().createIntent(beginCycle(store()), exit);
  store().recordFills(id, [aFill("1")]);
  const told: ClosedPosition = {
    instrumentId: SHARE.id,
    quantity: decimal("10"),
    openingPositionId: positionId("1"),
    closingPositionId: positionId("2"),
    openPrice: decimal("100"),
    closingPrice: decimal("101.25"),
    openedAt: at(0),
    closedAt: at(5),
    openingCost: decimal("3"),
    closingCost: decimal("2"),
    openingReference: OURS,
    closingReference: OURS,
    ...closed,
  };
  noteClosingCosts({ ports: { store: store() } }, [told]);
  return store()
    .ledgerEntries(at(-3600))
    .flatMap((entry) => (entry.kind === "cost" ? [entry.amount.toString()] : []));
}

it.each<[string, Partial<ClosedPosition>, readonly string[]]>([
  ["costs its opening and its closing where both were ours", {}, ["5"]],
  ["costs its closing where somebody else had opened it", { openingReference: "SOMEBODY" }, ["2"]],
  ["costs nothing where somebody else has closed it", { closingReference: "SOMEBODY" }, []],
])("what was closed %s", (_, closed, expected) => {
  expect(costsOf(closed)).toEqual(expected);
});
