import type { Timestamp } from "../../core/domain/time.ts";
import type { OrderScenario } from "../exchange/scenario.ts";
import type { Session } from "./session.ts";
import type { Query } from "./query.ts";

/** A request that passed the gate, as its endpoint sees it. */
export interface ApiRequest {
  /** Below the base: `/port/v1/orders/me`. */
  readonly path: string;
  readonly pathParameters: ReadonlyMap<string, string>;
  readonly query: Query;
  /** The query as it was sent, without the question mark, for links to further pages. */
  readonly search: string;
  /** The parsed JSON body; `undefined` when there was none. */
  readonly body: unknown;
  /** Where the service answers, without a slash at the end: links to further pages are absolute. */
  readonly base: string;
  readonly at: Timestamp;
  /** The login that the token belongs to; a refreshed token keeps it. */
  readonly session: Session;
  /** `X-Request-ID`, else method, path and body: what makes two writes the same write. */
  readonly writeKey: string;
  /** What a fault lets the exchange do with this order write. */
  readonly scenario?: OrderScenario;
}
