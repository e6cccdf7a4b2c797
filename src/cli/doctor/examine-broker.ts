import type { ClockReading } from "../../core/domain/clock-skew.ts";
import type { Settings } from "../../config/settings.ts";
import type { AccountIdentity } from "../../core/domain/account.ts";
import type { Situation } from "../../core/domain/account-restrictions.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Instrument } from "../../core/domain/instrument.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Broker, StoreOwner } from "../../cycle/ports.ts";
import type { CycleSettings } from "../../cycle/settings.ts";
import type { Say } from "../progress.ts";
import { checkAccount, checkOwner, checkRights, identityFailure } from "./check-account.ts";
import { checkClock } from "./check-clock.ts";
import { checkMarkets, isError, type MarketFacts, type Reading } from "./check-markets.ts";
import { checkAcceptedToken } from "./check-token.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { fine } from "./diagnosis.ts";

/** How to reach the broker, and what is known apart from it. */
export interface BrokerExamination {
  readonly settings: Settings;
  readonly plan: CycleSettings;
  readonly connect: () => Promise<Broker>;
  /** What the connection has told so far. */
  readonly clockReadings: readonly ClockReading[];
  readonly owner?: StoreOwner | undefined;
  readonly now: () => Timestamp;
  readonly say: Say;
}

/** Asks the broker all that a cycle would, and changes nothing there. */
export async function examineBroker(examination: BrokerExamination): Promise<readonly Diagnosis[]> {
  const { settings, connect, say } = examination;
  const name = brokerName(settings);
  say(`asking ${name} whom the token speaks for`);
  const reached = await attempt(async () => {
    const broker = await connect();
    return { broker, identity: await broker.readIdentity() };
  });
  if (isError(reached)) return [...identityFailure(reached, name), ...clockOf(examination)];
  const { broker, identity } = reached;
  say("reading the account");
  const balance = await attempt(() => broker.readBalance(identity));
  say(`reading the markets of ${settings.watchlist.length} instruments`);
  const markets = await readMarkets(examination, broker, identity);
  return [
    fine("broker", `${name} answers`),
    ...tokenOf(examination),
    checkAccount(identity, balance),
    ...checkRights(identity, situationOf(examination)),
    ...checkOwner(examination.owner, identity),
    ...clockOf(examination),
    ...checkMarkets(markets, needsOf(examination)),
  ];
}

const brokerName = (settings: Settings): string =>
  settings.environment === "LOCAL"
    ? "the embedded broker"
    : `${settings.environment} at ${settings.saxo.restBase.host}`;

/** On LOCAL the token is made up for one process, and the broker's clock is ours. */
function tokenOf({ settings, now }: BrokerExamination): readonly Diagnosis[] {
  if (settings.environment === "LOCAL") return [];
  const { authentication } = settings.saxo;
  return authentication.mode === "manual"
    ? [checkAcceptedToken(authentication.accessToken.reveal(), now())]
    : [];
}

const situationOf = ({ settings }: BrokerExamination): Situation => ({
  environment: settings.environment,
  assetTypes: settings.watchlist.map(({ assetType }) => assetType),
  allowDelayedData: settings.dataQuality.allowDelayedData,
});

const clockOf = ({ settings, clockReadings }: BrokerExamination): readonly Diagnosis[] =>
  settings.environment === "LOCAL" || clockReadings.length === 0 ? [] : [checkClock(clockReadings)];

const needsOf = ({ settings, plan, now }: BrokerExamination) => ({
  now: now(),
  bars: plan.decision.strategy.barsRequired(plan.decision.parameters),
  barMinutes: plan.decision.barMinutes,
  allowDelayedData: settings.dataQuality.allowDelayedData,
});

async function readMarkets(
  examination: BrokerExamination,
  broker: Broker,
  identity: AccountIdentity,
): Promise<readonly MarketFacts[]> {
  const { watchlist } = examination.settings;
  const { bars: count, barMinutes } = {
    ...needsOf(examination),
    barMinutes: examination.plan.decision.barMinutes,
  };
  const readBars = async (instrument: Instrument): Promise<{ count: number }> => ({
    count:
      (await broker.readBars(instrument, { barMinutes, kind: "latest", count: count + 1 })).bars.length - 1, // the newest may still be forming
  });
  const [details, quotes, others] = await Promise.all([
    attempt(() => broker.readInstrumentDetails(identity, watchlist)),
    attempt(() => broker.readQuotes(identity, watchlist)),
    Promise.all(
      watchlist.map(async (instrument) => ({
        instrument,
        sessions: await attempt(() => broker.readTradingSessions(instrument)),
        bars: await attempt(() => readBars(instrument)),
      })),
    ),
  ]);
  return others.map((other) => {
    const known = isError(details) ? details : details.get(other.instrument.id);
    const quote = isError(quotes) ? quotes : quotes.get(other.instrument.id);
    return {
      ...other,
      ...(known === undefined ? {} : { details: known }),
      quote: quote ?? { kind: "no_quote", code: "QUOTE_MISSING", reason: "the broker left it out" },
    };
  });
}

async function attempt<Value extends object>(read: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}
