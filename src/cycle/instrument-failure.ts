import { TradebotError } from "../core/domain/errors.ts";

/**
 * Gives the failure back when it concerns one instrument and the others can go on.
 *
 * @throws the error itself when asking on is pointless: the token was refused, the cycle is to stop, or it is a bug
 */
export function asInstrumentFailure(error: unknown): TradebotError {
  const endsTheCycle =
    !(error instanceof TradebotError) || error.exit === "login_needed" || error.code === "CYCLE_STOPPED";
  if (endsTheCycle) throw error;
  return error;
}
