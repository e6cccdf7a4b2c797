import type { TradebotError } from "../core/domain/errors.ts";
import type { Instrument } from "../core/domain/instrument.ts";
import type { ConnectedContext } from "./context.ts";
import { instrumentFields } from "./event-fields.ts";
import type { Ports } from "./ports.ts";

/** Why an instrument could not be read. */
export interface FetchFailure {
  /** Stable, UPPER_SNAKE or the broker's own. */
  readonly code: string;
  readonly detail: string;
  readonly error?: TradebotError;
}

export function tellInstrumentFailure(
  ports: Ports,
  instrument: Instrument,
  { code, detail }: Pick<FetchFailure, "code" | "detail">,
): void {
  const about = instrumentFields(ports, instrument);
  ports.events.emit("marketdata_instrument_failed", { ...about, reason: code, detail });
}

/** Says how the reading of all instruments went, and why each of the failed ones failed. */
export function tellFetch(
  { ports, tally }: ConnectedContext,
  failures: ReadonlyMap<Instrument, FetchFailure>,
  durationMs: number,
): void {
  const { events } = ports;
  for (const [instrument, failure] of failures) tellInstrumentFailure(ports, instrument, failure);
  const { instruments_ok, instruments_failed } = tally;
  if (instruments_failed === 0) {
    events.emit("marketdata_fetch_success", { instruments_ok, duration_ms: durationMs });
  } else if (instruments_ok > 0) {
    events.emit("marketdata_fetch_partial", { instruments_ok, instruments_failed, duration_ms: durationMs });
  } else {
    events.emit("marketdata_fetch_failure", { instruments_failed, duration_ms: durationMs });
  }
}
