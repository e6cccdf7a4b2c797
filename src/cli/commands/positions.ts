import { minutes, subtractDuration } from "../../core/domain/time.ts";
import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { refuseForeignStore } from "../explain/own-records.ts";
import { positionsDocument, positionsText } from "../explain/positions.ts";
import { printJson } from "../output.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

const SHOWN_ADJUSTMENTS = minutes(30 * 24 * 60);

/** Shows what the broker holds now, beside what our own executions add up to. */
export async function runPositions(
  input: CommandInput,
  { closed: wantsClosed }: { readonly closed: boolean },
): Promise<number> {
  const settings = requireSettings(input);
  const { environment } = settings;
  const document = await askBroker(input.host, settings, async ({ broker, account, asOf }) => {
    const [held, lots, closed] = await Promise.all([
      broker.readNetPositions(account),
      broker.readPositions(account),
      wantsClosed ? broker.readClosedPositions(account) : undefined,
    ]);
    return withStoreReader(settings, (reader) => {
      refuseForeignStore(reader, { environment, account });
      const own = reader?.ownPositions();
      const adjustments = reader?.adjustmentsSince(subtractDuration(asOf, SHOWN_ADJUSTMENTS)) ?? [];
      const { currency } = account;
      const seen = { held, lots, ...(closed === undefined ? {} : { closed }) };
      return positionsDocument({ environment, currency, asOf, own, adjustments, ...seen });
    });
  });
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(positionsText(document));
  return EXIT_CODES.done.code;
}
