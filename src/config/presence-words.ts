import type { Presence, Setting, StrategyVersion } from "./setting.ts";
import { ENVIRONMENTS } from "./settings.ts";

function inWords(presence: Presence, quote: (text: string) => string): string {
  switch (presence.kind) {
    case "default":
      return presence.text === "" ? "empty" : quote(presence.text);
    case "required":
      return "required";
    case "optional":
      return "none";
    case "unused":
      return "not used";
    case "refused":
      return "not allowed";
  }
}

/** `5`, or `5 on LOCAL, 60 on SIM` where the environments differ, or `5 (one), 9 (other)` where the strategies do. */
export function presenceInWords({ presence, versions }: Setting, quote: (text: string) => string): string {
  return versions === undefined
    ? byEnvironmentInWords(presence, quote)
    : byStrategyInWords(versions, (version) => byEnvironmentInWords(version.presence, quote), ", ");
}

function byEnvironmentInWords(presence: Setting["presence"], quote: (text: string) => string): string {
  const words = ENVIRONMENTS.map((environment) => inWords(presence[environment], quote));
  const [first = "", ...others] = words;
  if (others.every((word) => word === first)) return first;
  return ENVIRONMENTS.map((environment, index) => `${words[index] ?? ""} on ${environment}`).join(", ");
}

/** Said once where all strategies say the same. */
function byStrategyInWords(
  versions: readonly StrategyVersion[],
  say: (version: StrategyVersion) => string,
  separator: string,
): string {
  const words = versions.map(say);
  const [first = "", ...others] = words;
  if (others.every((word) => word === first)) return first;
  return versions.map(({ strategy }, index) => `${words[index] ?? ""} (${strategy})`).join(separator);
}

export const expectedInWords = ({ expected, versions }: Setting): string =>
  versions === undefined ? expected : byStrategyInWords(versions, (version) => version.expected, "; ");

/** Each strategy's own words, which name it at their end. */
export const meaningInWords = ({ description, versions }: Setting): string =>
  versions === undefined ? description : versions.map((version) => version.description).join(" ");
