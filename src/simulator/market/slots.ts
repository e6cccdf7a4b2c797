import type { Timestamp } from "../../core/domain/time.ts";
import { seconds, timestamp } from "../../core/domain/time.ts";
import { SLOT_SECONDS } from "./price-path.ts";

export const SECOND_MS = seconds(1);
export const SLOT_MS = seconds(SLOT_SECONDS);

/** The number of the five minutes since the epoch that contain an instant. */
export const slotOf = (at: Timestamp): number => Math.floor(at / SLOT_MS);

export const slotStart = (slot: number): Timestamp => timestamp(slot * SLOT_MS);

export const startOfSecond = (at: Timestamp): Timestamp => timestamp(Math.floor(at / SECOND_MS) * SECOND_MS);
