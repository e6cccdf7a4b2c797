import { z } from "zod";

/** A property that Saxo leaves out when it does not apply; a null means the same. */
export const omittable = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

/** A property that people are shown and nothing is decided by: an odd one is no reason to refuse the whole answer. */
export const shown = <Schema extends z.ZodType>(schema: Schema) => omittable(schema).catch(undefined);
