import { z } from "zod";
import { timestampFromIso } from "../core/domain/time.ts";

/** An instant in a file that other programs read: ISO 8601, UTC, milliseconds. */
export const instant = z
  .string()
  .refine((text) => timestampFromIso(text) !== undefined, "no UTC instant")
  .meta({ unit: "ISO 8601, UTC" });
