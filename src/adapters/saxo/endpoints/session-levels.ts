import { seconds } from "../../../core/domain/time.ts";
import type { RequestId } from "../../../core/domain/ids.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { describeCall, type Call } from "../transport/call.ts";
import { brokerRefused, brokerUnreachable, loginNeeded } from "../transport/failures.ts";
import { readObject } from "../transport/read.ts";
import { isSuccess } from "../transport/reply.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { SessionCapabilities } from "../wire/session-capabilities.ts";

const PATH = "/root/v1/sessions/capabilities";
const FULL_TRADING = "FullTradingAndChat";

/** What the login's session may do, where the broker says. */
export interface SessionLevels {
  readonly tradeLevel: string | undefined;
  readonly dataLevel: string | undefined;
}

export async function readSessionLevels(client: SaxoClient): Promise<SessionLevels> {
  const { TradeLevel, DataLevel } = await readObject(
    client,
    { method: "GET", path: PATH },
    SessionCapabilities,
  );
  return { tradeLevel: TradeLevel, dataLevel: DataLevel };
}

/** The change is made some time after it was accepted. */
const READ_BACKS_MAX = 10;
const READ_BACK_INTERVAL = seconds(1);

/**
 * Makes this session the one that gets prices of exchanges in time, which takes that from every other session of the
 * user.
 *
 * @returns the levels as they are then, which are others if the broker did not make the change in time
 */
export async function takeFullTrading(
  client: SaxoClient,
  clock: Clock,
  requestId: RequestId,
): Promise<SessionLevels> {
  const call: Call = { method: "PATCH", path: PATH, body: { TradeLevel: FULL_TRADING }, requestId };
  const what = describeCall(call);
  const result = await client.write(call);
  if (result.kind === "not_sent") throw result.cause;
  // asking twice for the same level does no harm: a lost reply is a failure like any other
  if (result.kind === "lost") throw brokerUnreachable(what, "the reply was lost", result.cause);
  if (result.reply.status === 401) throw loginNeeded(what, result.reply);
  if (!isSuccess(result.reply.status)) throw brokerRefused(what, result.reply);
  let levels = await readSessionLevels(client);
  for (let read = 1; levels.tradeLevel !== FULL_TRADING && read < READ_BACKS_MAX; read += 1) {
    await clock.sleep(READ_BACK_INTERVAL);
    levels = await readSessionLevels(client);
  }
  return levels;
}
