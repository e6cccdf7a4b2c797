import type { Host } from "./main.ts";

const KNOWN = new WeakMap<Host, readonly string[]>();

/** From here on no error message that ends the command shows these texts. */
export function hideOnHost(host: Host, secrets: readonly string[]): void {
  KNOWN.set(host, [...(KNOWN.get(host) ?? []), ...secrets]);
}

/** The text as it may be shown. */
export async function hiddenOnHost(host: Host, text: string): Promise<string> {
  const secrets = KNOWN.get(host) ?? [];
  if (secrets.length === 0) return text;
  const { LiveSecrets } = await import("../adapters/logging/live-secrets.ts");
  return new LiveSecrets(secrets).hideIn(text);
}
