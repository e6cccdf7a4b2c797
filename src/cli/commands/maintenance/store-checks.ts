import type { StoreFacts } from "../../../adapters/store/verify.ts";
import { contradictionsIn, takenTwice } from "../../../core/execution/audit.ts";
import type { Check } from "../../../report/check.ts";

const SHOWN = 5;
const RESTORE =
  "restore a backup: `tradebot maintenance storage` lists them, `tradebot maintenance restore <file>` puts one back";

/** What the store's facts mean, one line each. Nothing is asked of a store whose pages are damaged. */
export function storeChecks(facts: StoreFacts, environment: string): readonly Check[] {
  const { version, knownVersion, damage, orphans } = facts;
  const integrity = listed("store_integrity", damage, {
    sound: "every page, index and constraint is sound",
    remedy: `start a cycle: it moves a damaged store aside and rebuilds it from the broker's log; or ${RESTORE}`,
  });
  if (damage.length > 0) return [integrity];
  const relations = listed("store_relations", orphans, {
    sound: "every row refers to rows that are there",
    remedy: RESTORE,
  });
  if (version !== knownVersion) return [integrity, versionCheck(version, knownVersion), relations];
  return [
    integrity,
    versionCheck(version, knownVersion),
    relations,
    ...recordChecks(facts),
    ownerCheck(facts, environment),
  ];
}

function versionCheck(version: number, known: number): Check {
  const name = "store_version";
  if (version === known) return { name, verdict: "ok", finding: `version ${version}` };
  return version < known
    ? {
        name,
        verdict: "warn",
        finding: `version ${version}, expected ${known}: orders and references were not checked`,
        remedy: "run a cycle: it brings the store to the current version, after a backup",
      }
    : {
        name,
        verdict: "fail",
        finding: `version ${version}, expected ${known} or older: a newer tradebot has written it`,
        remedy: "install that version again",
      };
}

function recordChecks({ intents }: StoreFacts): readonly Check[] {
  const contradictions = intents.flatMap((intent) =>
    contradictionsIn(intent).map((finding) => `${intent.externalReference}: ${finding}`),
  );
  return [
    listed("store_orders", contradictions, {
      sound: `the steps and fills of ${intents.length} orders add up`,
      remedy: `compare with the broker: \`tradebot trace <reference>\`, \`tradebot orders\`; or ${RESTORE}`,
    }),
    listed("store_references", takenTwice(intents), {
      sound: "no reference stands for two orders",
      remedy: "look for two orders of one decision at the broker: `tradebot trace <reference>`",
    }),
  ];
}

function ownerCheck({ environment: owner }: StoreFacts, environment: string): Check {
  const name = "store_owner";
  if (owner === undefined || owner === environment) {
    return {
      name,
      verdict: "ok",
      finding: owner === undefined ? "no account yet" : `an account of ${owner}`,
    };
  }
  return {
    name,
    verdict: "fail",
    finding: `it belongs to an account of ${owner}, but the settings say ${environment}`,
    remedy: "give each environment and account a STATE_DIR of its own",
  };
}

interface Wording {
  readonly sound: string;
  readonly remedy: string;
}

/** Fails with what was found, cut to what a person reads. */
function listed(name: string, findings: readonly string[], { sound, remedy }: Wording): Check {
  if (findings.length === 0) return { name, verdict: "ok", finding: sound };
  const more = findings.length > SHOWN ? `; and ${findings.length - SHOWN} more` : "";
  return { name, verdict: "fail", finding: findings.slice(0, SHOWN).join("; ") + more, remedy };
}
