import type { Intent } from "../core/domain/order.ts";
import { companionsIn, leadOf, type Bundle } from "./bundle.ts";
import type { LegOutcome, PlacementOutcome } from "./ports/broker-answers.ts";

/** What is sent once more of orders that were refused together. */
export interface FollowUp {
  /** None, where the refusal is the last word. */
  readonly again: readonly Intent[];
}

export const NO_FOLLOW_UP: FollowUp = { again: [] };

/** Of an order that only fell because another one of the same request did. */
const DRAGGED_DOWN = "OrderNotPlaced";

/** Refusals that are about how orders hang together, whichever of them carries the code. */
const ABOUT_RELATION: ReadonlySet<string> = new Set([
  "TooFarFromEntryOrder",
  "LimitTooFarFromStop",
  "TooCloseToOcoRelatedOrderPrice",
  "WrongSideOfRelatedOrder",
  "RelatedOrderWasRejected",
  "RelatedOrClosingOrderNotAllowedForIntradayNettingClients",
]);

/** Whether some of several orders were accepted, and some clearly refused. */
export const isGoneUpInPieces = ({ cause }: Extract<PlacementOutcome, { kind: "unknown" }>): boolean =>
  cause.code === "PARTLY_ACCEPTED";

/**
 * An entry that was refused for a child is sent without it, and protected after its fill. A target alone would not
 * bound the loss: where the stop is refused the target goes with it. A stop that was refused together with its target
 * is sent alone.
 */
export function withoutRefused(bundle: Bundle, outcome: PlacementOutcome): FollowUp {
  const companions = companionsIn(bundle);
  if (outcome.kind !== "rejected" || companions.length === 0) return NO_FOLLOW_UP;
  const [leadLeg, ...legs] = outcome.legs ?? [];
  if (!isFreeOfBlame(leadLeg)) return NO_FOLLOW_UP;
  const lead = leadOf(bundle);
  if (lead.purpose !== "entry") return { again: [lead] }; // a position without a stop: worth a try, whatever it was
  const culprits = companions.filter((_, index) => isCulprit(legs[index]));
  if (culprits.length === 0 && !isAboutRelation(leadLeg, outcome)) return NO_FOLLOW_UP;
  const isStopKept = culprits.length > 0 && culprits.every(({ purpose }) => purpose === "target");
  const kept = isStopKept ? companions.filter(({ purpose }) => purpose === "stop") : [];
  return { again: [lead, ...kept] };
}

const isCulprit = (leg: LegOutcome | undefined): boolean =>
  leg?.kind === "rejected" && leg.code !== DRAGGED_DOWN;

const isAboutRelation = (leg: LegOutcome | undefined, { code }: { readonly code: string }): boolean =>
  ABOUT_RELATION.has(leg?.kind === "rejected" ? leg.code : code);

/** The lead itself may repeat the code of its companion; any other one is its own fault. */
const isFreeOfBlame = (leg: LegOutcome | undefined): boolean =>
  leg?.kind !== "rejected" || leg.code === DRAGGED_DOWN || ABOUT_RELATION.has(leg.code);
