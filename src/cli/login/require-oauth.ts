import type { OAuthSettings, SaxoSettings, Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";

export interface OAuthConfiguration {
  readonly settings: SaxoSettings;
  readonly oauth: OAuthSettings;
}

/** @throws TradebotError where there is nothing to log in to, or a token stands in place of a login */
export function requireOAuth(settings: Settings): OAuthConfiguration {
  if (settings.environment === "LOCAL") {
    throw new TradebotError({
      code: "LOGIN_NOT_USED",
      message: "LOCAL needs no login: its broker is part of this program",
      exit: "usage",
      hint: "set SAXO_ENV=SIM or LIVE first: tradebot init",
    });
  }
  const { authentication } = settings.saxo;
  if (authentication.mode === "oauth") return { settings, oauth: authentication };
  throw new TradebotError({
    code: "LOGIN_NOT_CONFIGURED",
    message:
      "the configuration has a token (SAXO_ACCESS_TOKEN) in place of a login: nobody can log in with it",
    exit: "configuration",
    hint: "replace the token when it ends, or set SAXO_APP_KEY to the key of an app at Saxo and leave SAXO_ACCESS_TOKEN out",
  });
}
