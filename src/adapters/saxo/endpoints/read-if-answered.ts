import type { z } from "zod/mini";
import { TradebotError } from "../../../core/domain/errors.ts";
import { isVital } from "../transport/failures.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

/**
 * An object that is good to know and that not every app may ask for; `undefined` when the broker does not say.
 *
 * @throws TradebotError what no other call would survive either
 */
export async function readIfAnswered<Schema extends z.ZodMiniType>(
  client: SaxoClient,
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  try {
    return await readObject(client, { method: "GET", path }, schema);
  } catch (error) {
    if (!(error instanceof TradebotError) || isVital(error)) throw error;
    return undefined;
  }
}
