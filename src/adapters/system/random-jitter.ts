import { randomInt } from "node:crypto";
import type { DurationMs } from "../../core/domain/time.ts";
import { durationMs } from "../../core/domain/time.ts";

/** A whole number of milliseconds from 0 up to and including the longest, each as likely. */
export const randomJitter = (longest: DurationMs): DurationMs =>
  durationMs(randomInt(Math.floor(longest) + 1));
