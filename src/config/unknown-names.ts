import type { ConfigFault } from "./config-fault.ts";
import { nameWithSameWords, nearestName } from "./nearest-name.ts";
import type { FileOrigin } from "./origin.ts";
import { shownName } from "./shown-text.ts";

const OWN_PREFIX = /^(SAXO_|STRATEGY_|TRADING_|WATCHLIST|LOG_|MAX_|SCHEDULER_)/;

/** Beyond a fifth of its letters a name is another name, not a slip. */
const slipInFile = (known: string): number => Math.floor(known.length / 5);

/** The environment belongs to others too, and names such as LIB_DIR are two letters from LOG_DIR. */
const slipInEnvironment = (known: string): number => (known.length < 10 ? 1 : 2);

function didYouMean(name: string, known: readonly string[]): string {
  const similar = nearestName(name, known, slipInFile) ?? nameWithSameWords(name, known);
  return similar === undefined ? "docs/configuration.md lists the settings" : `did you mean ${similar}?`;
}

export const NO_SUCH_SETTING = "no such setting";

/** Names of settings, and who else's a name may be. */
export interface KnownNames {
  readonly names: readonly string[];
  /** Whether the name may be known later. */
  readonly isLeftOpen: (name: string) => boolean;
  /** Strategies, of those that are not chosen, that have a parameter set by this name. */
  readonly strategiesWith: (name: string) => readonly string[];
}

function hintFor(name: string, { names, strategiesWith }: KnownNames): string {
  const strategies = strategiesWith(name);
  return strategies.length === 0
    ? didYouMean(name, names)
    : `it is a parameter of ${strategies.join(" and ")}, which is not the strategy chosen`;
}

/** A name in a file of ours that is no setting: it would have no effect, and its writer believes that it has. */
export function unknownInFile(name: string, known: KnownNames, origin: FileOrigin): ConfigFault | undefined {
  if (known.names.includes(name) || known.isLeftOpen(name)) return undefined;
  return { setting: shownName(name), fault: NO_SUCH_SETTING, hint: hintFor(name, known), origin };
}

/** A process variable that is no setting but looks like one: by its prefix, or because a slip away from it. */
export function unknownInEnvironment(name: string, known: KnownNames): ConfigFault | undefined {
  if (known.names.includes(name) || known.isLeftOpen(name)) return undefined;
  const isSlip = nearestName(name, known.names, slipInEnvironment) !== undefined;
  if (!isSlip && !OWN_PREFIX.test(name)) return undefined;
  return {
    setting: shownName(name),
    fault: NO_SUCH_SETTING,
    hint: hintFor(name, known),
    origin: { kind: "environment" },
  };
}
