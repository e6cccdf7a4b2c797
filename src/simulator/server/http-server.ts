import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Answer } from "./answer.ts";

/** A complete request, before anything about it is known to be right. */
export interface Incoming {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** `drop`: the connection is cut without an answer. */
export type Outcome = { readonly kind: "answer"; readonly answer: Answer } | { readonly kind: "drop" };

const BODY_BYTES_MAX = 1_048_576;
/** Longer than clients keep a connection, so that none is cut while the next request is on its way. */
const KEEP_ALIVE_MS = 65_000;
const LOOPBACK = "127.0.0.1";

/** Listens on the loopback interface only. */
export function listen(port: number, handle: (incoming: Incoming) => Outcome): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, response, handle);
  });
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException): void => {
      reject(portFailure(port, error));
    };
    server.once("error", refuse);
    server.listen(port, LOOPBACK, () => {
      server.off("error", refuse);
      resolve(server);
    });
  });
}

function portFailure(port: number, cause: NodeJS.ErrnoException): TradebotError {
  const isTaken = cause.code === "EADDRINUSE";
  return new TradebotError({
    code: "SIMULATOR_PORT_UNUSABLE",
    message: `cannot listen on port ${port} of ${LOOPBACK}: ${isTaken ? "another process does" : cause.message}`,
    exit: isTaken ? "lock_held" : "usage",
    hint: "choose another port, or none to take any free one",
    cause,
  });
}

/** Stops listening and cuts the connections that clients keep for their next request. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeAllConnections();
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return address.port;
}

function receive(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (incoming: Incoming) => Outcome,
): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) chunks.push(chunk);
  });
  request.on("end", () => {
    if (bytes > BODY_BYTES_MAX) {
      send(response, { status: 413 });
      return;
    }
    const outcome = handle({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    });
    if (outcome.kind === "drop") request.socket.destroy();
    else send(response, outcome.answer);
  });
}

function send(response: ServerResponse, answer: Answer): void {
  const { status, body, headers = {} } = answer;
  if (body === undefined) {
    response.writeHead(status, { ...headers, "Content-Length": "0" }).end();
    return;
  }
  const isText = typeof body === "string";
  const text = isText ? body : JSON.stringify(body);
  response
    .writeHead(status, {
      "Content-Type": isText ? "text/html" : "application/json; charset=utf-8",
      "Content-Length": String(Buffer.byteLength(text)),
      ...headers,
    })
    .end(text);
}
