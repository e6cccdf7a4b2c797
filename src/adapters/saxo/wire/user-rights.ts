import { z } from "zod/mini";
import { omittable, omittableFlag } from "./omittable.ts";

/** Ids are numbers in this service group, and nothing here needs them. */
export const UserRights = z.looseObject({
  AccessRights: omittable(z.looseObject({ CanTrade: omittableFlag })),
});
export type UserRights = z.output<typeof UserRights>;
