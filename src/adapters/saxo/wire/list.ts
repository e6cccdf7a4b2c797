import { z } from "zod/mini";
import { omittableText } from "./omittable.ts";

/** A page of a list. Some endpoints answer an empty or unpaged list as a bare array. */
export const ListPage = z.union([
  z.pipe(
    z.array(z.unknown()),
    z.transform((rows: unknown[]) => ({ Data: rows, __next: undefined })),
  ),
  z.looseObject({ Data: z.array(z.unknown()), __next: omittableText }),
]);
