import type { Origin } from "./origin.ts";
import { describeOrigin } from "./origin.ts";
import { SECRET_MASK } from "./secret.ts";
import type { Setting } from "./setting.ts";
import { mayHoldSecret } from "./shown-text.ts";

/** One thing that is wrong with the configuration, in words that can be printed anywhere. */
export interface ConfigFault {
  /** Absent when what is wrong has no name. */
  readonly setting?: string;
  /** As found; never a secret. Absent when nothing was found or the setting is not one of ours. */
  readonly value?: string;
  readonly fault: string;
  readonly expected?: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly origin?: Origin;
}

const LONGEST_SHOWN = 60;

/** A faulty value as it may be shown: what could be a token in the wrong place, or an address with a password, may not. */
export function shownFaultyValue(setting: Pick<Setting, "isSecret">, text: string): string {
  if (setting.isSecret === true) return SECRET_MASK;
  if (text.length > LONGEST_SHOWN || mayHoldSecret(text)) return `(${text.length} characters)`;
  return text.includes("://") && /[@?#]/.test(text) ? SECRET_MASK : JSON.stringify(text);
}

/** `.env:3: MAX_POSITIONS is "-1": below 0; expected a whole number from 0 to 1000` */
export function describeFault({ origin, ...fault }: ConfigFault): string {
  const words = describeFaultItself(fault);
  return origin === undefined ? words : `${describeOrigin(origin)}: ${words}`;
}

/** The same of a value that stands nowhere yet. */
export function describeFaultItself({
  setting,
  value,
  fault,
  expected,
  hint,
}: Omit<ConfigFault, "origin">): string {
  const what = value === undefined ? setting : `${setting ?? "value"} is ${value}`;
  const begin = [what, fault].filter((part) => part !== undefined).join(": ");
  const end = [expected === undefined ? undefined : `expected ${expected}`, hint];
  return [begin, ...end].filter((part) => part !== undefined).join("; ");
}
