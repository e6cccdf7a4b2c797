import { isoFromTimestamp, minutes, type Timestamp } from "../core/domain/time.ts";
import type { Check } from "./check.ts";
import type { HealthFacts, OrderAttempt } from "./health-facts.ts";
import { ofStore } from "./store-checks.ts";

/** A refusal that nobody met again for so long says nothing about today. */
export const ATTEMPTS_COUNT_FOR = minutes(24 * 60);
/** As many as a message can name; the newest decide. */
export const ATTEMPTS_LOOKED_AT = 20;
const WARN_FROM = 2;
const FAIL_FROM = 3;

/** A broker that takes no order ends cycle after cycle well, and nothing is ever traded. */
export const checkRefusals = (facts: HealthFacts): Check =>
  ofStore("refused_orders", facts, (name, { orderAttempts }) => {
    const accepted = orderAttempts.findIndex(({ refusal }) => refusal === undefined);
    const refused = accepted === -1 ? orderAttempts : orderAttempts.slice(0, accepted);
    const [newest] = refused;
    if (newest === undefined) return { name, verdict: "ok", finding: withoutRefusal(orderAttempts[0]?.at) };
    if (refused.length < WARN_FROM) {
      return {
        name,
        verdict: "ok",
        finding: `the broker refused one order since it last took one: ${inWords(newest)}`,
      };
    }
    return {
      name,
      verdict: refused.length < FAIL_FROM ? "warn" : "fail",
      finding: `the broker refused the newest ${refused.length} orders: ${listed(refused)}${aboutExits(refused)}`,
      remedy:
        "its words are in the log (`tradebot logs --level warn`): the account's rights, its cash, the size of the order or a disclaimer nobody answered are the usual causes. Clears with the first order it takes, or a day after the last one it refused",
    };
  });

/** A stop that is missing shows in no outcome of any cycle, until it is needed. */
export const checkProtection = (facts: HealthFacts): Check =>
  ofStore("unprotected_positions", facts, (name, { unprotected }) => {
    if (unprotected === undefined)
      return { name, verdict: "ok", finding: "the settings ask for no stop and no target" };
    if (unprotected.length === 0) return { name, verdict: "ok", finding: "none" };
    return {
      name,
      verdict: "fail",
      finding: `nothing at the broker bounds the loss of ${unprotected.join(", ")}`,
      remedy:
        facts.killSwitch?.mode === "all"
          ? "the kill switch forbids stops too, so no cycle tries: close what is open with `tradebot panic-stop`, or let cycles protect it again with `tradebot kill-switch off`; watch the position meanwhile"
          : "the log says why (`tradebot logs --level error`), and each cycle tries again; watch the position meanwhile, or place a stop by hand in the broker's own platform",
    };
  });

const withoutRefusal = (acceptedAt: Timestamp | undefined): string =>
  acceptedAt === undefined
    ? "no order was tried in the last 24 h"
    : `the broker took the newest order, of ${isoFromTimestamp(acceptedAt)}`;

const listed = (refused: readonly OrderAttempt[]): string => [...new Set(refused.map(inWords))].join(", ");

const inWords = ({ instrumentId, refusal = "" }: OrderAttempt): string => `${instrumentId} (${refusal})`;

/** What cannot be sold keeps its risk: that is worse than what cannot be bought. */
function aboutExits(refused: readonly OrderAttempt[]): string {
  const exits = refused.filter(({ purpose }) => purpose === "exit");
  if (exits.length === 0) return "";
  const held = [...new Set(exits.map(({ instrumentId }) => instrumentId))].join(", ");
  return `; ${exits.length} of them would have closed a position: ${held}`;
}
