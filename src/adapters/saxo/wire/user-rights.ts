import { z } from "zod";
import { omittable } from "./omittable.ts";

/** Ids are numbers in this service group, and nothing here needs them. */
export const UserRights = z.looseObject({
  AccessRights: omittable(z.looseObject({ CanTrade: omittable(z.boolean()) })),
});
export type UserRights = z.output<typeof UserRights>;
