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
    [
      "all of it beside what others have bought and sold again",
      "10",
      "10",
      ["10 ours", "4 foreign", "-4 foreign"],
      "10",
    ],
    ["that also where our books are late", "0", "10", ["10 ours", "4 foreign", "-4 foreign"], "10"],
    ["that also where the position is late", "10", "0", ["4 foreign", "-4 foreign"], "10"],
    [
      "what others leave of it who have sold more than they bought",
      "10",
      "6",
      ["10 ours", "4 foreign", "-8 foreign"],
      "6",
    ],
    [
      "what others leave of it who have bought more than they sold",
      "0",
      "12",
      ["10 ours", "4 foreign", "-2 foreign"],
      "10",
    ],
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

  it.each<NettingProfile>(["FifoEndOfDay", "FifoRealTime", "AverageRealTime"])(
    "is never less than books and position both say, on an account with %s",
    (nettingProfile) => {
      const amounts = [-6, -2, 0, 2, 6];
      const cases = [0, 4, 10].flatMap((own) =>
        amounts.flatMap((bought) => amounts.map((sold) => ({ own, lots: [own, bought, sold] }))),
      );
      for (const { own, lots } of cases) {
        const net = lots.reduce((sum, quantity) => sum + quantity, 0);
        const claims = {
          own: decimal(String(own)),
          net: decimal(String(net)),
          lots: lots.map((quantity, index) => lot(`${quantity} ${index === 0 ? "ours" : "foreign"}`)),
          nettingProfile,
          isOwnOrder: (id: string) => id === OURS,
        };
        expect(Number(mayBeOurs(claims).toString())).toBeGreaterThanOrEqual(Math.min(own, net));
      }
    },
  );
});
