import type { Timestamp } from "../../core/domain/time.ts";
import type { Answer } from "./answer.ts";
import { empty, refuse } from "./answer.ts";
import type { Desk } from "./desk.ts";
import type { DuplicateGuard } from "./duplicate-guard.ts";
import { takeOrderForRejection } from "./endpoints/place-order.ts";
import { ROUTES } from "./endpoints/routes.ts";
import { strike } from "./fault-answer.ts";
import type { Fault, Faults } from "./faults.ts";
import type { Incoming, Outcome } from "./http-server.ts";
import type { Target } from "./incoming.ts";
import { headerOf, methodOf, parseBody, targetOf, tokenOf, writeKeyOf } from "./incoming.ts";
import { Query } from "./query.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { EndpointName, Route, RouteMatch } from "./route.ts";
import { matchRoute } from "./route.ts";

const ORDER_CALLS: readonly EndpointName[] = ["place_order", "precheck", "cancel_orders"];
/** Writes of which a repeat is recognised. A cancel is not among them: repeating it does no harm. */
const GUARDED_WRITES: readonly EndpointName[] = ["place_order", "precheck"];

/** Answers that something before the services gives, and that lack their headers. */
const FROM_THE_NETWORK: readonly Fault["kind"][] = ["html", "garbage"];

/** Stands for the answer to a request that had no effect; no client sees it. */
const NEVER_ARRIVED = empty(200);

interface GateParts {
  readonly desk: Desk;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly duplicates: DuplicateGuard;
  readonly accessToken: string;
  /** Calls that are paced as order writes. */
  readonly pacedOrderCalls: ReadonlySet<EndpointName>;
  readonly now: () => Timestamp;
  /** Where the services answer, root path included. */
  readonly base: () => string;
}

/** Everything between the socket and an endpoint: address, token, faults, rate limits, repeats. */
export class Gate {
  readonly #parts: GateParts;
  #requests = 0;

  constructor(parts: GateParts) {
    this.#parts = parts;
  }

  handle(incoming: Incoming): Outcome {
    this.#requests += 1;
    const target = targetOf(incoming);
    const match = target && matchRoute(ROUTES, methodOf(incoming), target.path);
    if (target === undefined || match === undefined) return this.#signed(empty(404), incoming);
    if (!this.#mayEnter(incoming, match.route)) return this.#signed(empty(401), incoming);
    const { endpoint } = match.route;
    const fault = this.#parts.faults.take(endpoint);
    const call = { ...match, target, fault };
    if (fault === undefined) return this.#signed(this.#admit(incoming, call), incoming, endpoint);
    const isLost = "when" in fault && fault.when === "before";
    const outcome = strike(fault, isLost ? NEVER_ARRIVED : this.#admit(incoming, call));
    const isOurs = outcome.kind === "answer" && !FROM_THE_NETWORK.includes(fault.kind);
    return isOurs ? this.#signed(outcome.answer, incoming, endpoint) : outcome;
  }

  #mayEnter(incoming: Incoming, { isPublic = false }: Route): boolean {
    return isPublic || tokenOf(incoming) === this.#parts.accessToken;
  }

  /** Lets the request through to its endpoint, unless a limit or the duplicate guard stands in its way. */
  #admit(incoming: Incoming, call: Call): Answer {
    const { desk, limits, duplicates, now, pacedOrderCalls } = this.#parts;
    const { endpoint } = call.route;
    const at = desk.instant(now());
    const verdict = limits.admit(call.target.path, pacedOrderCalls.has(endpoint), at);
    if (!verdict.isAllowed) return { status: 429, headers: verdict.headers };
    const writeKey = writeKeyOf(incoming);
    const isGuarded = GUARDED_WRITES.includes(endpoint);
    if (isGuarded && duplicates.isRepeat(writeKey, at)) return { status: 409, headers: verdict.headers };
    if (isGuarded) duplicates.remember(writeKey, at);
    const answer = this.#serve(incoming, call, { at, writeKey });
    return { ...answer, headers: { ...verdict.headers, ...answer.headers } };
  }

  #serve(
    incoming: Incoming,
    { route, target, pathParameters, fault }: Call,
    { at, writeKey }: { readonly at: Timestamp; readonly writeKey: string },
  ): Answer {
    const { desk, base } = this.#parts;
    const body = parseBody(incoming.body);
    if (body.kind === "unreadable") return refuse(400, "InvalidRequest", "The body is not valid JSON");
    desk.settle(at);
    const { path, search } = target;
    const handle = fault?.kind === "late_reject" ? takeOrderForRejection : route.handle;
    return handle(desk, {
      path,
      pathParameters,
      query: new Query(new URLSearchParams(search)),
      search,
      body: body.value,
      base: base(),
      at,
      sessionId: desk.identity.sessionId,
      writeKey,
    });
  }

  /** The headers that every answer of the services carries. */
  #signed(answer: Answer, { headers }: Incoming, endpoint?: EndpointName): Outcome {
    const { sessionId, applicationId } = this.#parts.desk.identity;
    const requestId = headerOf(headers, "x-request-id");
    const correlation = `${sessionId}#${applicationId}#${requestId ?? "none"}#${this.#requests}`;
    const isOrderCall = endpoint !== undefined && ORDER_CALLS.includes(endpoint);
    return {
      kind: "answer",
      answer: {
        ...answer,
        headers: {
          ...answer.headers,
          Date: new Date(this.#parts.now()).toUTCString(), // the simulated world has a clock of its own
          "X-Correlation": correlation,
          ...(isOrderCall && requestId !== undefined && { "X-Request-ID": requestId }),
        },
      },
    };
  }
}

interface Call extends RouteMatch {
  readonly target: Target;
  readonly fault: Fault | undefined;
}
