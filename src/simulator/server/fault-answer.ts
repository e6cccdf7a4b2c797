import type { Answer } from "./answer.ts";
import { empty } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { Outcome } from "./http-server.ts";

const NO_ORDER_NOW = {
  "X-RateLimit-AppDay-Limit": "10000000",
  "X-RateLimit-AppDay-Remaining": "9999994",
  "X-RateLimit-AppDay-Reset": "82119",
  "X-RateLimit-SessionOrders-Limit": "1",
  "X-RateLimit-SessionOrders-Remaining": "0",
  "X-RateLimit-SessionOrders-Reset": "1",
};

/** What the client gets to see in place of the honest answer. */
export const strike = (fault: Fault, honest: Answer): Outcome =>
  fault.kind === "drop" ? { kind: "drop" } : { kind: "answer", answer: ANSWERS[fault.kind](honest) };

const ANSWERS: Readonly<Record<Exclude<Fault["kind"], "drop">, (honest: Answer) => Answer>> = {
  "401": () => empty(401),
  "409": () => empty(409),
  "429": () => ({ status: 429, headers: NO_ORDER_NOW }),
  "503": () => empty(503),
  garbage: () => ({ status: 200, body: "<html><body>Please log in to the network</body></html>" }),
  html: () => ({ status: 403, body: "<html><body>Access denied. Reference&#32;&#35;18.1</body></html>" }),
  "202": (honest) => withError(honest, 202, "TradeNotCompleted"),
  "400_live": (honest) => withError(honest, 400, "CouldNotCompleteRequest"),
  late_reject: (honest) => honest,
};

/** An order that was taken, told as one that went wrong. A refused order has nothing to hide behind it. */
function withError(honest: Answer, status: number, code: string): Answer {
  if (honest.status !== 200) return honest;
  const errorInfo = { ErrorCode: code, Message: "The order may have been placed" };
  return { ...honest, status, body: { ...Object(honest.body), ErrorInfo: errorInfo } };
}
