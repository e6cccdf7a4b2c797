import { present } from "../core/domain/present.ts";
import { fileVariable } from "./all-settings.ts";
import type { ConfigFault } from "./config-fault.ts";
import { shownFaultyValue } from "./config-fault.ts";
import type { Found } from "./layers.ts";
import type { Presence, Setting } from "./setting.ts";
import { ENVIRONMENTS, type Environment } from "./settings.ts";

/** One setting in one configuration: what the sources say, and what its absence means there. */
export interface Standing {
  readonly setting: Setting;
  readonly found: Found | undefined;
  /** Absent while the environment is not known and it matters, so that nothing is said about it that may be wrong. */
  readonly presence?: Presence;
  /** The text that counts, written or by default. */
  readonly text?: string;
}

function textThatCounts(found: Found | undefined, presence: Presence | undefined): string | undefined {
  if (presence?.kind === "refused" || found?.kind === "unreadable") return undefined;
  return found?.text ?? (presence?.kind === "default" ? presence.text : undefined);
}

/** What holds in every environment; `undefined` where they differ. */
function presenceAnywhere({ presence }: Setting): Presence | undefined {
  const [first, ...others] = ENVIRONMENTS.map((environment) => presence[environment]);
  return others.every((other) => isSame(first, other)) ? first : undefined;
}

const isSame = (a: Presence | undefined, b: Presence): boolean =>
  a?.kind === b.kind && (a.kind !== "default" || b.kind !== "default" || a.text === b.text);

export function standingOf(
  setting: Setting,
  found: Found | undefined,
  environment: Environment | undefined,
): Standing {
  const presence = environment === undefined ? presenceAnywhere(setting) : setting.presence[environment];
  const text = textThatCounts(found, presence);
  return {
    setting,
    found,
    ...(presence === undefined ? {} : { presence }),
    ...(text === undefined ? {} : { text }),
  };
}

/** Of settings that cannot all be meant: the first one that somebody wrote, or else the first. */
export const blamedOf = (standings: readonly Standing[]): Standing | undefined =>
  standings.find(({ found }) => found !== undefined) ?? standings[0];

/** What is wrong with the value it has. */
export const faultAt = (
  { setting, text = "", found }: Standing,
  words: Pick<ConfigFault, "fault" | "expected">,
): ConfigFault => ({
  setting: setting.name,
  value: shownFaultyValue(setting, text),
  ...words,
  ...present({ origin: found?.origin }),
});

/** What is wrong with a setting's being there, or not being there, whatever its value. */
export function presenceFault({ setting, found, presence }: Standing): ConfigFault | undefined {
  if (found?.kind === "unreadable") return found.fault;
  if (presence?.kind === "required" && found === undefined) return notSet(setting);
  if (presence?.kind !== "refused" || found === undefined) return undefined;
  return {
    setting: setting.name,
    value: shownFaultyValue(setting, found.text),
    fault: "has no effect here",
    hint: presence.why,
    origin: found.origin,
  };
}

function notSet({ name, expected, isSecret, example }: Setting): ConfigFault {
  const hint =
    isSecret === true
      ? `write it as ${name}, or its file's path as ${fileVariable(name)}`
      : `for example ${name}=${example ?? ""}`;
  return { setting: name, fault: "not set", expected, hint };
}
