import { renewLogin, type RenewalParts, type Renewed } from "../../adapters/saxo/login/renew-login.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { watchSignals } from "../../adapters/system/watch-signals.ts";
import type { Settings } from "../../config/settings.ts";
import { isRenewalDue, KEEPER_INTERVAL } from "../../core/domain/login.ts";
import { rememberSecrets } from "../known-secrets.ts";
import { commandEvents } from "../login/command-events.ts";
import { exitCodeOf, loginDocument, loginText } from "../login/login-document.ts";
import { loginOf } from "../login/login-settings.ts";
import { renewalPartsOf, type LoginSurroundings } from "../login/open-login.ts";
import { requireOAuth } from "../login/require-oauth.ts";
import { tellOfLogin } from "../login/tell-login.ts";
import { makeParents } from "../make-parents.ts";
import { printable, printJson } from "../output.ts";
import { withConfiguration } from "../own-configuration.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** Shows what is left of the login. @returns 77 when only a person can help */
export function runAuthStatus(input: CommandInput): number {
  return show(input, requireSettings(input));
}

export interface RefreshOptions {
  /** Leaves alone what need not be renewed before this command is started again. */
  readonly ifDue?: true;
}

/** Renews the login now, in turn with every other process. */
export async function runAuthRefresh(input: CommandInput, { ifDue }: RefreshOptions): Promise<number> {
  const settings = requireSettings(input);
  if (ifDue === true && loginOf(settings) === undefined) return show(input, settings); // the schedule asks whatever the mode is
  const { oauth } = requireOAuth(settings);
  makeParents(oauth.tokenFile);
  const stop = watchSignals(); // a renewal under way is not cut off: its answer would be lost
  const surroundings = surroundingsOf(input, settings, stop.signal);
  try {
    const parts = renewalPartsOf(oauth, surroundings);
    const { unsaved } = await (ifDue === true ? renewIfDue(parts) : renew(parts));
    if (unsaved !== undefined) throw unsaved.cause;
  } finally {
    await tellOfLogin(settings, surroundings);
    stop.close();
  }
  return show(input, settings);
}

function surroundingsOf({ host }: CommandInput, settings: Settings, signal: AbortSignal): LoginSurroundings {
  const clock = systemClock(signal);
  const log = commandEvents(host, settings, clock);
  return {
    clock,
    signal,
    events: log,
    addSecret: (secret) => {
      log.addSecret(secret);
      rememberSecrets(host.env, [secret]);
    },
  };
}

const renew = (parts: RenewalParts): Promise<Renewed> =>
  renewLogin(parts, { reason: "asked_for", isNeeded: () => true });

/** Before the next start of whoever looks after the login: cycles may leave it alone for hours. */
const renewIfDue = (parts: RenewalParts): Promise<Renewed> =>
  renewLogin(parts, {
    reason: "due",
    isNeeded: (login) => isRenewalDue(login, parts.clock.now(), KEEPER_INTERVAL),
  });

function show({ host, json, configuration }: CommandInput, settings: Settings): number {
  const document = loginDocument(settings, systemClock(new AbortController().signal).now());
  if (json) printJson(host, { environment: settings.environment, ...document });
  else
    host.stdout.write(
      `environment: ${settings.environment}\n${printableLine(withConfiguration(loginText(document), configuration))}`,
    );
  return exitCodeOf(document);
}

const printableLine = (line: string): string => `${printable(line.trimEnd())}\n`;
