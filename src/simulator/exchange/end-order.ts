import type { Timestamp } from "../../core/domain/time.ts";
import type { Books } from "./books.ts";
import type { OrderRelation, WorkingOrder } from "./order-terms.ts";
import { STAND_ALONE } from "./order-terms.ts";
import { record } from "./record.ts";
import type { Step } from "./step.ts";
import { andThen, noStep } from "./step.ts";
import { withOrder, withoutOrder } from "./working-orders.ts";

interface Ending {
  /** `Placed`: the venue refused it after all. */
  readonly status: "Cancelled" | "Expired" | "Placed";
  readonly at: Timestamp;
}

/** Takes an order out of the market unfilled, and tells those that hang on it: children go too, a pair's other leg stays. */
export function endOrder(books: Books, order: WorkingOrder, { status, at }: Ending): Step {
  const subStatus = status === "Placed" ? "Rejected" : "Confirmed";
  const ended = record(withoutOrder(books, order.orderId), { at, order, status, subStatus });
  return andThen(ended, (current) => leave(current, order, at));
}

/** What becomes of the others when one of them is gone. */
function leave(books: Books, { orderId, relation }: WorkingOrder, at: Timestamp): Step {
  switch (relation.kind) {
    case "StandAlone":
      return noStep(books);
    case "Oco":
      return noStep(related(books, relation.otherId, STAND_ALONE));
    case "IfDoneMaster":
      return endOrders(books, relation.childIds, { status: "Cancelled", at });
    case "IfDoneSlave":
      return noStep(withoutChild(books, relation.entryId, orderId));
    case "IfDoneSlaveOco": {
      const alone = related(books, relation.otherId, { kind: "IfDoneSlave", entryId: relation.entryId });
      return noStep(withoutChild(alone, relation.entryId, orderId));
    }
  }
}

/** Ends each that still works. */
export const endOrders = (books: Books, orderIds: readonly string[], ending: Ending): Step =>
  orderIds.reduce(
    (step, orderId) =>
      andThen(step, (current) => {
        const order = current.orders.get(orderId);
        return order === undefined ? noStep(current) : endOrder(current, order, ending);
      }),
    noStep(books),
  );

/** The books with another relation of one order, when it still works. */
export function related(books: Books, orderId: string, relation: OrderRelation): Books {
  const order = books.orders.get(orderId);
  return order === undefined ? books : withOrder(books, { ...order, relation });
}

function withoutChild(books: Books, entryId: string, childId: string): Books {
  const entry = books.orders.get(entryId);
  if (entry?.relation.kind !== "IfDoneMaster") return books;
  const childIds = entry.relation.childIds.filter((id) => id !== childId);
  return related(books, entryId, childIds.length === 0 ? STAND_ALONE : { kind: "IfDoneMaster", childIds });
}
