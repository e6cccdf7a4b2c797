import type { StoreReader } from "../../adapters/store/store-reader.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { Settings } from "../../config/settings.ts";
import { minutes, subtractDuration, timestamp, type Timestamp } from "../../core/domain/time.ts";
import type { IntentStanding } from "../../cycle/ports/order-store.ts";
import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { ordersDocument, type OrdersDocument } from "../explain/orders-document.ts";
import { ordersText } from "../explain/orders-text.ts";
import { refuseForeignStore, whoseIs } from "../explain/own-records.ts";
import type { Host } from "../main.ts";
import { printJson } from "../output.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

export interface OrdersOptions {
  /** Final orders of ours too, of so many days; `all`: of all time. */
  readonly settled: number | "all" | undefined;
  readonly offline: boolean;
}

/** Shows what works at the broker now, and what our own records say besides. */
export async function runOrders(input: CommandInput, options: OrdersOptions): Promise<number> {
  const settings = requireSettings(input);
  const document = options.offline
    ? await offlineDocument(settings, options)
    : await askedDocument(input.host, settings, options);
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(ordersText(document));
  return EXIT_CODES.done.code;
}

function offlineDocument(settings: Settings, options: OrdersOptions): Promise<OrdersDocument> {
  const { environment } = settings;
  const asOf = systemClock(new AbortController().signal).now();
  return withStoreReader(settings, (reader) =>
    ordersDocument({ environment, asOf, ...ownOrders(reader, options, asOf) }),
  );
}

function askedDocument(host: Host, settings: Settings, options: OrdersOptions): Promise<OrdersDocument> {
  const { environment } = settings;
  return askBroker(host, settings, async ({ broker, account, asOf }) => {
    const listed = await broker.readOpenOrders(account);
    // after the broker: an order that a cycle sends in between is then in our records, and not taken for foreign
    return withStoreReader(settings, (reader) => {
      refuseForeignStore(reader, { environment, account });
      return ordersDocument({
        environment,
        asOf,
        listed: listed.map((order) => ({ order, whose: whoseIs(order, reader) })),
        ...ownOrders(reader, options, asOf),
      });
    });
  });
}

interface OwnOrders {
  readonly unsettled?: readonly IntentStanding[];
  readonly made?: readonly IntentStanding[];
}

function ownOrders(reader: StoreReader | undefined, { settled }: OrdersOptions, now: Timestamp): OwnOrders {
  if (reader === undefined) return {};
  const unsettled = reader.unsettledIntents();
  if (settled === undefined) return { unsettled };
  const since = settled === "all" ? timestamp(0) : subtractDuration(now, minutes(settled * 24 * 60));
  return { unsettled, made: reader.intentsCreatedSince(since) };
}
