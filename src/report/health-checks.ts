import type { Check } from "./check.ts";
import { checkArming } from "./check-arming.ts";
import { checkKillSwitch } from "./check-kill-switch.ts";
import { checkLogin } from "./check-login.ts";
import { checkMetrics } from "./check-metrics.ts";
import { checkTelling } from "./check-telling.ts";
import { checkOwnPosition } from "./check-own-position.ts";
import type { HealthFacts } from "./health-facts.ts";
import { checkProtection, checkRefusals } from "./order-checks.ts";
import { checkDecisions, checkMarketData, checkStore, checkUnknownOrders } from "./store-checks.ts";
import { checkClock, checkFailures, checkLastGoodCycle, checkRun, checkStatusFile } from "./run-checks.ts";

/** Everything that tells whether the bot does its work, in the order in which a person should read it. */
export const healthChecks = (facts: HealthFacts): readonly Check[] => [
  checkConfiguration(facts),
  checkLastGoodCycle(facts),
  checkRun(facts),
  checkFailures(facts),
  checkKillSwitch(facts.killSwitch),
  ...(facts.arming === undefined ? [] : checkArming(facts.arming, facts.now)),
  ...(facts.login === undefined ? [] : [checkLogin(facts.login, facts.now)]),
  checkUnknownOrders(facts),
  checkOwnPosition(facts),
  checkProtection(facts),
  checkRefusals(facts),
  checkStore(facts),
  checkDecisions(facts),
  checkMarketData(facts),
  checkClock(facts),
  checkStatusFile(facts),
  ...(facts.incidents === undefined ? [] : [checkTelling(facts.incidents, facts.now)]),
  ...(facts.metrics === undefined ? [] : [checkMetrics(facts.metrics, facts.status)]),
];

function checkConfiguration({ configurationFaults }: HealthFacts): Check {
  const name = "configuration";
  if (configurationFaults.length === 0) return { name, verdict: "ok", finding: "valid" };
  return {
    name,
    verdict: "fail",
    finding: configurationFaults.join("; "),
    remedy: "correct it; no cycle trades before. `tradebot config check` names every fault",
  };
}
