import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { TradebotError } from "../../../core/domain/errors.ts";

/** Where the broker sends the browser back to. */
export interface RedirectAddress {
  readonly url: URL;
  /** As it was written, which is as it was registered: the broker compares texts. */
  readonly text: string;
}

interface Place {
  readonly redirectAddress: RedirectAddress;
  /** An app for PKCE is registered without a port: any will do. */
  readonly isAnyPortAllowed: boolean;
}

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Servers on every address of this machine that the host of the redirect address may stand for. */
export interface LoopbackServers {
  readonly port: number;
  close(): Promise<void>;
}

/** @throws TradebotError `CALLBACK_PORT_TAKEN`, `CALLBACK_ELSEWHERE` */
export async function listenOnLoopback(
  { redirectAddress, isAnyPortAllowed }: Place,
  listener: Listener,
): Promise<LoopbackServers> {
  const hosts = loopbackHosts(redirectAddress);
  const listen = (port: number): Promise<readonly Server[]> => listenOnAll(hosts, port, listener);
  const servers = await listenWhereAllowed(listen, redirectAddress.url, isAnyPortAllowed);
  return {
    port: portOf(servers),
    async close() {
      await Promise.all(servers.map(closed));
    },
  };
}

/** The port of an address, which may leave out the usual one. */
export const portIn = ({ port }: URL): number => (port === "" ? 80 : Number(port));

const LOOPBACK_NAMES: Readonly<Record<string, readonly string[]>> = {
  localhost: ["127.0.0.1", "::1"],
  "127.0.0.1": ["127.0.0.1"],
  "[::1]": ["::1"],
};

function loopbackHosts({ url: { protocol, hostname }, text }: RedirectAddress): readonly string[] {
  const hosts = protocol === "http:" ? LOOPBACK_NAMES[hostname] : undefined;
  if (hosts !== undefined) return hosts;
  throw new TradebotError({
    code: "CALLBACK_ELSEWHERE",
    message: `cannot listen at SAXO_REDIRECT_URI "${text}": it does not lead to this machine`,
    exit: "configuration",
    hint: "run: tradebot login --no-browser",
  });
}

async function listenWhereAllowed(
  listen: (port: number) => Promise<readonly Server[]>,
  redirectUri: URL,
  isAnyPortAllowed: boolean,
): Promise<readonly Server[]> {
  const isAnyMeant = redirectUri.port === "" && isAnyPortAllowed;
  if (isAnyMeant) return listen(0);
  try {
    return await listen(portIn(redirectUri));
  } catch (error) {
    if (isAnyPortAllowed) return listen(0);
    throw portUnusable(portIn(redirectUri), error);
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

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections(); // browsers open some for later, and would keep them for minutes
  });
