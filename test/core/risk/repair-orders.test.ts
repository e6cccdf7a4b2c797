import { describe, expect, it } from "vitest";
import type { Position } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { externalReference, intentId, orderId, positionId } from "../../../src/core/domain/ids.ts";
import { timestamp } from "../../../src/core/domain/time.ts";
import { spreadOverLots, type TiedOrder } from "../../../src/core/risk/repair-orders.ts";
import { detailsOf, STOCK } from "./decision-world.ts";

const DETAILS = detailsOf(STOCK, { minimumTradeSize: decimal("5") });

const lot = (id: string, quantity: string, relatedOrderIds: readonly string[] = []): Position => ({
  positionId: positionId(id),
  instrumentId: STOCK.id,
  quantity: decimal(quantity),
  status: "Open",
  canBeClosed: true,
  isForceOpen: false,
  openedAt: timestamp(1000),
  relatedOrderIds: relatedOrderIds.map(orderId),
});

const stop = (id: string, quantity: string, beside: Partial<TiedOrder> = {}): TiedOrder => ({
  id: intentId(1),
  orderId: orderId(id),
  purpose: "stop",
  quantity: decimal(quantity),
  filledQuantity: decimal("0"),
  isEnding: false,
  ...beside,
});

const ENTRY = { orderId: orderId("40"), reference: externalReference("ATB-1") };

describe("what lacks protection, spread over the openings", () => {
  it.each<[string, string, readonly Position[], readonly TiedOrder[], readonly string[]]>([
    ["goes to the oldest first", "8", [lot("7", "6"), lot("8", "6")], [], ["7 6"]],
    ["goes to each for what it holds", "12", [lot("7", "6"), lot("8", "6")], [], ["7 6", "8 6"]],
    [
      "goes around what a stop is tied to",
      "6",
      [lot("7", "6", ["50"]), lot("8", "6")],
      [stop("50", "6")],
      ["8 6"],
    ],
    [
      "goes around what a stop was placed beside, where the broker does not name it",
      "6",
      [lot("7", "6"), lot("8", "6")],
      [stop("50", "6", { positionId: positionId("7") })],
      ["8 6"],
    ],
    [
      "goes around what the entry of a stop has opened, by its id",
      "6",
      [{ ...lot("7", "6"), sourceOrderId: ENTRY.orderId }, lot("8", "6")],
      [stop("50", "6", { entry: ENTRY })],
      ["8 6"],
    ],
    [
      "goes around what the entry of a stop has opened, by its reference",
      "6",
      [{ ...lot("7", "6"), externalReference: ENTRY.reference }, lot("8", "6")],
      [stop("50", "6", { entry: { ...ENTRY, orderId: undefined } })],
      ["8 6"],
    ],
    [
      "counts a stop once where its entry has opened several",
      "6",
      ["7", "8"].map((id) => ({ ...lot(id, "6"), sourceOrderId: ENTRY.orderId })),
      [stop("50", "6", { entry: ENTRY })],
      ["8 6"],
    ],
    [
      "passes over an opening that is too small for an order",
      "10",
      [lot("7", "4"), lot("8", "6")],
      [],
      ["8 6"],
    ],
    ["is nothing where every opening is too small", "8", [lot("7", "4"), lot("8", "4")], [], []],
  ])("%s", (_, quantity, lots, waiting, expected) => {
    const shares = spreadOverLots(decimal(quantity), { instrument: STOCK, details: DETAILS, lots, waiting });
    expect(shares.map((share) => `${share.lot.positionId} ${share.quantity.toString()}`)).toEqual(expected);
  });
});
