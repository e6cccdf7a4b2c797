import { minDecimal, sumDecimals, ZERO } from "../core/domain/decimal.ts";
import { instrumentFromId } from "../core/domain/instrument.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import { remainingOf } from "../core/domain/order.ts";
import { wantedPurposes, type ProtectionSettings, type ProtectivePurpose } from "../core/risk/protection.ts";
import { uncoveredByBooks } from "../core/risk/uncovered.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { GuardedPosition, Planned } from "./guarded-positions.ts";
import type { PlacementBan } from "./ports.ts";

/** Nothing changes about an instrument that has no such orders: told once a position, and by each look at the health. */
const TOLD_FOR = minutes(365 * 24 * 60);

interface Circumstances {
  readonly protection: ProtectionSettings;
  readonly dryRun: boolean;
  readonly isStopped: boolean;
  /** Why no such order may be sent. */
  readonly ban: PlacementBan | undefined;
}

/** Says loudly which positions nothing bounds the loss of, and why. */
export function tellUnprotected(
  context: ConnectedContext,
  state: readonly Planned[],
  { protection, dryRun, ban }: Omit<Circumstances, "isStopped">,
): void {
  const isStopped = context.ports.stop.reason !== undefined;
  for (const planned of state)
    tellTooLarge(context, planned, reasonFor(planned, { protection, dryRun, isStopped, ban }));
  if (wantedPurposes(protection).length === 0) return;
  for (const { position, plan } of state) {
    tellClaimed(context, position);
    const lacking = position.owned.minus(position.covered);
    if (lacking.lte(ZERO)) continue;
    const reason = reasonFor({ position, plan }, { protection, dryRun, isStopped, ban });
    if (reason === "NO_SUCH_ORDERS" && wasTold(context, position)) continue;
    const { ports } = context;
    ports.events.emit("execution_position_unprotected", {
      ...instrumentFields(ports, position.instrument),
      own_quantity: position.owned.toString(),
      quantity: minDecimal(lacking, position.owned).toString(),
      reason,
    });
  }
}

/** As long as the records disagree on how much is ours, nothing is taken away that may protect it. */
const OWNER_UNCLEAR = "OWNER_UNCLEAR";

/** A change or a cancellation that came to nothing; what waits for an entry under way is for what that is still to buy. */
function tellTooLarge(
  { ports }: ConnectedContext,
  { position: { instrument, owned, atMost, waiting, obstacle } }: Planned,
  reason: string,
): void {
  const sumOf = (purpose: ProtectivePurpose) =>
    sumDecimals(waiting.filter((order) => order.purpose === purpose).map(remainingOf));
  const tooLarge = [sumOf("stop"), sumOf("target")].find((quantity) => quantity.gt(owned));
  if (tooLarge === undefined || obstacle === "ORDER_UNDER_WAY") return;
  ports.events.emit("execution_protection_too_large", {
    ...instrumentFields(ports, instrument),
    own_quantity: owned.toString(),
    quantity: tooLarge.toString(),
    reason: obstacle === undefined && tooLarge.lte(atMost) ? OWNER_UNCLEAR : reason,
  });
}

/** Whoever wonders why there is no stop of ours finds the reason. */
function tellClaimed(
  { ports }: ConnectedContext,
  { instrument, owned, covered, claimed }: GuardedPosition,
): void {
  if (claimed.lte(ZERO) || covered.minus(claimed).gte(owned)) return;
  ports.events.emit("execution_position_claimed", {
    ...instrumentFields(ports, instrument),
    own_quantity: owned.toString(),
    quantity: claimed.toString(),
  });
}

/** The account could not be looked at: our books say what may be without protection. */
export function tellUnseen(
  { ports }: ConnectedContext,
  { protection }: { readonly protection: ProtectionSettings },
): void {
  const own = ports.store.ownPositions();
  for (const [id, lacking] of uncoveredByBooks(own, ports.store.unsettledIntents(), protection)) {
    const instrument = instrumentFromId(id);
    ports.events.emit("execution_position_unprotected", {
      ...(instrument === undefined ? {} : instrumentFields(ports, instrument)),
      instrument_id: id,
      own_quantity: (own.get(id) ?? ZERO).toString(),
      quantity: lacking.toString(),
      reason: "ACCOUNT_NOT_SEEN",
    });
  }
}

function reasonFor(
  { position, plan }: Planned,
  { protection, dryRun, isStopped, ban }: Circumstances,
): string {
  const [first] = wantedPurposes(protection);
  if (position.obstacle !== undefined) return position.obstacle;
  if (first !== undefined && !position.wanted.includes(first)) return "NO_SUCH_ORDERS";
  if (dryRun) return "DRY_RUN";
  if (isStopped) return "CYCLE_STOPPED";
  if (ban !== undefined) return ban.code;
  return plan?.tooSmall.gt(ZERO) === true && plan.place.eq(ZERO) ? "TOO_SMALL" : "NOT_ACCEPTED";
}

function wasTold({ ports: { store, clock } }: ConnectedContext, { instrument }: GuardedPosition): boolean {
  const name = `protection-told/${instrument.id}/${store.openingOf(instrument.id)?.intent.id ?? "none"}`;
  if (store.cache.read(name, clock.now()) !== undefined) return true;
  store.cache.write(name, true, addDuration(clock.now(), TOLD_FOR));
  return false;
}
