import { z } from "zod/mini";
import { omittable, omittableText } from "./omittable.ts";

/** A page of a list. */
export const ListPage = z.looseObject({
  Data: z.array(z.unknown()),
  __next: omittableText,
  /** Of the whole list; many lists do without. */
  __count: omittable(z.int()),
});

/** Some lists are a bare array, always or when they are empty. */
export const ListOrBareArray = z.union([
  z.pipe(
    z.array(z.unknown()),
    z.transform((rows: unknown[]) => ({ Data: rows, __next: undefined, __count: undefined })),
  ),
  ListPage,
]);
