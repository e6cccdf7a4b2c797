type Environment = Readonly<Record<string, string | undefined>>;

/** By the environment that the configuration was read from: each command line has one. */
const KNOWN = new WeakMap<Environment, readonly string[]>();

/** From here on what a command says of an error shows none of these texts. */
export function rememberSecrets(environment: Environment, secrets: readonly string[]): void {
  KNOWN.set(environment, [...new Set([...(KNOWN.get(environment) ?? []), ...secrets])]);
}

/** Hides in a text what the configuration holds of secrets, and whatever has the shape of one: anything may say a text. */
export async function hidingSecrets(environment: Environment): Promise<(text: string) => string> {
  const { LiveSecrets } = await import("../adapters/logging/live-secrets.ts");
  const { hideSecretShapes } = await import("../core/domain/secret-shapes.ts");
  const live = new LiveSecrets(KNOWN.get(environment) ?? []);
  return (text) => live.hideIn(text).split(FAULT_OF_A_NAME).map(hideSecretShapes).join("");
}

/** `SAXO_ACCESS_TOKEN: set together with`, `--token-stdin: expected the`: our own words, and no token behind its name. */
const FAULT_OF_A_NAME = /((?:\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|--[a-z][a-z-]*): )(?=[a-z]+ [a-z]+)/;
