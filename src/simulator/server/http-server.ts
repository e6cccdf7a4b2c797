import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { TradebotError } from "../../core/domain/errors.ts";
import type { DurationMs } from "../../core/domain/time.ts";
import { durationMs } from "../../core/domain/time.ts";
import type { Answer } from "./answer.ts";

/** A complete request, before anything about it is known to be right. */
export interface Incoming {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

interface Course {
  /** How long the client is kept waiting for it. */
  readonly afterMs?: number;
  /** The faults that made it what it is. */
  readonly faults?: readonly string[];
}

/** `cut`: the connection is cut, without an answer or within its body. */
export type Outcome = Course &
  (
    | { readonly kind: "answer"; readonly answer: Answer }
    | { readonly kind: "cut"; readonly answer?: Answer; readonly bytes?: number }
  );

export interface Service {
  handle(incoming: Incoming): Outcome;
  /** Waits before an outcome that comes late. */
  sleep(duration: DurationMs): Promise<void>;
}

const BODY_BYTES_MAX = 1_048_576;
/** Longer than clients keep a connection, so that none is cut while the next request is on its way. */
const KEEP_ALIVE_MS = 65_000;
const LOOPBACK = "127.0.0.1";

/** Listens on the loopback interface only. */
export function listen(port: number, service: Service): Promise<Server> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    receive(request, response, service);
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

function receive(request: IncomingMessage, response: ServerResponse, service: Service): void {
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
    const outcome = service.handle({
      method: request.method ?? "GET",
      target: request.url ?? "/",
      headers: request.headers,
      body: Buffer.concat(chunks).toString("utf8"),
    });
    if (outcome.afterMs === undefined) deliver(response, outcome);
    else {
      void service.sleep(durationMs(outcome.afterMs)).then(() => {
        deliver(response, outcome);
      });
    }
  });
}

function deliver(response: ServerResponse, outcome: Outcome): void {
  if (outcome.kind === "answer") send(response, outcome.answer);
  else if (outcome.answer === undefined) response.destroy();
  else sendPart(response, outcome.answer, outcome.bytes);
}

function send(response: ServerResponse, answer: Answer): void {
  const { head, body } = rendered(answer);
  response.writeHead(answer.status, head).end(body);
}

/** Announces the whole body, and cuts the connection within it. */
function sendPart(response: ServerResponse, answer: Answer, bytes: number | undefined): void {
  const { head, body } = rendered(answer);
  const part = body.subarray(0, bytes ?? Math.floor(body.length / 2));
  response.writeHead(answer.status, head);
  response.flushHeaders();
  response.write(part, () => response.destroy());
}

function rendered({ body, headers = {} }: Answer): { head: Record<string, string>; body: Buffer } {
  const isText = typeof body === "string";
  const bytes = Buffer.from(body === undefined ? "" : isText ? body : JSON.stringify(body));
  const type = isText ? "text/html" : "application/json; charset=utf-8";
  return {
    head: {
      ...(body !== undefined && { "Content-Type": type }),
      "Content-Length": String(bytes.length),
      ...headers,
    },
    body: bytes,
  };
}
