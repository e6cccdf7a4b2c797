import { Pool } from "undici";
import type { DurationMs } from "../../core/domain/time.ts";

/** What came of one POST. The text of the answer is never read: it means nothing to us, and may hold anything. */
export type PostOutcome =
  | { readonly kind: "accepted"; readonly httpStatus: number }
  /** `isTransient`: the same request may well be accepted later. */
  | {
      readonly kind: "refused";
      readonly httpStatus: number;
      readonly failure: string;
      readonly isTransient: boolean;
    }
  | { readonly kind: "unanswered"; readonly failure: string };

export interface PostRequest {
  readonly url: URL;
  readonly contentType: "application/json" | "text/plain; charset=utf-8";
  readonly body: string;
  /** For the whole exchange, up to the status line. */
  readonly timeout: DurationMs;
  /** Ends the exchange early. */
  readonly stop: AbortSignal;
}

/** Sends one request, follows no redirect and repeats nothing. Does not throw. */
export async function post({ url, contentType, body, timeout, stop }: PostRequest): Promise<PostOutcome> {
  const deadline = AbortSignal.timeout(Math.max(1, Math.round(timeout)));
  const pool = new Pool(url.origin, {
    connections: 1,
    allowH2: false,
    // said here, so that NODE_TLS_REJECT_UNAUTHORIZED cannot switch it off
    connect: { timeout, rejectUnauthorized: true },
  });
  try {
    const answer = await pool.request({
      method: "POST",
      path: url.pathname + url.search,
      headers: { "content-type": contentType, "user-agent": "tradebot" },
      body,
      signal: AbortSignal.any([stop, deadline]),
    });
    answer.body.on("error", () => undefined).destroy(); // the status has said it all, however the text goes on
    return outcomeOf(answer.statusCode);
  } catch (error) {
    return { kind: "unanswered", failure: failureOf(error, stop, deadline) };
  } finally {
    await pool.destroy();
  }
}

/** Busy, too early, or broken on their side. RFC 9110, section 15; RFC 6585, section 4. */
const TRANSIENT = new Set([408, 425, 429]);

function outcomeOf(httpStatus: number): PostOutcome {
  if (httpStatus >= 200 && httpStatus < 300) return { kind: "accepted", httpStatus };
  const isTransient = httpStatus >= 500 || TRANSIENT.has(httpStatus);
  return { kind: "refused", httpStatus, failure: `HTTP_${httpStatus}`, isTransient };
}

/** How OpenSSL's and Node's complaints about a certificate begin. */
const UNTRUSTED =
  /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|INVALID_CA)/;
const NOT_CONNECTED = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function failureOf(error: unknown, stop: AbortSignal, deadline: AbortSignal): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (stop.aborted) return "STOPPED";
  if (UNTRUSTED.test(code)) return "CERTIFICATE_NOT_TRUSTED";
  if (NOT_CONNECTED.has(code)) return "NOT_CONNECTED";
  return deadline.aborted ? "TIMED_OUT" : "CONNECTION_LOST";
}
