import type { Login } from "../../../core/domain/login.ts";
import { addDuration, type Timestamp } from "../../../core/domain/time.ts";
import type { Grant } from "./token-answer.ts";

export const secretsOfLogin = ({ accessToken, refreshToken, codeVerifier }: Login): readonly string[] =>
  [accessToken, refreshToken, codeVerifier].flatMap((secret) => secret ?? []);

/** The pair that follows in the same login. */
export function nextLogin(login: Login, grant: Grant, now: Timestamp): Login {
  const { id, loggedInAt, codeVerifier, redirectUri } = login;
  const refreshToken = grant.refreshToken ?? login.refreshToken; // RFC 6749, section 6: none means that the old one stays
  return {
    id,
    loggedInAt,
    ...(codeVerifier === undefined ? {} : { codeVerifier }),
    ...(redirectUri === undefined ? {} : { redirectUri }),
    ...pairFrom(grant, now),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
}

/** The expiries count from the moment at which the answer was there. */
export const pairFrom = (
  { accessToken, refreshToken, accessLife, refreshLife }: Grant,
  now: Timestamp,
): Pick<Login, "accessToken" | "refreshToken" | "issuedAt" | "accessExpiresAt" | "refreshExpiresAt"> => ({
  accessToken,
  issuedAt: now,
  ...(refreshToken === undefined ? {} : { refreshToken }),
  ...(accessLife === undefined ? {} : { accessExpiresAt: addDuration(now, accessLife) }),
  ...(refreshLife === undefined ? {} : { refreshExpiresAt: addDuration(now, refreshLife) }),
});
