import { TradebotError } from "../core/domain/errors.ts";
import type { Instrument, TradingSession } from "../core/domain/instrument.ts";
import { isoFromTimestamp, type Timestamp } from "../core/domain/time.ts";
import { isWithinFixedHours, nextFixedOpening } from "../core/hours/fixed-hours.ts";
import { tradesInState } from "../core/hours/market-states.ts";
import { nextSessionOpening, sessionAt } from "../core/hours/sessions.ts";
import type { ConnectedContext } from "./context.ts";
import { readSessions } from "./cached-facts.ts";
import { asInstrumentFailure } from "./instrument-failure.ts";
import type { Ports } from "./ports.ts";
import { resolveWatchlist, type ResolvedWatchlist } from "./resolve-symbols.ts";
import type { CycleSettings } from "./settings.ts";
import { tellInstrumentFailures } from "./tell-fetch.ts";

export type HoursVerdict =
  /** The instruments that trade now: all of the watchlist unless hours follow the instruments. */
  | ({
      readonly kind: "open";
      readonly instruments: readonly Instrument[];
      /** Nobody knows whether these trade now. */
      readonly unreadable: readonly Instrument[];
    } & ResolvedWatchlist)
  | { readonly kind: "closed"; readonly nextOpenAt: Timestamp | undefined };

/**
 * Whether the cycle has anything to do now. Only the mode `instrument` may need the broker while it is closed, and
 * only for schedules that are not cached for today, or symbols that were not asked about this week.
 */
export async function checkTradingHours(
  ports: Ports,
  settings: CycleSettings,
  connect: () => Promise<ConnectedContext>,
): Promise<HoursVerdict> {
  const now = ports.clock.now();
  const { tradingHours } = settings;
  if (tradingHours.mode === "fixed" && !isWithinFixedHours(now, tradingHours)) {
    return { kind: "closed", nextOpenAt: nextFixedOpening(now, tradingHours) };
  }
  const resolved = await resolveWatchlist(ports, settings, connect);
  return tradingHours.mode === "instrument"
    ? instrumentHours({ ports, settings }, resolved, connect)
    : { kind: "open", instruments: resolved.watchlist, unreadable: [], ...resolved };
}

async function instrumentHours(
  { ports, settings }: { readonly ports: Ports; readonly settings: CycleSettings },
  resolved: ResolvedWatchlist,
  connect: () => Promise<ConnectedContext>,
): Promise<HoursVerdict> {
  const now = ports.clock.now();
  const { schedules, failures } = await readSchedules(ports, resolved.watchlist, connect);
  const { allowExtendedHours } = settings.decision;
  const open = schedules.filter(({ instrument, sessions }) =>
    tradesInState(sessionAt(now, sessions)?.state, { instrument, allowExtendedHours }),
  );
  const [failure] = failures.values();
  if (open.length > 0) {
    return {
      kind: "open",
      instruments: open.map(({ instrument }) => instrument),
      unreadable: [...failures.keys()],
      ...resolved,
    };
  }
  if (failure !== undefined) throw failure; // what cannot be read may be open
  const openings = schedules
    .map(({ sessions }) => nextSessionOpening(now, sessions))
    .filter((opening) => opening !== undefined);
  const nextOpenAt = openings.reduce<Timestamp | undefined>(
    (a, b) => (a === undefined || b < a ? b : a),
    undefined,
  );
  return { kind: "closed", nextOpenAt };
}

interface Schedule {
  readonly instrument: Instrument;
  readonly sessions: readonly TradingSession[];
}

interface Schedules {
  readonly schedules: readonly Schedule[];
  readonly failures: ReadonlyMap<Instrument, TradebotError>;
}

async function readSchedules(
  ports: Ports,
  watchlist: readonly Instrument[],
  connect: () => Promise<ConnectedContext>,
): Promise<Schedules> {
  const readings = await Promise.all(
    watchlist.map(async (instrument) => {
      const sessions = await readSessions(ports, connect, instrument).catch(asInstrumentFailure);
      return {
        instrument,
        sessions: sessions instanceof TradebotError ? sessions : checked(ports, sessions),
      };
    }),
  );
  const schedules: Schedule[] = [];
  const failures = new Map<Instrument, TradebotError>();
  for (const { instrument, sessions } of readings) {
    if (!(sessions instanceof TradebotError)) {
      schedules.push({ instrument, sessions });
      continue;
    }
    failures.set(instrument, sessions);
  }
  tellInstrumentFailures(
    ports,
    new Map([...failures].map(([instrument, { code, message }]) => [instrument, { code, detail: message }])),
  );
  return { schedules, failures };
}

/** A schedule that says nothing about now is no schedule: taken for "closed" it would keep the bot silent for ever. */
function checked(
  ports: Ports,
  sessions: readonly TradingSession[],
): readonly TradingSession[] | TradebotError {
  if (sessionAt(ports.clock.now(), sessions) !== undefined) return sessions;
  return new TradebotError({
    code: "SCHEDULE_INCOMPLETE",
    message: "the broker's trading schedule does not say whether the market is open now",
    exit: "data_unusable",
  });
}

export const nextOpenField = (verdict: Extract<HoursVerdict, { kind: "closed" }>): string | undefined =>
  verdict.nextOpenAt === undefined ? undefined : isoFromTimestamp(verdict.nextOpenAt);
