import { minDecimal, ZERO } from "../core/domain/decimal.ts";
import { addDuration, minutes } from "../core/domain/time.ts";
import { wantedPurposes, type ProtectionSettings } from "../core/risk/protection.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { GuardedPosition, Planned } from "./guarded-positions.ts";

/** Nothing changes about an instrument that has no such orders: told once a position, and by each look at the health. */
const TOLD_FOR = minutes(365 * 24 * 60);

/** Says loudly which positions nothing bounds the loss of, and why. */
export function tellUnprotected(
  context: ConnectedContext,
  state: readonly Planned[],
  { protection, dryRun }: { readonly protection: ProtectionSettings; readonly dryRun: boolean },
): void {
  if (wantedPurposes(protection).length === 0) return;
  for (const { position, plan } of state) {
    const lacking = position.owned.minus(position.covered);
    if (lacking.lte(ZERO)) continue;
    const reason = reasonFor({ position, plan }, { protection, dryRun });
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

function reasonFor(
  { position, plan }: Planned,
  { protection, dryRun }: { readonly protection: ProtectionSettings; readonly dryRun: boolean },
): string {
  const [first] = wantedPurposes(protection);
  if (position.obstacle !== undefined) return position.obstacle;
  if (first !== undefined && !position.wanted.includes(first)) return "NO_SUCH_ORDERS";
  if (dryRun) return "DRY_RUN";
  return plan?.tooSmall.gt(ZERO) === true && plan.place.eq(ZERO) ? "TOO_SMALL" : "NOT_ACCEPTED";
}

function wasTold({ ports: { store, clock } }: ConnectedContext, { instrument }: GuardedPosition): boolean {
  const name = `protection-told/${instrument.id}/${store.openingOf(instrument.id)?.intent.id ?? "none"}`;
  if (store.cache.read(name, clock.now()) !== undefined) return true;
  store.cache.write(name, true, addDuration(clock.now(), TOLD_FOR));
  return false;
}
