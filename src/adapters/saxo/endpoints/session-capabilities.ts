import { TradebotError } from "../../../core/domain/errors.ts";
import { isVital } from "../transport/failures.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { SessionCapabilities } from "../wire/session-capabilities.ts";

/** What the session may do. Only told to the operator, so a broker that does not say is no reason to stop. */
export async function readSessionCapabilities(client: SaxoClient): Promise<SessionCapabilities> {
  try {
    const call = { method: "GET", path: "/root/v1/sessions/capabilities" } as const;
    return await readObject(client, call, SessionCapabilities);
  } catch (error) {
    if (!(error instanceof TradebotError) || isVital(error)) throw error;
    return { TradeLevel: undefined, DataLevel: undefined };
  }
}
