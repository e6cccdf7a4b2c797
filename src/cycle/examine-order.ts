import { TradebotError } from "../core/domain/errors.ts";
import type { CycleId, ExternalReference } from "../core/domain/ids.ts";
import type { Intent } from "../core/domain/order.ts";
import { tracesOf, type Evidence, type Traces } from "../core/execution/evidence.ts";
import { isInDoubt } from "../core/execution/lifecycle.ts";
import { connector } from "./connect.ts";
import type { CycleContext } from "./context.ts";
import { evidenceAbout, gatherEvidence } from "./gather-evidence.ts";
import type { Ports } from "./ports.ts";
import type { IntentStanding } from "./ports/order-store.ts";
import type { Store } from "./ports/store.ts";
import { sentOrder, settleOrders } from "./settle-orders.ts";
import type { CycleSettings } from "./settings.ts";
import { newTally } from "./tally.ts";

/** An order that the broker's records do not settle, with all that they show of it. */
export interface Examination {
  readonly standing: IntentStanding;
  readonly evidence: Evidence;
  readonly traces: Traces;
  /** What went out in the same request and is in doubt as well: of each of them somebody has to say what became of it. */
  readonly companions: readonly Intent[];
}

/**
 * Lets the broker's records speak once more, and says what they show.
 *
 * @returns `undefined` when they have settled it
 * @throws TradebotError when the order is not in doubt, or no source answers: nobody decides without having looked
 */
export async function examineOrder(
  ports: Ports,
  settings: CycleSettings,
  { cycle, reference }: { readonly cycle: CycleId; readonly reference: ExternalReference },
): Promise<Examination | undefined> {
  const context: CycleContext = { ports, cycle, tally: newTally(0), silences: new Map() };
  const before = requireInDoubt(ports.store, reference);
  const connected = await connector(context, settings)();
  await settleOrders(connected, [before], "resume");
  const standing = inDoubtUnder(ports.store, reference);
  if (standing === undefined) return undefined;
  const look = await gatherEvidence(connected, [standing], "all");
  const evidence = evidenceAbout(connected, standing, look);
  const traces = tracesOf(sentOrder(connected, standing, look), evidence);
  return { standing, evidence, traces, companions: companionsOf(ports.store, standing.intent) };
}

const companionsOf = (store: Store, { id, requestId }: Intent): readonly Intent[] =>
  store
    .unsettledIntents()
    .filter(isInDoubt)
    .map(({ intent }) => intent)
    .filter((other) => other.requestId === requestId && other.id !== id);

const inDoubtUnder = (
  store: Pick<Store, "unsettledIntents">,
  reference: ExternalReference,
): IntentStanding | undefined =>
  store
    .unsettledIntents()
    .find((standing) => standing.intent.externalReference === reference && isInDoubt(standing));

/** @throws TradebotError `ORDER_NOT_UNKNOWN` */
function requireInDoubt(
  store: Pick<Store, "unsettledIntents" | "arrivedIntent">,
  reference: ExternalReference,
): IntentStanding {
  const standing = inDoubtUnder(store, reference);
  if (standing !== undefined) return standing;
  const known = store.arrivedIntent(reference);
  throw new TradebotError({
    code: "ORDER_NOT_UNKNOWN",
    message:
      known === undefined
        ? `no order under "${reference}" is unknown here`
        : `the order ${reference} is not unknown: it is ${known.state}`,
    exit: "usage",
    hint: "`tradebot status` names the unknown orders by their whole references",
  });
}
