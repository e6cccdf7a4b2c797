import { z } from "zod/mini";
import { decimalFromNumber } from "../../../core/domain/decimal.ts";
import { timestampFromIso } from "../../../core/domain/time.ts";
import type { Timestamp } from "../../../core/domain/time.ts";

/** A JSON number as the exact decimal that it prints as. */
export const WireDecimal = z.pipe(z.number(), z.transform(decimalFromNumber));

/** ISO 8601 UTC with 0 to 7 fraction digits. */
export const WireInstant = z.pipe(
  z.string(),
  z.transform((text: string, context): Timestamp => {
    const instant = timestampFromIso(text);
    if (instant !== undefined) return instant;
    context.issues.push({ code: "custom", message: "expected an instant in UTC", input: text });
    return z.NEVER;
  }),
);

const MINUTES_OF_A_YEAR = 366 * 24 * 60;

/** How far prices lag behind; more than a year is an error of whoever sent it. */
export const WireDelayMinutes = z.int().check(z.nonnegative(), z.maximum(MINUTES_OF_A_YEAR));

export const WireText = z.string().check(z.minLength(1));

/** Ids are strings of digits; a bare number is taken for the same, as some groups print it. */
export const WireId = z
  .pipe(
    z.union([z.string(), z.int().check(z.nonnegative())]),
    z.transform((id: string | number) => String(id)),
  )
  .check(z.refine((id) => id.trim() !== "", "expected an id"));

export const WireKey = z.string().check(z.refine((key) => key.trim() !== "", "expected a key"));

export const WireUic = z.int().check(z.positive());

export const WireSide = z.pipe(
  z.enum(["Buy", "Sell"]),
  z.transform((side: "Buy" | "Sell"): "buy" | "sell" => (side === "Buy" ? "buy" : "sell")),
);
