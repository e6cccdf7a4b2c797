import type { Instrument, TradingSession } from "../../../core/domain/instrument.ts";
import { tradingSessions } from "../mapping/trading-sessions.ts";
import { describeCall } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import { contractBroken } from "../transport/failures.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { TradingSchedule } from "../wire/trading-schedule.ts";

export async function readTradingSessions(
  client: SaxoClient,
  { uic, assetType }: Instrument,
): Promise<readonly TradingSession[]> {
  const call: Call = { method: "GET", path: `/ref/v1/instruments/tradingschedule/${uic}/${assetType}` };
  const sessions = tradingSessions(await readObject(client, call, TradingSchedule));
  if (sessions !== undefined) return sessions;
  throw contractBroken(describeCall(call), "its sessions overlap, or end before they begin");
}
