import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { TradebotError } from "../../../core/domain/errors.ts";
import { readCallback, type Authorization, type Callback } from "./authorization.ts";
import { page, type Page } from "./callback-page.ts";

/** The answer to a login, and the person's browser that waits to hear what came of it. */
interface Arrival {
  readonly callback: Exclude<Callback, { kind: "foreign" }>;
  /** Resolves once the browser has it, or has gone. */
  readonly respond: (page: Page) => Promise<void>;
}

/** Listens where the broker sends the browser back to. */
export interface CallbackServer {
  /** As the broker is told: with the port on which there is somebody. */
  readonly redirectUri: string;
  /** The first answer to this login; everything else is sent away. @throws when `stop` is aborted: its reason */
  arrival(authorization: Authorization, stop: AbortSignal): Promise<Arrival>;
  close(): Promise<void>;
}

interface Place {
  readonly redirectUri: URL;
  /** An app for PKCE is registered without a port: any will do. */
  readonly isAnyPortAllowed: boolean;
}

/** @throws TradebotError `CALLBACK_PORT_TAKEN`, `CALLBACK_ELSEWHERE` */
export async function listenForCallback({ redirectUri, isAnyPortAllowed }: Place): Promise<CallbackServer> {
  const hosts = loopbackHosts(redirectUri);
  const waiting = new Waiting(redirectUri.pathname);
  const listen = (port: number): Promise<readonly Server[]> =>
    listenOnAll(hosts, port, (request, response) => {
      waiting.attend(request, response);
    });
  const servers = await listenWhereAllowed(listen, redirectUri, isAnyPortAllowed);
  return {
    redirectUri: withPort(redirectUri, portOf(servers)),
    arrival: (authorization, stop) => waiting.arrival(authorization, stop),
    async close() {
      await Promise.all(servers.map(closed));
    },
  };
}

const LOOPBACK_NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ["127.0.0.1", "::1"],
  "127.0.0.1": ["127.0.0.1"],
  "[::1]": ["::1"],
};

function loopbackHosts({ protocol, hostname, href }: URL): readonly string[] {
  const hosts = protocol === "http:" ? LOOPBACK_NAMES[hostname] : undefined;
  if (hosts !== undefined) return hosts;
  throw new TradebotError({
    code: "CALLBACK_ELSEWHERE",
    message: `cannot listen at SAXO_REDIRECT_URI "${href}": it does not lead to this machine`,
    exit: "configuration",
    hint: "run: tradebot login --no-browser",
  });
}

async function listenWhereAllowed(
  listen: (port: number) => Promise<readonly Server[]>,
  redirectUri: URL,
  isAnyPortAllowed: boolean,
): Promise<readonly Server[]> {
  const port = redirectUri.port === "" ? undefined : Number(redirectUri.port);
  if (port === undefined && isAnyPortAllowed) return listen(0);
  try {
    return await listen(port ?? 80);
  } catch (error) {
    if (isAnyPortAllowed) return listen(0);
    throw portUnusable(port ?? 80, error);
  }
}

const portUnusable = (port: number, cause: unknown): TradebotError => {
  const isTaken = errorCode(cause) === "EADDRINUSE";
  return new TradebotError({
    code: "CALLBACK_PORT_TAKEN",
    message: `cannot listen on port ${port} of SAXO_REDIRECT_URI: ${isTaken ? "another program does" : String(cause)}`,
    exit: "configuration",
    hint: "end that program, register another address with the app and set it, or run: tradebot login --no-browser",
    cause,
  });
};

const errorCode = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;

type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Browsers take `localhost` for either address, so it is the same port on both; a machine may lack the second. */
async function listenOnAll(
  [first = "127.0.0.1", ...others]: readonly string[],
  port: number,
  listener: Listener,
): Promise<readonly Server[]> {
  const servers = [await listening(first, port, listener)];
  for (const host of others) {
    try {
      servers.push(await listening(host, portOf(servers), listener));
    } catch (error) {
      if (MISSING_ADDRESS.has(errorCode(error))) continue;
      await Promise.all(servers.map(closed));
      throw error;
    }
  }
  return servers;
}

const MISSING_ADDRESS: ReadonlySet<unknown> = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);

const listening = (host: string, port: number, listener: Listener): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer({ requestTimeout: 10_000 }, listener);
    server.once("error", reject);
    server.listen(port, host, () => {
      resolve(server);
    });
  });

function portOf([server]: readonly Server[]): number {
  const address = server?.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

function withPort(redirectUri: URL, port: number): string {
  const known = new URL(redirectUri);
  known.port = String(port);
  return known.href;
}

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections(); // browsers open some for later, and would keep them for minutes
  });

/** Who waits for the browser, once there is one. */
class Waiting {
  readonly #path: string;
  #authorization: Authorization | undefined;
  #arrive: ((arrival: Arrival) => void) | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  arrival(authorization: Authorization, stop: AbortSignal): Promise<Arrival> {
    this.#authorization = authorization;
    return new Promise((resolve, reject) => {
      this.#arrive = resolve;
      stop.addEventListener("abort", () => {
        reject(stop.reason instanceof Error ? stop.reason : new Error("stopped"));
      });
    });
  }

  attend(request: IncomingMessage, response: ServerResponse): void {
    const url = URL.parse(request.url ?? "", "http://localhost");
    if (request.method !== "GET" || url?.pathname !== this.#path || this.#authorization === undefined) {
      void answer(response, 404, { title: "Nothing is here", text: "Go back to the page you came from." });
      return;
    }
    const callback = readCallback(url.searchParams, this.#authorization);
    const arrive = this.#arrive;
    if (callback.kind === "foreign") {
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

function answer(response: ServerResponse, status: number, shown: Page): Promise<void> {
  const isGone = new Promise<void>((resolve) => response.once("close", resolve));
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer", // the address of this page holds the code
      connection: "close",
    })
    .end(page(shown));
  return isGone;
}
