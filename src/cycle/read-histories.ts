import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, TradingSession } from "../core/domain/instrument.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { parametersOf, type BarsReading } from "../core/risk/decision-input.ts";
import { cachedSessions, readSessions } from "./cached-facts.ts";
import type { ConnectedContext } from "./context.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import { inOrderOfNeed } from "./order-of-need.ts";
import { readClosedBars } from "./read-bars.ts";
import type { CycleSettings } from "./settings.ts";

/** What was found out about one instrument beside its price. */
export interface History {
  readonly instrument: Instrument;
  readonly bars: BarsReading;
  readonly sessions?: readonly TradingSession[];
  readonly failure?: TradebotError;
  /** Told, but no failure of the instrument: a quote can say itself whether the market is open. */
  readonly scheduleFailure?: TradebotError;
}

/** In the order of the instruments, but asked for in the order of need: the broker's limits may not allow all of them. */
export async function readHistories(
  context: ConnectedContext,
  instruments: readonly Instrument[],
  how: { readonly now: Timestamp; readonly settings: CycleSettings },
): Promise<readonly History[]> {
  const { barMinutes } = how.settings.decision;
  const histories = await Promise.all(
    inOrderOfNeed(context.ports.store, instruments, barMinutes).map((instrument) =>
      readHistory(context, instrument, how),
    ),
  );
  const place = new Map(instruments.map((instrument, index) => [instrument, index]));
  return histories.toSorted((a, b) => (place.get(a.instrument) ?? 0) - (place.get(b.instrument) ?? 0));
}

async function readHistory(
  { ports, broker }: ConnectedContext,
  instrument: Instrument,
  { now, settings: { decision } }: { readonly now: Timestamp; readonly settings: CycleSettings },
): Promise<History> {
  const { barMinutes, strategy } = decision;
  const known = cachedSessions(ports, instrument);
  const count = strategy.barsRequired(parametersOf(decision, instrument.id));
  const wanted = { barMinutes, count, now, sessions: known };
  const [bars, sessions] = await Promise.all([
    readClosedBars(ports, broker, instrument, wanted).catch(asInstrumentFailure),
    readSessions(ports, () => Promise.resolve({ broker }), instrument).catch(asInstrumentFailure),
  ]);
  return {
    instrument,
    bars: bars instanceof TradebotError ? { kind: "failed", code: bars.code } : { kind: "bars", ...bars },
    ...(sessions instanceof TradebotError ? { scheduleFailure: sessions } : { sessions }),
    ...(bars instanceof TradebotError ? { failure: bars } : {}),
  };
}
