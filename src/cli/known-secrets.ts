type Environment = Readonly<Record<string, string | undefined>>;

/** By the environment that the configuration was read from: each command line has one. */
const KNOWN = new WeakMap<Environment, readonly string[]>();

/** From here on what a command says of an error shows none of these texts. */
export function rememberSecrets(environment: Environment, secrets: readonly string[]): void {
  KNOWN.set(environment, [...new Set([...(KNOWN.get(environment) ?? []), ...secrets])]);
}

/** Hides in a text what the configuration holds of secrets. */
export async function hidingSecrets(environment: Environment): Promise<(text: string) => string> {
  const secrets = KNOWN.get(environment) ?? [];
  if (secrets.length === 0) return (text) => text;
  const { LiveSecrets } = await import("../adapters/logging/live-secrets.ts");
  const live = new LiveSecrets(secrets);
  return (text) => live.hideIn(text);
}
