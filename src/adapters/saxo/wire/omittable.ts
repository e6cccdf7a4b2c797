import { z } from "zod/mini";

/** A property that Saxo leaves out when it does not apply; a null means the same. */
export const omittable = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.nullish(schema),
    z.transform((value: z.output<Schema> | null | undefined) => value ?? undefined),
  );

/** A property that people are shown and nothing is decided by: an odd one is no reason to refuse the whole answer. */
export const shown = <Schema extends z.ZodMiniType>(schema: Schema) => z.catch(omittable(schema), undefined);

// One for all: each schema that is made costs every cycle a little.
export const omittableText = omittable(z.string());
export const omittableFlag = omittable(z.boolean());
export const shownText = z.catch(omittableText, undefined);
