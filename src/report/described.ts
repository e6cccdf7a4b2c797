import { z } from "zod/mini";

/** Says in the documentation what a value means. Unlike `describe`, which copies the schema at every start. */
export function described<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add<z.ZodMiniType>(schema, { description });
  return schema;
}
