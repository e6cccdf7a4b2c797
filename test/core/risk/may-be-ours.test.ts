import { describe, expect, it } from "vitest";
import type { NettingProfile, Position } from "../../../src/core/domain/account.ts";
import { decimal } from "../../../src/core/domain/decimal.ts";
import { orderId, positionId } from "../../../src/core/domain/ids.ts";
import { mayBeOurs } from "../../../src/core/risk/may-be-ours.ts";

const OURS = orderId("1");

/** `+10 ours`, `-4 foreign`, `3 nobody's`, `10 ours over`. */
function lot(text: string): Position {
  const [quantity = "", whose = "", status] = text.split(" ");
  return {
    positionId: positionId(text),
    instrumentId: "FxSpot:21",
    quantity: decimal(quantity.replace("+", "")),
    status: status === undefined ? "Open" : "Closed",
    canBeClosed: true,
    isForceOpen: false,
    relatedOrderIds: [],
    ...(whose === "ours" ? { sourceOrderId: OURS } : {}),
    ...(whose === "foreign" ? { sourceOrderId: orderId("2") } : {}),
  };
}

describe("what of a long position may be ours", () => {
  it.each<[string, string, string, readonly string[], string, NettingProfile?]>([
    ["what our books say, where the position is late", "10", "0", [], "10"],
    ["what the position says, where our books are late", "0", "10", [], "10"],
    ["what the openings do not call somebody else's", "0", "10", ["6 ours", "4 foreign"], "6"],
    ["nothing of what is all somebody else's", "0", "10", ["10 foreign"], "0"],
    ["what nobody can tell the owner of", "0", "10", ["10 nobody's"], "10"],
    ["no more than is there", "0", "10", ["30 foreign", "20 ours"], "0"],
    ["nothing beside what others have sold", "10", "0", ["10 ours", "-10 foreign"], "0"],
    ["nothing of a short position", "0", "-10", [], "0"],
    ["nothing of an opening that is over", "0", "0", ["10 ours over"], "0"],
    ["by our books where all is averaged", "6", "10", ["10 ours"], "6", "AverageRealTime"],
    [
      "by the position where all is averaged and our books are late",
      "0",
      "10",
      ["10 ours"],
      "10",
      "AverageRealTime",
    ],
  ])("is %s", (_, own, net, lots, expected, nettingProfile = "FifoRealTime") => {
    const claims = {
      own: decimal(own),
      net: decimal(net),
      lots: lots.map(lot),
      nettingProfile,
      isOwnOrder: (id: string) => id === OURS,
    };
    expect(mayBeOurs(claims).toString()).toBe(expected);
  });
});
