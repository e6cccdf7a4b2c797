import { decimal } from "../../../core/domain/decimal.ts";
import type { Timestamp } from "../../../core/domain/time.ts";
import type { Books } from "../../exchange/books.ts";
import { toCents } from "../../exchange/cents.ts";
import { endOrders } from "../../exchange/end-order.ts";
import type { Step } from "../../exchange/step.ts";
import { noStep } from "../../exchange/step.ts";
import type { Answer } from "../answer.ts";
import { empty, refuse } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";

const BALANCE_MAX = 10_000_000;

/** Sets the cash anew, as can be done on SIM alone. */
export function resetAccount(desk: Desk, { pathParameters, body, at, session }: ApiRequest): Answer {
  if (session.environment === "LIVE") return empty(403);
  const books = desk.accountByKey(pathParameters.get("AccountKey") ?? "");
  if (books === undefined) return empty(401);
  const balance = new BodyReader(body).number("NewBalance");
  if (balance === undefined) return refuse(400, "NoValidInput", "NewBalance must be a number");
  if (balance > BALANCE_MAX) {
    return refuse(400, "ResetAccountBalanceExceedsMaximum", `NewBalance must be at most ${BALANCE_MAX}`);
  }
  if (balance < 0) {
    return refuse(400, "ResetAccountNegativeBalanceNotAllowed", "NewBalance must not be negative");
  }
  const cash = toCents(decimal(balance.toFixed(10)));
  const { books: emptied, ...records } = desk.settings.resetsWholeAccount
    ? cleared(books, at)
    : noStep(books);
  desk.commit({ ...records, books: { ...emptied, cash } });
  return empty(204);
}

/** Without orders and positions; the order log remembers that the orders were cancelled. */
function cleared(books: Books, at: Timestamp): Step {
  const step = endOrders(books, [...books.orders.keys()], { status: "Cancelled", at });
  return { ...step, books: { ...step.books, lots: new Map(), closedPositions: new Map() } };
}
