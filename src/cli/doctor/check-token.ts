import { elapsed, isoFromTimestamp, timestamp, type Timestamp } from "../../core/domain/time.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { doubtful, fine } from "./diagnosis.ts";

const HOUR_MS = 3_600_000;
const SOON_MS = 2 * HOUR_MS;

/** A token that the broker has accepted: how long will it do so? */
export function checkAcceptedToken(token: string, now: Timestamp): Diagnosis {
  const expiresAt = expiryOf(token);
  if (expiresAt === undefined) return fine("token", "accepted; it does not say when it expires");
  const remaining = elapsed(now, expiresAt);
  const finding = `accepted; expires at ${isoFromTimestamp(expiresAt)}, in ${Math.floor(Math.max(0, remaining) / HOUR_MS)} h`;
  return remaining > SOON_MS
    ? fine("token", finding)
    : doubtful("token", finding, "get a new token from Saxo's developer portal before it expires");
}

/** Saxo's tokens are JWTs, whose middle part names the second of expiry; only shown, never relied on. */
function expiryOf(token: string): Timestamp | undefined {
  const [, payload = "", ...rest] = token.split(".");
  if (rest.length !== 1) return undefined;
  const [, digits] =
    /"exp"\s*:\s*"?(\d{1,11})"?/.exec(Buffer.from(payload, "base64url").toString("utf8")) ?? [];
  return digits === undefined ? undefined : timestamp(Number(digits) * 1000);
}
