import { z } from "zod/mini";
import { described } from "./described.ts";

/** An instant in a file that other programs read: ISO 8601, UTC, milliseconds. */
export const instant = (description: string): z.ZodMiniISODateTime =>
  described(z.iso.datetime({ precision: 3 }), description);

const SOME_INSTANT = z.iso.datetime({ precision: 3 });

/** The same, or null where there is none. */
export const instantOrNull = (description: string) => described(z.nullable(SOME_INSTANT), description);
