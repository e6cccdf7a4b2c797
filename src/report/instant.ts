import { z } from "zod";
import { described } from "./described.ts";

/** An instant in a file that other programs read: ISO 8601, UTC, milliseconds. */
export const instant = (description: string): z.ZodISODateTime =>
  described(z.iso.datetime({ precision: 3 }), description);

const SOME_INSTANT = z.iso.datetime({ precision: 3 });

/** The same, or null where there is none. */
export const instantOrNull = (description: string) => described(SOME_INSTANT.nullable(), description);
