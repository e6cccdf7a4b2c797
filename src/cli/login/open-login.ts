import { readLoginFile, withLoginFile } from "../../adapters/files/login-file.ts";
import { fileLoginKeeper } from "../../adapters/saxo/login/file-login-keeper.ts";
import type { LoginKeeper } from "../../adapters/saxo/login/login-keeper.ts";
import type { LoginBinding } from "../../adapters/saxo/login/login-record.ts";
import type { RenewalParts } from "../../adapters/saxo/login/renew-login.ts";
import type { OAuthApp } from "../../adapters/saxo/login/token-endpoint.ts";
import type { OAuthSettings } from "../../config/settings.ts";
import type { Clock } from "../../cycle/ports.ts";
import type { EventEmitter } from "../../events/emitter.ts";

export interface LoginSurroundings {
  readonly clock: Clock;
  readonly events: EventEmitter;
  readonly addSecret: (secret: string) => void;
  /** Ends the waiting for another process, or between two tries. */
  readonly signal: AbortSignal;
}

/** The login of the settings, and all that renewing it takes. */
export const renewalPartsOf = (
  settings: OAuthSettings,
  { clock, events, addSecret, signal }: LoginSurroundings,
): RenewalParts => ({
  app: appOf(settings),
  keeper: loginKeeperOf(settings, { clock, signal }),
  clock,
  events,
  addSecret,
  stop: signal,
  since: clock.now(),
});

export const appOf = ({ authBase, appKey, appSecret, redirectAddress }: OAuthSettings): OAuthApp => ({
  authBase,
  appKey: appKey.reveal(),
  redirectUri: redirectAddress.text,
  ...(appSecret === undefined ? {} : { appSecret: appSecret.reveal() }),
});

export const bindingOf = ({ authBase, appKey }: OAuthSettings): LoginBinding => ({
  authBase,
  appKey: appKey.reveal(),
});

export const loginKeeperOf = (
  settings: OAuthSettings,
  { clock, signal }: Pick<LoginSurroundings, "clock" | "signal">,
): LoginKeeper =>
  fileLoginKeeper(
    {
      path: settings.tokenFile,
      read: () => readLoginFile(settings.tokenFile),
      hold: (work) => withLoginFile({ path: settings.tokenFile, clock, stop: signal }, work),
    },
    bindingOf(settings),
  );
