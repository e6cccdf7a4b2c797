import { z } from "zod/mini";
import { durationMs, type DurationMs } from "../../../core/domain/time.ts";

/** What a token endpoint gives. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** Negative when the code was redeemed late; absent when the answer does not say. */
  readonly accessLife?: DurationMs;
  readonly refreshLife?: DurationMs;
}

export type TokenAnswer =
  | { readonly kind: "granted"; readonly grant: Grant }
  /** RFC 6749, section 5.2: the code is stable, the description is for people. */
  | { readonly kind: "refused"; readonly code: string; readonly description?: string }
  | { readonly kind: "unreadable"; readonly why: string };

const lenient = z.optional(z.unknown());

const GrantBody = z.object({
  access_token: z.string(),
  refresh_token: lenient,
  expires_in: lenient,
  refresh_token_expires_in: lenient,
});

const RefusalBody = z.object({ error: z.string().check(z.minLength(1)), error_description: lenient });

/** What an HTTP header can carry. */
const TOKEN = /^[\x21-\x7e]{1,16384}$/;

/** Reads the body by what it says, whatever the status: which ones Saxo gives is documented nowhere. */
export function readTokenAnswer(status: number, body: string): TokenAnswer {
  const json = jsonOrUndefined(body);
  if (json === undefined) {
    const what = body.trim() === "" ? "an empty body" : "a body that is no JSON";
    return { kind: "unreadable", why: `status ${status} with ${what}` };
  }
  const refusal = RefusalBody.safeParse(json, { jitless: true });
  if (refusal.success) return refused(refusal.data);
  const granted = GrantBody.safeParse(json, { jitless: true });
  if (status < 200 || status > 299 || !granted.success || !TOKEN.test(granted.data.access_token)) {
    return { kind: "unreadable", why: `status ${status} with neither a usable token nor an error` };
  }
  return { kind: "granted", grant: grantFrom(granted.data) };
}

const refused = ({ error, error_description }: z.infer<typeof RefusalBody>): TokenAnswer => ({
  kind: "refused",
  code: error,
  ...(typeof error_description === "string" ? { description: error_description } : {}),
});

function grantFrom(body: z.infer<typeof GrantBody>): Grant {
  const { refresh_token: refreshToken } = body;
  const accessLife = lifeOf(body.expires_in);
  const refreshLife = lifeOf(body.refresh_token_expires_in);
  return {
    accessToken: body.access_token,
    ...(typeof refreshToken === "string" && TOKEN.test(refreshToken) ? { refreshToken } : {}),
    ...(accessLife === undefined ? {} : { accessLife }),
    ...(refreshLife === undefined ? {} : { refreshLife }),
  };
}

/** No token lives longer, whatever an answer says. */
const LONGEST_LIFE_SECONDS = 366 * 24 * 60 * 60;
const WHOLE_SECONDS = /^-?\d{1,12}(\.\d+)?$/;

/** Seconds, as a number or as the text of one. */
function lifeOf(value: unknown): DurationMs | undefined {
  const text = typeof value === "number" || typeof value === "string" ? String(value).trim() : "";
  if (!WHOLE_SECONDS.test(text)) return undefined;
  const bounded = Math.min(Math.max(Number(text), -LONGEST_LIFE_SECONDS), LONGEST_LIFE_SECONDS);
  return durationMs(Math.floor(bounded) * 1000);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
