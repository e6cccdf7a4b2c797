import { shownFaultyValue } from "./config-fault.ts";
import type { Origin } from "./origin.ts";
import { SECRET_MASK } from "./secret.ts";
import type { Standing } from "./standing.ts";

/** One line of `config show`; safe to print. */
export interface EffectiveSetting {
  readonly name: string;
  /** As written, or the default; `***` for a secret. Absent when there is none, or it cannot be read. */
  readonly value?: string;
  readonly default?: string;
  readonly origin: Origin;
  /** False where the environment does without the setting. */
  readonly isUsed: boolean;
}

function originOf({ found, text }: Standing): Origin {
  if (found !== undefined) return found.origin;
  return { kind: text === undefined ? "not_set" : "default" };
}

function shownValue({ setting, found, text }: Standing, isFaulty: boolean): string | undefined {
  const written = found?.kind === "text" ? found.text : text;
  if (written === undefined) return undefined;
  if (setting.isSecret === true) return SECRET_MASK;
  return isFaulty ? shownFaultyValue(setting, written) : written;
}

export function effectiveSetting(standing: Standing, isFaulty: boolean): EffectiveSetting {
  const { setting, presence } = standing;
  const value = shownValue(standing, isFaulty);
  return {
    name: setting.name,
    ...(value === undefined ? {} : { value }),
    ...(presence?.kind === "default" ? { default: presence.text } : {}),
    origin: originOf(standing),
    isUsed: presence?.kind !== "unused" && presence?.kind !== "refused",
  };
}
