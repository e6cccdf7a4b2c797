import type { Timestamp } from "../../core/domain/time.ts";
import type { Aimed } from "./aim.ts";
import type { Answer } from "./answer.ts";
import { empty, refuse } from "./answer.ts";
import type { Desk } from "./desk.ts";
import type { DuplicateGuard } from "./duplicate-guard.ts";
import { ROUTES } from "./endpoints/routes.ts";
import { answered, answerInstead, changed, comesFromTheNetwork, told } from "./fault-answer.ts";
import type { Faults, Struck } from "./faults.ts";
import type { Incoming, Outcome } from "./http-server.ts";
import type { Address } from "./incoming.ts";
import { addressOf, headerOf, methodOf, readBody, tokenOf, writeKeyOf } from "./incoming.ts";
import { scenarioOf } from "./order-story.ts";
import { queryFault } from "./query-fault.ts";
import { Query } from "./query.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { EndpointName, Route, RouteMatch } from "./route.ts";
import { matchRoute } from "./route.ts";
import type { Environment, Session, Tokens } from "./session.ts";

const ORDER_CALLS: readonly EndpointName[] = ["place_order", "change_order", "precheck", "cancel_orders"];
/** Writes of which a repeat is recognised. A cancel is not among them: repeating it does no harm. */
const GUARDED_WRITES: readonly EndpointName[] = ["place_order", "change_order", "precheck"];

const OAUTH_ENDPOINTS: Readonly<Record<string, EndpointName>> = {
  "/authorize": "authorize",
  "/token": "token",
};

/** The id of whoever asks what everybody may ask. */
const NOBODY = "0".repeat(32);

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

interface Call extends RouteMatch {
  readonly address: Address;
  readonly session: Session;
  readonly struck: Struck;
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
    const method = methodOf(incoming);
    const match = address && matchRoute(ROUTES, method, address.path);
    if (address === undefined || match === undefined) return this.#refused(404, incoming);
    const session = this.#sessionOf(incoming, address, match.route);
    if (session === undefined) return this.#refused(401, incoming);
    const aimed = { endpoint: match.route.endpoint, method, path: address.path };
    const struck = this.#parts.faults.take(aimed);
    const call = { ...match, address, session, struck };
    return this.#strike(struck, aimed, {
      honest: () => this.#admit(incoming, call),
      signed: (answer) => this.#signed(answer, incoming, call),
    });
  }

  /** On Saxo these are hosts of their own, without the services' headers. */
  #signIn(incoming: Incoming, address: Address): Outcome {
    const { oauth, faults } = this.#parts;
    const endpoint = OAUTH_ENDPOINTS[address.path];
    if (oauth === undefined || endpoint === undefined) return answered(this.#dated(empty(404)));
    const aimed = { endpoint, method: incoming.method, path: address.path };
    const honest = (): Answer => oauth(incoming, address);
    return this.#strike(faults.take(aimed), aimed, { honest, signed: (answer) => answer });
  }

  /** The honest answer, unless a fault decides otherwise, and what happens to it on its way. */
  #strike(struck: Struck, aimed: Aimed, { honest, signed }: Answering): Outcome {
    const { instead, story, changes } = struck;
    const faults = [instead ?? story, ...changes].flatMap((fault) => fault?.kind ?? []);
    this.#harm(struck);
    if (instead?.when === "after") honest();
    const outcome = instead
      ? answerInstead(instead, ORDER_CALLS.includes(aimed.endpoint))
      : answered(told(honest(), story));
    const isSigned = instead === undefined || !comesFromTheNetwork(instead);
    const complete =
      outcome.kind === "answer"
        ? { ...outcome, answer: this.#dated(isSigned ? signed(outcome.answer) : outcome.answer) }
        : outcome;
    return { ...changed(complete, changes), faults };
  }

  /** What a fault does to the sessions, whatever the answer is. */
  #harm({ instead, changes }: Struck): void {
    const { tokens, desk, now } = this.#parts;
    if (instead?.kind === "token_expiry") tokens.expireAll();
    if (changes.some(({ kind }) => kind === "trade_level_lost")) {
      desk.sessions.demoteAll(desk.instant(now()));
    }
  }

  /** `undefined` when the request may not come in. */
  #sessionOf(incoming: Incoming, { environment }: Address, { isPublic = false }: Route): Session | undefined {
    const { tokens, desk, now } = this.#parts;
    const token = tokenOf(incoming);
    const session = token === undefined ? undefined : tokens.sessionOf(token, environment);
    if (session !== undefined || !isPublic) return session;
    return { id: NOBODY, environment, beganAt: desk.instant(now()) };
  }

  /** Lets the request through to its endpoint, unless a limit or the duplicate guard stands in its way. */
  #admit(incoming: Incoming, call: Call): Answer {
    const { desk, limits, duplicates, now, pacedOrderCalls } = this.#parts;
    const { endpoint } = call.route;
    const at = desk.instant(now());
    const sessionId = call.session.id;
    const isOrderWrite = pacedOrderCalls.has(endpoint);
    const verdict = limits.admit({ sessionId, path: call.route.path, isOrderWrite }, at);
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
    { route, address, pathParameters, struck, session }: Call,
    { at, writeKey }: { readonly at: Timestamp; readonly writeKey: string },
  ): Answer {
    const { desk, base } = this.#parts;
    const body = readBody(incoming);
    if (body.kind === "other_type") return empty(415);
    if (body.kind === "unreadable") return refuse(400, "InvalidRequest", "The body is not valid JSON");
    desk.settle(at);
    const { path, search, environment } = address;
    const scenario = struck.story && scenarioOf(struck.story);
    const query = new Query(new URLSearchParams(search));
    const answer = route.handle(desk, {
      path,
      pathParameters,
      query,
      search,
      body: body.value,
      base: base(environment),
      at,
      session,
      writeKey,
      ...(scenario && { scenario }),
    });
    const isRead = route.method === "GET" && answer.status === 200; // a refusal of the endpoint's own says more
    return isRead ? (queryFault(query, desk) ?? answer) : answer;
  }

  #refused(status: number, incoming: Incoming): Outcome {
    return answered(this.#dated(this.#signed(empty(status), incoming)));
  }

  /** The headers that every answer of the services carries. */
  #signed(answer: Answer, { headers }: Incoming, call?: Call): Answer {
    const { sessionId, applicationId } = this.#parts.desk.identity;
    const requestId = headerOf(headers, "x-request-id");
    const session = call?.session.id ?? sessionId;
    const correlation = `${session}#${applicationId}#${requestId ?? "none"}#${this.#requests}`;
    const isOrderCall = call !== undefined && ORDER_CALLS.includes(call.route.endpoint);
    const echo = isOrderCall && requestId !== undefined && { "X-Request-ID": requestId };
    return { ...answer, headers: { ...answer.headers, "X-Correlation": correlation, ...echo } };
  }

  /** The simulated world has a clock of its own. */
  #dated(answer: Answer): Answer {
    const date = new Date(this.#parts.now()).toUTCString();
    return { ...answer, headers: { ...answer.headers, Date: date } };
  }
}

interface Answering {
  readonly honest: () => Answer;
  readonly signed: (answer: Answer) => Answer;
}
