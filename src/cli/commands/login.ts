import { systemClock } from "../../adapters/system/system-clock.ts";
import { watchSignals, type StopWatch } from "../../adapters/system/watch-signals.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { minutes } from "../../core/domain/time.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { rememberSecrets } from "../known-secrets.ts";
import { commandEvents } from "../login/command-events.ts";
import { makeLogin, type LoginWork } from "../login/make-login.ts";
import { requireOAuth } from "../login/require-oauth.ts";
import { verifiedText, verifyLogin } from "../login/verify-login.ts";
import { makeParents } from "../make-parents.ts";
import { printable } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** A code of Saxo's lives shorter than a person takes to log in; somebody who has gone away is not waited for. */
const PATIENCE = minutes(10);

export interface LoginOptions {
  /** False: print the address and take back the one the browser ends at. */
  readonly browser: boolean;
}

/** Logs in, keeps the login, and says whom it speaks for. */
export async function runLogin(input: CommandInput, options: LoginOptions): Promise<number> {
  const configuration = requireOAuth(requireSettings(input));
  makeParents(configuration.oauth.tokenFile);
  const stop = watchSignals();
  stop.setDeadline(PATIENCE);
  try {
    await makeLogin(workOf(input, configuration, stop), options);
    return EXIT_CODES.done.code;
  } catch (error) {
    const { reason } = stop.request;
    if (reason?.kind === "deadline") throw nobodyCame();
    if (reason?.kind !== "signal") throw error;
    input.host.stderr.write("\ntradebot: given up; nobody was logged in\n");
    return signalExitCode(reason.signal);
  } finally {
    stop.close();
  }
}

function workOf(
  { host }: CommandInput,
  configuration: LoginWork["configuration"],
  { signal }: StopWatch,
): LoginWork {
  const clock = systemClock(signal);
  const { settings } = configuration;
  const log = commandEvents(host, settings, clock);
  const surroundings = {
    clock,
    signal,
    events: log,
    addSecret: (secret: string) => {
      log.addSecret(secret);
      rememberSecrets(host.env, [secret]);
    },
  };
  return {
    ...surroundings,
    host,
    configuration,
    async verify() {
      const verified = await verifyLogin(settings, surroundings);
      const text = verifiedText(settings.environment, verified);
      host.stdout.write(`${text.split("\n").map(printable).join("\n")}\n`);
      return { title: "You are logged in", text: "The terminal says more. This page can be closed." };
    },
  };
}

const nobodyCame = (): TradebotError =>
  new TradebotError({
    code: "LOGIN_NOT_MADE",
    message: `nobody logged in within ${PATIENCE / 60_000} minutes`,
    exit: "login_needed",
    hint: "run: tradebot login",
  });
