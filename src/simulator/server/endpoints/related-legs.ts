import type { OrderDraft } from "../../exchange/order-draft.ts";
import { isStop } from "../../exchange/order-draft.ts";
import type { BodyReader } from "../body-reader.ts";
import { pickEnum } from "../enums.ts";

const LEGS_MAX = 2;

/** Whether related orders hang on something of before. */
interface Hanging {
  readonly kind: "new" | "order" | "position";
}

/** A related order waits at a price, unless it closes a position; and nothing hangs on it in turn. */
export function blameLegs(reader: BodyReader, entries: readonly BodyReader[], target: Hanging): void {
  if (entries.length > LEGS_MAX) reader.blame("Orders", "Orders may hold two related orders at most");
  if (target.kind !== "new" && entries.length === 0) reader.blame("Orders", "Orders is required");
  if (target.kind !== "position" && entries.some(isAtMarket)) {
    reader.blame("Orders", "Related orders must not be market orders");
  }
  if (entries.some((entry) => entry.raw("Orders") !== undefined)) {
    reader.blame("Orders", "Related orders must not have Orders of their own");
  }
}

function isAtMarket(entry: BodyReader): boolean {
  const type = entry.raw("OrderType");
  return typeof type === "string" && pickEnum(["Market"], type) !== undefined;
}

/** Of two related orders one is a target and one a stop, on an exchange of a kind that waits for a trade. */
export function legsFault(drafts: readonly OrderDraft[]): string | undefined {
  const [one, other] = drafts;
  if (one === undefined || other === undefined) return undefined;
  const plainStop = drafts.find(
    ({ type, instrument }) => instrument.priceKind === "last" && (type === "Stop" || type === "TrailingStop"),
  );
  if (plainStop !== undefined) {
    return "Stop leg of OCO order must have OrderType of either: TrailingStopIfTraded, StopIfTraded, StopLimit";
  }
  return one.side === other.side && isStop(one.type) === isStop(other.type)
    ? "Related orders must be one limit and one stop order"
    : undefined;
}
