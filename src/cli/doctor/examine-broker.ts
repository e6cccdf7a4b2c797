import type { ClockReading } from "../../core/domain/clock-skew.ts";
import type { Settings } from "../../config/settings.ts";
import type { Situation } from "../../core/domain/account-restrictions.ts";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Broker } from "../../cycle/ports/broker.ts";
import type { StoreOwner } from "../../cycle/ports/store.ts";
import { parametersOf } from "../../core/risk/decision-input.ts";
import type { CycleSettings } from "../../cycle/settings.ts";
import type { Say } from "../progress.ts";
import { checkArmedAccount } from "./check-armed-account.ts";
import { checkAccount, checkOwner, checkRights, identityFailure } from "./check-account.ts";
import { checkClock } from "./check-clock.ts";
import { checkKeptLogin, loginFailure } from "./check-kept-login.ts";
import { checkMaintenance } from "./check-maintenance.ts";
import { checkMarkets } from "./check-markets.ts";
import { isError, type Needs } from "./market-facts.ts";
import { checkAcceptedToken } from "./check-token.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { fine } from "./diagnosis.ts";
import { attempt, readMarkets } from "./read-markets.ts";
import { resolveEntries, type Entries } from "./resolve-entries.ts";

type SymbolsOf = Entries["symbolsOf"];

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
  if (isError(reached)) {
    const failure = loginFailure(settings, reached);
    return [...(failure.length > 0 ? failure : identityFailure(reached, name)), ...clockOf(examination)];
  }
  const { broker, identity } = reached;
  say("reading the account");
  const balance = await attempt(() => broker.readBalance(identity));
  say(`reading the markets of ${settings.watchlist.length} instruments`);
  const asking = { broker, identity };
  const { instruments, symbolsOf, diagnoses } = await resolveEntries(settings.watchlist, asking);
  const needs = needsOf(examination, symbolsOf);
  const markets = await readMarkets(instruments, asking, needs);
  return [
    fine("broker", `${name} answers`),
    ...tokenOf(examination),
    checkAccount(identity, balance),
    ...checkRights(identity, situationOf(examination)),
    ...checkArmedAccount(settings, identity, examination.now()),
    ...checkOwner(examination.owner, identity),
    ...clockOf(examination),
    ...diagnoses,
    ...checkMarkets(markets, { ...needs, ...(isError(balance) ? {} : { balance }) }),
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
    : [checkKeptLogin(authentication, now()), ...checkMaintenance(now())];
}

const situationOf = ({ settings }: BrokerExamination): Situation => ({
  environment: settings.environment,
  assetTypes: settings.watchlist.map((entry) =>
    entry.kind === "instrument" ? entry.instrument.assetType : entry.assetType,
  ),
  allowDelayedData: settings.dataQuality.allowDelayedData,
});

const clockOf = ({ settings, clockReadings }: BrokerExamination): readonly Diagnosis[] =>
  settings.environment === "LOCAL" || clockReadings.length === 0 ? [] : [checkClock(clockReadings)];

function barsOfEach(plan: CycleSettings, symbolsOf: SymbolsOf): Needs["barsOf"] {
  const { strategy, parameters } = plan.decision;
  const overrides = plan.overridesWith(symbolsOf);
  return (id) => strategy.barsRequired(parametersOf({ parameters, overrides }, id));
}

const needsOf = ({ settings, plan, now }: BrokerExamination, symbolsOf: SymbolsOf): Needs => ({
  now: now(),
  barsOf: barsOfEach(plan, symbolsOf),
  barMinutes: plan.decision.barMinutes,
  allowDelayedData: settings.dataQuality.allowDelayedData,
  quantities: plan.decision.defaultQuantity,
  limits: plan.decision.limits,
});
