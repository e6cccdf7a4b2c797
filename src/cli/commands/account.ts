import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { present } from "../../core/domain/present.ts";
import { accountDocument, accountText } from "../explain/account.ts";
import { ownResultDocument } from "../explain/own-result.ts";
import { isOfAnother } from "../explain/own-records.ts";
import { printJson } from "../output.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

/** Shows the account that orders go to, and its balance now. */
export async function runAccount(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const { environment, tradingHours } = settings;
  const document = await askBroker(input.host, settings, async ({ broker, account, asOf }) => {
    const balance = await broker.readBalance(account);
    return withStoreReader(settings, (reader) => {
      const mark = isOfAnother(reader, { environment, account }) ? undefined : reader?.markBefore(asOf);
      const ownResult = mark && ownResultDocument(mark, tradingHours.timeZone);
      return accountDocument({ environment, asOf, account, balance, ...present({ ownResult }) });
    });
  });
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(accountText(document));
  return EXIT_CODES.done.code;
}
