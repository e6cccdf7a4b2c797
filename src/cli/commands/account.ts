import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { accountDocument, accountText } from "../explain/account.ts";
import { printJson } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** Shows the account that orders go to, and its balance now. */
export async function runAccount(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const document = await askBroker(input.host, settings, async ({ broker, account, asOf }) =>
    accountDocument({
      environment: settings.environment,
      asOf,
      account,
      balance: await broker.readBalance(account),
    }),
  );
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(accountText(document));
  return EXIT_CODES.done.code;
}
