import { Pool } from "undici";
import type { DurationMs } from "../../../core/domain/time.ts";

/** Requests of one service group under way at once; also the number of connections kept. */
export const CONNECTIONS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** Only a backstop: every request carries a deadline of its own, which is shorter and more exact. */
const BACKSTOP_TIMEOUT_MS = 120_000;
/** A full page of 1200 chart bars is under half a megabyte. */
const RESPONSE_BYTES_MAX = 16 * 1024 * 1024;

/** Errors that happen before a connection stands: not a byte of the request has left. */
const BEFORE_SENDING = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);

export type Method = "GET" | "POST" | "PATCH" | "DELETE";

export interface HttpRequest {
  readonly method: Method;
  /** With query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, from connecting to the last byte of the body. */
  readonly timeout: DurationMs;
  /** Ends the exchange early. */
  readonly stop?: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  /** The first value of a header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  readonly headerNames: readonly string[];
  readonly text: string;
}

/** Why there is no reply; only `not_connected` proves that the broker saw nothing. */
export type HttpFailureKind = "not_connected" | "lost" | "timed_out" | "stopped" | "too_large";

export class HttpFailure extends Error {
  override readonly name = "HttpFailure";
  readonly kind: HttpFailureKind;

  constructor(kind: HttpFailureKind, cause: unknown) {
    super(`no reply: ${kind}`, { cause });
    this.kind = kind;
  }
}

/** Connections to one origin. Follows no redirect and repeats nothing by itself. */
export class HttpExchange {
  readonly #pool: Pool;

  constructor(origin: string) {
    this.#pool = new Pool(origin, {
      connections: CONNECTIONS,
      pipelining: 1,
      allowH2: false,
      headersTimeout: BACKSTOP_TIMEOUT_MS,
      bodyTimeout: BACKSTOP_TIMEOUT_MS,
      maxResponseSize: RESPONSE_BYTES_MAX,
      // said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off
      connect: { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: true },
    });
  }

  /** @throws HttpFailure when there is no complete reply */
  async send(request: HttpRequest): Promise<HttpReply> {
    const deadline = AbortSignal.timeout(request.timeout);
    const signal = request.stop === undefined ? deadline : AbortSignal.any([request.stop, deadline]);
    try {
      const { statusCode, headers, body } = await this.#pool.request({
        method: request.method,
        path: request.path,
        headers: { ...request.headers },
        body: request.body ?? null,
        signal,
      });
      return {
        status: statusCode,
        header: (name) => [headers[name]].flat()[0],
        headerNames: Object.keys(headers),
        text: await body.text(),
      };
    } catch (cause) {
      throw new HttpFailure(failureKind(cause, request.stop, deadline), cause);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

function failureKind(cause: unknown, stop: AbortSignal | undefined, deadline: AbortSignal): HttpFailureKind {
  const code = errorCode(cause);
  if (BEFORE_SENDING.has(code)) return "not_connected";
  if (code === "UND_ERR_RES_EXCEEDED_MAX_SIZE") return "too_large";
  if (stop?.aborted === true) return "stopped";
  return deadline.aborted || code.endsWith("_TIMEOUT") ? "timed_out" : "lost";
}

function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
