import { removeLoginFile } from "../../adapters/files/login-file.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { commandEvents } from "../login/command-events.ts";
import { requireOAuth } from "../login/require-oauth.ts";
import { printable } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** Forgets the login. Saxo has no call that ends it there. */
export async function runLogout(input: CommandInput): Promise<number> {
  const { settings, oauth } = requireOAuth(requireSettings(input));
  const { signal } = new AbortController();
  const clock = systemClock(signal);
  const { tokenFile } = oauth;
  const wasThere = await removeLoginFile({ path: tokenFile, clock, stop: signal });
  if (wasThere) commandEvents(input.host, settings, clock).emit("auth_login_removed", {});
  input.host.stdout.write(
    wasThere
      ? `the login in ${printable(tokenFile)} was removed; at Saxo it ends by itself when its tokens do, within the hour\n`
      : `there is no login in ${printable(tokenFile)}\n`,
  );
  return EXIT_CODES.done.code;
}
