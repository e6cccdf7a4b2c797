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
export function strike(fault: Fault, honest: Answer): Outcome {
  switch (fault.kind) {
    case "drop":
      return { kind: "drop" };
    case "garbage":
      return answered({ status: 200, body: "<html><body>Please log in to the network</body></html>" });
    case "html":
      return answered({
        status: 403,
        body: "<html><body>Access denied. Reference&#32;&#35;18.1</body></html>",
      });
    case "429":
      return answered({ status: 429, headers: NO_ORDER_NOW });
    case "401":
    case "409":
    case "503":
      return answered(empty(Number(fault.kind)));
    case "202":
      return answered(withError(honest, 202, "TradeNotCompleted"));
    case "400_live":
      return answered(withError(honest, 400, "CouldNotCompleteRequest"));
    case "late_reject":
      return answered(honest);
  }
}

const answered = (answer: Answer): Outcome => ({ kind: "answer", answer });

/** An order that was taken, told as one that went wrong. A refused order has nothing to hide behind it. */
function withError(honest: Answer, status: number, code: string): Answer {
  if (honest.status !== 200) return honest;
  const errorInfo = { ErrorCode: code, Message: "The order may have been placed" };
  return { ...honest, status, body: { ...Object(honest.body), ErrorInfo: errorInfo } };
}
