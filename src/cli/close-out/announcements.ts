import type { Settings } from "../../config/settings.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import { isOwnReference } from "../../core/domain/ids.ts";
import { askBroker } from "../ask-broker.ts";
import type { Host } from "../main.ts";
import { printable } from "../output.ts";
import { withStoreReader } from "../read-store.ts";

/** What is about to happen to what is ours, by our own records: nobody waits for the broker to be asked. */
export async function ownAnnouncement(settings: Settings, command: string): Promise<string> {
  const own = await withStoreReader(settings, (reader) => [...(reader?.ownPositions() ?? [])]);
  const held = own
    .filter(([, quantity]) => !quantity.eq(ZERO))
    .map(([instrumentId, quantity]) => `  ${instrumentId} ${quantity.toString()}`);
  const lines = [
    `${command} on ${settings.environment}: asks a cycle that runs to end, cancels our working orders, and closes at market what is ours:`,
    ...(held.length === 0 ? ["  nothing, by our own records; the broker's decide"] : held),
    ...(settings.dryRun ? ["DRY_RUN=true does not hold this back: orders are sent"] : []),
    "",
  ];
  return lines.join("\n");
}

/** What is not ours, as the broker shows it. @throws TradebotError when it cannot be asked */
export async function foreignAnnouncement(host: Host, settings: Settings): Promise<string> {
  const foreign = await askBroker(host, settings, async ({ broker, account }) => {
    const [held, orders] = await Promise.all([
      broker.readNetPositions(account),
      broker.readOpenOrders(account),
    ]);
    return withStoreReader(settings, (reader) => {
      const own: ReadonlyMap<string, typeof ZERO> = reader?.ownPositions() ?? new Map();
      return [
        ...held.flatMap(({ instrumentId, quantity }) => {
          const beyond = quantity.minus(own.get(instrumentId) ?? ZERO);
          return beyond.eq(ZERO) ? [] : [`  ${instrumentId} ${beyond.toString()}`];
        }),
        ...orders
          .filter(({ externalReference }) => !isOwnReference(externalReference))
          .map(
            ({ orderId, side, quantity, instrumentId }) =>
              `  order ${orderId}: ${side} ${quantity.toString()} ${instrumentId}`,
          ),
      ];
    });
  });
  const shown = foreign.length === 0 ? ["  nothing now"] : foreign.map(printable);
  return ["and what is NOT ours, cancelled and closed as well:", ...shown, ""].join("\n");
}
