import type { IncomingMessage, ServerResponse } from "node:http";
import { readCallback, type Authorization, type Callback } from "./authorization.ts";
import { page, type Page } from "./callback-page.ts";
import { listenOnLoopback, portIn, type RedirectAddress } from "./loopback-servers.ts";

/** The answer to a login, and the person's browser that waits to hear what came of it. */
interface Arrival {
  readonly callback: Exclude<Callback, { kind: "foreign" }>;
  /** Resolves once the browser has it, or has gone. */
  readonly respond: (page: Page) => Promise<void>;
}

interface Waiting {
  readonly authorization: Authorization;
  readonly stop: AbortSignal;
  /** Told of a refusal that was not taken for the answer. */
  readonly onForeignRefusal: (why: string) => void;
}

/** Listens where the broker sends the browser back to. */
export interface CallbackServer {
  /** As the broker is told: with the port on which there is somebody. */
  readonly redirectUri: string;
  /**
   * An address here that leads to the broker's, once: what a browser is started with can be seen by everybody on
   * the machine.
   */
  entrance(authorization: Authorization): string;
  /** The first answer to this login; everything else is sent away. @throws when `stop` is aborted: its reason */
  arrival(waiting: Waiting): Promise<Arrival>;
  close(): Promise<void>;
}

interface Place {
  readonly redirectAddress: RedirectAddress;
  readonly isAnyPortAllowed: boolean;
  /** Gives what nobody guesses, of the kind that addresses carry unchanged. */
  readonly randomText: () => string;
}

/** @throws TradebotError `CALLBACK_PORT_TAKEN`, `CALLBACK_ELSEWHERE` */
export async function listenForCallback(place: Place): Promise<CallbackServer> {
  const { url } = place.redirectAddress;
  const reception = new Reception(url.pathname, `/${place.randomText()}`);
  const servers = await listenOnLoopback(place, (request, response) => {
    reception.attend(request, response);
  });
  return {
    redirectUri: withPort(place.redirectAddress, servers.port),
    entrance: (authorization) => `http://${url.hostname}:${servers.port}${reception.open(authorization)}`,
    arrival: (waiting) => reception.arrival(waiting),
    close: () => servers.close(),
  };
}

/** The text as it was registered, unless it names another port than the one where somebody listens. */
const withPort = ({ url, text }: RedirectAddress, port: number): string =>
  portIn(url) === port ? text : text.replace(/^(https?:\/\/(?:\[[^\]]*\]|[^/:]*))(?::\d*)?/i, `$1:${port}`);

/** Who waits for the browser, once there is one. */
class Reception {
  readonly #callbackPath: string;
  readonly #entrancePath: string;
  #address: string | undefined;
  #waiting: Waiting | undefined;
  #arrive: ((arrival: Arrival) => void) | undefined;

  constructor(callbackPath: string, entrancePath: string) {
    this.#callbackPath = callbackPath;
    this.#entrancePath = entrancePath;
  }

  /** @returns the path of the entrance */
  open({ address }: Authorization): string {
    this.#address = address;
    return this.#entrancePath;
  }

  arrival(waiting: Waiting): Promise<Arrival> {
    const { stop } = waiting;
    this.#waiting = waiting;
    return new Promise((resolve, reject) => {
      this.#arrive = resolve;
      stop.addEventListener("abort", () => {
        reject(stop.reason instanceof Error ? stop.reason : new Error("stopped"));
      });
    });
  }

  attend(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? "", "http://localhost");
    const path = request.method === "GET" ? url?.pathname : undefined;
    if (path === this.#entrancePath) this.#lead(response);
    else if (path === this.#callbackPath && this.#waiting !== undefined)
      this.#receive(url?.searchParams ?? new URLSearchParams(), this.#waiting, response);
    else void answer(response, 404, { title: "Nothing is here", text: "Go back to the page you came from." });
  }

  #lead(response: ServerResponse): void {
    const address = this.#address;
    this.#address = undefined; // whoever reads it off the list of processes comes too late, or is noticed
    if (address === undefined) {
      void answer(response, 410, {
        title: "Somebody was here before",
        text: "Open the address that the terminal shows.",
      });
      return;
    }
    response.writeHead(302, { location: address, ...PRIVATE, connection: "close" }).end();
  }

  #receive(
    query: URLSearchParams,
    { authorization, onForeignRefusal }: Waiting,
    response: ServerResponse,
  ): void {
    const callback = readCallback(query, authorization);
    const arrive = this.#arrive;
    if (callback.kind === "foreign") {
      if (query.has("error")) onForeignRefusal(callback.why);
      void answer(response, 400, {
        title: "This is another login",
        text: `The answer was not taken: ${callback.why}.`,
      });
    } else if (arrive === undefined) {
      void answer(response, 409, {
        title: "This login is done",
        text: "What came of it, the terminal says.",
      });
    } else {
      this.#arrive = undefined; // a browser that asks twice is not waited for twice
      arrive({
        callback,
        respond: (shown) => answer(response, callback.kind === "code" ? 200 : 400, shown),
      });
    }
  }
}

/** The addresses of these pages hold the code, or lead to one that holds the state. */
const PRIVATE = { "cache-control": "no-store", "referrer-policy": "no-referrer" };

function answer(response: ServerResponse, status: number, shown: Page): Promise<void> {
  const isGone = new Promise<void>((resolve) => response.once("close", resolve));
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      ...PRIVATE,
      connection: "close",
    })
    .end(page(shown));
  return isGone;
}
