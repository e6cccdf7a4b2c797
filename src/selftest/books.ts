import { openStoreForReading } from "../adapters/store/open-store.ts";
import type { StoreReader } from "../adapters/store/store-reader.ts";
import { assert } from "../core/domain/assert.ts";
import type { Decimal } from "../core/domain/decimal.ts";
import { ZERO } from "../core/domain/decimal.ts";
import type { ExternalReference } from "../core/domain/ids.ts";
import type { Intent } from "../core/domain/order.ts";
import { isoFromTimestamp, timestamp, type Timestamp } from "../core/domain/time.ts";
import type { IntentState } from "../core/execution/lifecycle.ts";
import { NEVER_ARRIVED } from "../core/execution/lifecycle.ts";
import type { SimulatorSnapshot } from "../simulator/snapshot.ts";

/** What an account amounts to, told in the same words by the bot and by its broker. */
export interface Books {
  readonly cash: string;
  /** By instrument, signed. */
  readonly positions: Readonly<Record<string, string>>;
  readonly fills: readonly BookedFill[];
  /** Order id by external reference, of orders that were executed or still work. */
  readonly orders: Readonly<Record<string, string>>;
}

interface BookedFill {
  readonly logId: string;
  readonly orderId: string;
  readonly reference: string;
  readonly instrument: string;
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
  readonly at: string;
}

/** @throws AssertionError when two orders carry the same reference */
export function brokerBooks({ cash, positions, orders, fills }: SimulatorSnapshot): Books {
  const sums = new Map<string, Decimal>();
  for (const { instrument, amount } of positions) {
    sums.set(instrument.id, (sums.get(instrument.id) ?? ZERO).plus(amount));
  }
  const byReference = new Map<string, string>();
  for (const { orderId, externalReference = "none" } of [...fills, ...orders]) {
    const other = byReference.get(externalReference) ?? orderId;
    assert(other === orderId, `orders ${other} and ${orderId} share the reference ${externalReference}`);
    byReference.set(externalReference, orderId);
  }
  return {
    cash: cash.toString(),
    positions: asTexts(sums),
    fills: fills.map(({ logId, orderId, externalReference, instrument, side, amount, price, at }) => ({
      logId,
      orderId,
      reference: externalReference ?? "none",
      instrument: instrument.id,
      side,
      quantity: amount.toString(),
      price: price.toString(),
      at: isoFromTimestamp(at),
    })),
    orders: Object.fromEntries(byReference),
  };
}

/** Every order id the broker gave out, refused orders included. */
export const brokerOrderIds = ({ activities }: SimulatorSnapshot): readonly string[] => [
  ...new Set(activities.map(({ orderId }) => orderId)),
];

export interface BookedIntent {
  readonly reference: ExternalReference;
  readonly state: IntentState;
  readonly orderId: string | undefined;
  readonly intent: Intent;
  readonly fills: readonly BookedFill[];
  readonly reached: readonly { readonly state: IntentState; readonly at: Timestamp }[];
  /** States in order, each with the reason for it. */
  readonly steps: readonly string[];
}

/** The bot's own books; `snapshotPositions` are the broker's positions as the bot last saw them. */
export interface OwnBooks extends Books {
  readonly snapshotPositions: Readonly<Record<string, string>>;
  /** All there ever were, oldest first. */
  readonly intents: readonly BookedIntent[];
  readonly unsettled: number;
}

export function ownBooks(stateDirectory: string): OwnBooks {
  return withReader(stateDirectory, (reader) => {
    const intents = readIntents(reader);
    const snapshot = reader.latestSnapshot();
    const shown = snapshot?.positions.map(({ instrumentId, quantity }) => [instrumentId, quantity] as const);
    return {
      cash: snapshot?.balance.cash.toString() ?? "never seen",
      positions: asTexts(reader.ownPositions()),
      snapshotPositions: asTexts(new Map(shown)),
      fills: intents.flatMap(({ fills }) => fills).sort((a, b) => Number(a.logId) - Number(b.logId)),
      orders: Object.fromEntries(
        intents
          .filter(({ state, fills }) => state === "filled" || state === "placed" || fills.length > 0)
          .map(({ reference, orderId }) => [reference, orderId ?? "none"]),
      ),
      intents,
      unsettled: reader.unsettledIntents().length,
    };
  });
}

/** Intents that may have reached the broker, oldest first. */
export const arrived = ({ intents }: OwnBooks): readonly BookedIntent[] =>
  intents.filter(({ state }) => !NEVER_ARRIVED.includes(state));

export function withReader<Result>(stateDirectory: string, read: (reader: StoreReader) => Result): Result {
  const reader = openStoreForReading(stateDirectory);
  assert(reader !== undefined, `there is no store in ${stateDirectory}`);
  try {
    return read(reader);
  } finally {
    reader.close();
  }
}

function readIntents(reader: StoreReader): readonly BookedIntent[] {
  const references = reader.intentsCreatedSince(timestamp(0)).map(({ intent }) => intent.externalReference);
  return [...new Set(references)].flatMap((reference) =>
    reader.historyOf(reference).map(({ standing, transitions, fills }) => ({
      reference,
      state: standing.state,
      orderId: standing.orderId,
      intent: standing.intent,
      reached: transitions.map(({ to: state, at }) => ({ state, at })),
      steps: transitions.map(({ to, reason }) => `${to} ${reason}`),
      fills: fills.map(({ logId, orderId, quantity, price, at }) => ({
        logId,
        orderId,
        reference,
        instrument: standing.intent.instrument.id,
        side: standing.intent.side,
        quantity: quantity.toString(),
        price: price.toString(),
        at: isoFromTimestamp(at),
      })),
    })),
  );
}

const asTexts = (quantities: ReadonlyMap<string, Decimal>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...quantities]
      .filter(([, quantity]) => !quantity.eq(ZERO))
      .map(([id, quantity]) => [id, quantity.toString()]),
  );
