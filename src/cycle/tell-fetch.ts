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

function tellInstrumentFailure(
  ports: Ports,
  instrument: Instrument,
  { code, detail }: Pick<FetchFailure, "code" | "detail">,
): void {
  const about = instrumentFields(ports, instrument);
  ports.events.emit("marketdata_instrument_failed", { ...about, reason: code, detail });
}

/**
 * Says of each instrument why it failed, and in one line how many were left out because the broker's limits on
 * requests allow no more: those are nobody's fault, and the next cycle goes on with them.
 */
export function tellInstrumentFailures(
  ports: Ports,
  failures: ReadonlyMap<Instrument, Pick<FetchFailure, "code" | "detail">>,
): void {
  const isLeft = ({ code }: { readonly code: string }): boolean => code === "BROKER_LIMIT_REACHED";
  for (const [instrument, failure] of failures) {
    if (!isLeft(failure)) tellInstrumentFailure(ports, instrument, failure);
  }
  const left = [...failures.values()].filter(isLeft);
  const [first] = left;
  if (first === undefined) return;
  ports.events.emit("marketdata_left_to_next_cycle", { instruments: left.length, detail: first.detail });
}

/** Says how the reading of all instruments went, and why each of the failed ones failed. */
export function tellFetch(
  { ports, tally }: ConnectedContext,
  failures: ReadonlyMap<Instrument, FetchFailure>,
  durationMs: number,
): void {
  const { events } = ports;
  tellInstrumentFailures(ports, failures);
  const { instruments_ok, instruments_failed } = tally;
  if (instruments_failed === 0) {
    events.emit("marketdata_fetch_success", { instruments_ok, duration_ms: durationMs });
  } else if (instruments_ok > 0) {
    events.emit("marketdata_fetch_partial", { instruments_ok, instruments_failed, duration_ms: durationMs });
  } else {
    events.emit("marketdata_fetch_failure", { instruments_failed, duration_ms: durationMs });
  }
}
