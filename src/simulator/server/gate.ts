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
import type { Address } from "./incoming.ts";
import { addressOf, headerOf, methodOf, parseBody, tokenOf, writeKeyOf } from "./incoming.ts";
import { Query } from "./query.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { EndpointName, Route, RouteMatch } from "./route.ts";
import { matchRoute } from "./route.ts";
import type { Environment, Tokens } from "./session.ts";

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
  readonly tokens: Tokens;
  /** The sign-in pages and the token endpoint, where there are any. */
  readonly oauth: ((incoming: Incoming, address: Address) => Answer) | undefined;
  /** Calls that are paced as order writes. */
  readonly pacedOrderCalls: ReadonlySet<EndpointName>;
  readonly now: () => Timestamp;
  /** Where the services answer, root path included. */
  readonly base: (environment: Environment) => string;
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
    const address = addressOf(incoming);
    if (address?.service === "oauth") return this.#signIn(incoming, address);
    const match = address && matchRoute(ROUTES, methodOf(incoming), address.path);
    if (address === undefined || match === undefined) return this.#signed(empty(404), incoming);
    const sessionId = this.#sessionOf(incoming, address, match.route);
    if (sessionId === undefined) return this.#signed(empty(401), incoming);
    const fault = this.#parts.faults.take(match.route.endpoint);
    return this.#answer(incoming, { ...match, address, fault, sessionId });
  }

  #answer(incoming: Incoming, call: Call): Outcome {
    const { fault } = call;
    if (fault === undefined) return this.#signed(this.#admit(incoming, call), incoming, call);
    const isLost = "when" in fault && fault.when === "before";
    const outcome = strike(fault, isLost ? NEVER_ARRIVED : this.#admit(incoming, call));
    const isOurs = outcome.kind === "answer" && !FROM_THE_NETWORK.includes(fault.kind);
    return isOurs ? this.#signed(outcome.answer, incoming, call) : outcome;
  }

  /** On Saxo these are hosts of their own, without the services' headers. */
  #signIn(incoming: Incoming, address: Address): Outcome {
    const { oauth } = this.#parts;
    return { kind: "answer", answer: this.#dated(oauth?.(incoming, address) ?? empty(404)) };
  }

  /** `undefined` when the request may not come in. */
  #sessionOf(incoming: Incoming, { environment }: Address, { isPublic = false }: Route): string | undefined {
    const token = tokenOf(incoming);
    const session = token === undefined ? undefined : this.#parts.tokens.sessionOf(token, environment);
    return session?.id ?? (isPublic ? NOBODY : undefined);
  }

  /** Lets the request through to its endpoint, unless a limit or the duplicate guard stands in its way. */
  #admit(incoming: Incoming, call: Call): Answer {
    const { desk, limits, duplicates, now, pacedOrderCalls } = this.#parts;
    const { endpoint } = call.route;
    const at = desk.instant(now());
    const { sessionId, address } = call;
    const isOrderWrite = pacedOrderCalls.has(endpoint);
    const verdict = limits.admit({ sessionId, path: address.path, isOrderWrite }, at);
    if (!verdict.isAllowed) return { status: 429, headers: verdict.headers };
    const writeKey = writeKeyOf(incoming, sessionId);
    const isGuarded = GUARDED_WRITES.includes(endpoint);
    if (isGuarded && duplicates.isRepeat(writeKey, at)) return { status: 409, headers: verdict.headers };
    if (isGuarded) duplicates.remember(writeKey, at);
    const answer = this.#serve(incoming, call, { at, writeKey });
    return { ...answer, headers: { ...verdict.headers, ...answer.headers } };
  }

  #serve(
    incoming: Incoming,
    { route, address, pathParameters, fault, sessionId }: Call,
    { at, writeKey }: { readonly at: Timestamp; readonly writeKey: string },
  ): Answer {
    const { desk, base } = this.#parts;
    const body = parseBody(incoming.body);
    if (body.kind === "unreadable") return refuse(400, "InvalidRequest", "The body is not valid JSON");
    desk.settle(at);
    const { path, search, environment } = address;
    const handle = fault?.kind === "late_reject" ? takeOrderForRejection : route.handle;
    return handle(desk, {
      path,
      pathParameters,
      query: new Query(new URLSearchParams(search)),
      search,
      body: body.value,
      base: base(environment),
      at,
      sessionId,
      writeKey,
    });
  }

  /** The headers that every answer of the services carries. */
  #signed(answer: Answer, { headers }: Incoming, call?: Call): Outcome {
    const { sessionId, applicationId } = this.#parts.desk.identity;
    const requestId = headerOf(headers, "x-request-id");
    const session = call?.sessionId ?? sessionId;
    const correlation = `${session}#${applicationId}#${requestId ?? "none"}#${this.#requests}`;
    const isOrderCall = call !== undefined && ORDER_CALLS.includes(call.route.endpoint);
    const answerHeaders = {
      ...answer.headers,
      "X-Correlation": correlation,
      ...(isOrderCall && requestId !== undefined && { "X-Request-ID": requestId }),
    };
    return { kind: "answer", answer: this.#dated({ ...answer, headers: answerHeaders }) };
  }

  /** The simulated world has a clock of its own. */
  #dated(answer: Answer): Answer {
    const date = new Date(this.#parts.now()).toUTCString();
    return { ...answer, headers: { ...answer.headers, Date: date } };
  }
}

/** Whoever asks what everybody may ask. */
const NOBODY = "0".repeat(32);

interface Call extends RouteMatch {
  readonly address: Address;
  readonly fault: Fault | undefined;
  readonly sessionId: string;
}
