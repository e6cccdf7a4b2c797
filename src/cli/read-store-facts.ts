import type { StoreReader } from "../adapters/store/store-reader.ts";
import { present } from "../core/domain/present.ts";
import { isoFromTimestamp, subtractDuration, type Timestamp } from "../core/domain/time.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import { wantedPurposes } from "../core/risk/protection.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import { isUnfit, UNFIT_REASONS } from "../core/risk/want-of-data.ts";
import type { Adjustment } from "../cycle/ports/ledger-store.ts";
import type { IntentStanding } from "../cycle/ports/order-store.ts";
import { CORRECTIONS_SAID_FOR } from "../report/check-own-position.ts";
import type { DoneCycle, HealthPlan, StoreFacts } from "../report/health-facts.ts";
import { ATTEMPTS_COUNT_FOR, ATTEMPTS_LOOKED_AT } from "../report/order-checks.ts";
import { CYCLES_LOOKED_AT } from "../report/store-checks.ts";

/** What the store says of the bot's health; `undefined` before the first cycle. */
export async function readStoreFacts(
  directory: string,
  { isThorough, ...look }: { readonly isThorough: boolean } & StoreLook,
): Promise<StoreFacts | undefined> {
  const { openStoreForReading } = await import("../adapters/store/open-store.ts");
  const reader = openStoreForReading(directory);
  try {
    const damage = isThorough ? reader?.soundness() : "ok";
    if (damage !== undefined && damage !== "ok") throw new Error(`the store is damaged: ${damage}`);
    return reader === undefined ? undefined : storeFacts(reader, look);
  } finally {
    reader?.close();
  }
}

interface StoreLook {
  readonly now: Timestamp;
  readonly isSending: boolean;
  readonly plan: HealthPlan | undefined;
}

function storeFacts(reader: StoreReader, look: StoreLook): StoreFacts {
  const { now, isSending } = look;
  const [newest] = reader.lastCycles(1);
  const doneCycles = reader.lastDoneCycles(CYCLES_LOOKED_AT).map(({ id, result }): DoneCycle => ({
    id,
    instruments: result?.counters["instruments"] ?? 0,
    decisions: reader.decisionsOf(id).map(({ instrumentId, reason }) => ({ instrumentId, reason })),
  }));
  return {
    unknownOrders: reader
      .unsettledIntents()
      .filter((intent) => isInDoubt(intent) && !(intent.state === "placing" && isSending))
      .map(orderInWords),
    ...unprotectedIn(reader, look),
    ...(newest === undefined ? {} : { newestCycleStartedAt: newest.startedAt }),
    differing: newest?.result?.counters["differing"] ?? 0,
    corrections: reader.adjustmentsSince(subtractDuration(now, CORRECTIONS_SAID_FOR)).map(adjustmentInWords),
    doneCycles,
    unfit: unfitIn(reader, doneCycles[0]),
    orderAttempts: reader.attemptsSince(subtractDuration(now, ATTEMPTS_COUNT_FOR), ATTEMPTS_LOOKED_AT),
  };
}

function unfitIn(reader: StoreReader, newest: DoneCycle | undefined): StoreFacts["unfit"] {
  const unfit = newest?.decisions.filter(({ reason }) => isUnfit(reason)) ?? [];
  return unfit.flatMap(({ instrumentId, reason }) => {
    const last = reader.lastDecidedOtherwise(instrumentId, UNFIT_REASONS);
    if (last === undefined) return [];
    return [{ instrumentId, reason, since: last.recordedSince, ...present({ fitAt: last.at }) }];
  });
}

/** While a cycle runs a position may be without orders for a moment: it is the cycle's to say so at its end. */
function unprotectedIn(reader: StoreReader, { isSending, plan }: StoreLook): Pick<StoreFacts, "unprotected"> {
  const protection = plan?.protection ?? {};
  if (wantedPurposes(protection).length === 0) return {};
  const lacking = uncoveredByBooks(reader.ownPositions(), reader.unsettledIntents(), protection);
  return {
    unprotected: isSending ? [] : [...lacking].map(([id, quantity]) => `${quantity.toString()} ${id}`),
  };
}

const adjustmentInWords = ({ at, instrumentId, quantity, reason }: Adjustment): string =>
  `${instrumentId} by ${quantity.toString()} at ${isoFromTimestamp(at)} (${reason})`;

const orderInWords = ({ intent }: IntentStanding): string =>
  `${intent.side} ${intent.quantity.toString()} ${intent.instrument.id} (${intent.externalReference})`;
