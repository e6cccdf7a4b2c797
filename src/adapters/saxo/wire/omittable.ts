import { z } from "zod";

/** A property that Saxo leaves out when it does not apply; a null means the same. */
export const omittable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);
