import type { Presence, Setting } from "./setting.ts";
import { ENVIRONMENTS } from "./settings.ts";

function inWords(presence: Presence, quote: (text: string) => string): string {
  switch (presence.kind) {
    case "default":
      return quote(presence.text);
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

/** `5`, or `5 on LOCAL, 60 on SIM` where the environments differ. */
export function presenceInWords({ presence }: Setting, quote: (text: string) => string): string {
  const words = ENVIRONMENTS.map((environment) => inWords(presence[environment], quote));
  const [first = "", ...others] = words;
  if (others.every((word) => word === first)) return first;
  return ENVIRONMENTS.map((environment, index) => `${words[index] ?? ""} on ${environment}`).join(", ");
}
