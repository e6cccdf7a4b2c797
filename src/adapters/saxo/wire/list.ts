import { z } from "zod";
import { omittable } from "./omittable.ts";

/** A page of a list. Some endpoints answer an empty or unpaged list as a bare array. */
export const ListPage = z.union([
  z.array(z.unknown()).transform((rows) => ({ Data: rows, __next: undefined })),
  z.looseObject({ Data: z.array(z.unknown()), __next: omittable(z.string()) }),
]);
