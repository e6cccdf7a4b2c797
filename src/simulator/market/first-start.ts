import type { Timestamp } from "../../core/domain/time.ts";
import { slotOf } from "./slots.ts";

/**
 * The session a new world begins with: there the 5-session average of closes rises above the 20-session one,
 * and within the next 15 sessions it falls below again, so that a newcomer sees a purchase and then a sale.
 * Found by tools/make-sp500-history.ts.
 */
export const FIRST_SESSION = 130;

/** The anchor of a world made now: the newest finished slot replays FIRST_SESSION. */
export const anchorForFirstStart = (now: Timestamp): number => slotOf(now) - 1;
