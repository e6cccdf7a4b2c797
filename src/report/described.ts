import { z } from "zod";

/** Says in the documentation what a value means. Unlike `describe`, which copies the schema at every start. */
export function described<Schema extends z.ZodType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add<z.ZodType>(schema, { description });
  return schema;
}
