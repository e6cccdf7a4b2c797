import type { AccountIdentity } from "../core/domain/account.ts";
import { restrictionsOf, type Restriction, type Situation } from "../core/domain/account-restrictions.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type {
  Instrument,
  InstrumentDetails,
  InstrumentId,
  TradingSession,
} from "../core/domain/instrument.ts";
import { addDuration, durationMs, minutes, type Timestamp } from "../core/domain/time.ts";
import { decodeIdentity, decodeSessions } from "./cache-codecs.ts";
import { decodeDetails, encodeDetails } from "./details-codec.ts";
import type { Ports } from "./ports.ts";
import type { Broker } from "./ports/broker.ts";
import type { CycleSettings } from "./settings.ts";

const IDENTITY_LIFE = minutes(12 * 60); // a token lives a day at most; its account does not change meanwhile
/** Of one with gaps: a broker that was busy for a moment is asked again soon. */
const PARTIAL_IDENTITY_LIFE = minutes(5);
const DETAILS_LIFE = minutes(12 * 60);
const DAY_MS = 86_400_000;

const ASKED_ANEW: ReadonlySet<Restriction["blocks"]> = new Set(["trading", "entries"]);

/**
 * Whose money it is. Asked once for each token and half day, and told what stands in the way of trading; what keeps
 * orders from being placed is asked for anew each time, so that the first cycle after its end trades.
 */
export async function readIdentity(ports: Ports, settings: CycleSettings): Promise<AccountIdentity> {
  const { cache } = ports.store;
  const now = ports.clock.now();
  const name = `identity/${settings.connectionFingerprint}`;
  const known = decodeIdentity(cache.read(name, now));
  if (known !== undefined) return known;
  const identity = await (await ports.connectBroker()).readIdentity();
  const restrictions = restrictionsOf(identity, situationOf(settings));
  for (const { code, finding, remedy } of restrictions) {
    ports.events.emit("auth_rights_restricted", { reason: code, detail: finding, hint: remedy });
  }
  const isKept = restrictions.every(({ blocks }) => !ASKED_ANEW.has(blocks));
  const life = identity.rights.unanswered === undefined ? IDENTITY_LIFE : PARTIAL_IDENTITY_LIFE;
  if (isKept) cache.write(name, identity, addDuration(now, life));
  return identity;
}

/** @throws TradebotError when the broker would take no order, or its positions could not be understood */
export function refuseWhatCannotTrade(account: AccountIdentity, settings: CycleSettings): void {
  const restriction = restrictionsOf(account, situationOf(settings)).find(
    ({ blocks }) => blocks === "trading",
  );
  if (restriction === undefined) return;
  const { code, finding, remedy } = restriction;
  const exit = code === "NETTING_PROFILE_UNKNOWN" ? "broker_contract_broken" : "configuration";
  throw new TradebotError({ code, message: finding, exit, hint: remedy });
}

const situationOf = ({ environment, watchlist, symbols, decision }: CycleSettings): Situation => ({
  environment,
  assetTypes: [...watchlist, ...symbols].map(({ assetType }) => assetType),
  allowDelayedData: decision.allowDelayedData,
});

const sessionsName = (instrument: InstrumentId): string => `sessions/${instrument}`;

/** The schedule as cached; `undefined` when there is none for today or it does not reach the present. */
export function cachedSessions(ports: Ports, instrument: Instrument): readonly TradingSession[] | undefined {
  const now = ports.clock.now();
  const sessions = decodeSessions(ports.store.cache.read(sessionsName(instrument.id), now));
  const coversNow = sessions?.some(({ startAt, endAt }) => startAt <= now && now < endAt) ?? false;
  return coversNow ? sessions : undefined;
}

/** The schedule, asked for at most once a day (UTC): exchanges move their hours and holidays between days. */
export async function readSessions(
  ports: Ports,
  connect: () => Promise<{ readonly broker: Broker }>,
  instrument: Instrument,
): Promise<readonly TradingSession[]> {
  const known = cachedSessions(ports, instrument);
  if (known !== undefined) return known;
  const { broker } = await connect();
  const sessions = await broker.readTradingSessions(instrument);
  ports.store.cache.write(sessionsName(instrument.id), sessions, nextUtcMidnight(ports.clock.now()));
  return sessions;
}

const nextUtcMidnight = (now: Timestamp): Timestamp => addDuration(now, durationMs(DAY_MS - (now % DAY_MS)));

/** Details of all instruments; only those not cached are asked for, in one call for each asset type. */
export async function readDetails(
  ports: Ports,
  broker: Broker,
  account: AccountIdentity,
  instruments: readonly Instrument[],
): Promise<ReadonlyMap<InstrumentId, InstrumentDetails>> {
  const { cache } = ports.store;
  const now = ports.clock.now();
  const details = new Map<InstrumentId, InstrumentDetails>();
  for (const instrument of instruments) {
    const known = cachedDetails(ports, instrument);
    if (known !== undefined) details.set(instrument.id, known);
  }
  const missing = instruments.filter(({ id }) => !details.has(id));
  if (missing.length === 0) return details;
  for (const [id, fresh] of await broker.readInstrumentDetails(account, missing)) {
    cache.write(detailsName(id), encodeDetails(fresh), addDuration(now, DETAILS_LIFE));
    details.set(id, fresh);
  }
  return details;
}

/** What is known of an instrument without asking. */
export const cachedDetails = (
  { store, clock }: Pick<Ports, "store" | "clock">,
  instrument: Instrument,
): InstrumentDetails | undefined =>
  decodeDetails(store.cache.read(detailsName(instrument.id), clock.now()), instrument);

const detailsName = (instrument: InstrumentId): string => `details/${instrument}`;
