import type { OAuthSettings, Settings } from "../../config/settings.ts";

/** Of the login that requests are authorised by; `undefined` where they need none. */
export function loginOf(settings: Settings): OAuthSettings | undefined {
  if (settings.environment === "LOCAL") return undefined;
  const { authentication } = settings.saxo;
  return authentication.mode === "oauth" ? authentication : undefined;
}
