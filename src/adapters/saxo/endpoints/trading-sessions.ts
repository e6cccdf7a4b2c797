import type { Instrument, TradingSession } from "../../../core/domain/instrument.ts";
import { tradingSessions } from "../mapping/trading-sessions.ts";
import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { TradingSchedule } from "../wire/trading-schedule.ts";

export async function readTradingSessions(
  client: SaxoClient,
  { uic, assetType }: Instrument,
): Promise<readonly TradingSession[]> {
  const path = `/ref/v1/instruments/tradingschedule/${uic}/${assetType}`;
  return tradingSessions(await readObject(client, { method: "GET", path }, TradingSchedule));
}
