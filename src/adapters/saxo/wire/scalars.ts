import { z } from "zod";
import { decimalFromNumber } from "../../../core/domain/decimal.ts";
import { timestampFromIso } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";

/** A JSON number as the exact decimal that it prints as. */
export const WireDecimal = z.number().transform(decimalFromNumber);

/** ISO 8601 UTC with 0 to 7 fraction digits. */
export const WireInstant = z.string().transform((text, context): Timestamp => {
  const instant = timestampFromIso(text);
  if (instant !== undefined) return instant;
  context.addIssue({ code: "custom", message: "expected an instant in UTC" });
  return z.NEVER;
});

/** Ids are strings of digits; a bare number is taken for the same, as some groups print it. */
export const WireId = z
  .union([z.string(), z.int().nonnegative()])
  .transform((id) => String(id))
  .refine((id) => id.trim() !== "", "expected an id");

export const WireKey = z.string().refine((key) => key.trim() !== "", "expected a key");

export const WireUic = z.int().positive();

export const WireSide = z
  .enum(["Buy", "Sell"])
  .transform((side): "buy" | "sell" => (side === "Buy" ? "buy" : "sell"));
