import { createHash } from "node:crypto";
import type { Environment } from "../server/session.ts";
import { ENVIRONMENTS } from "../server/session.ts";

/** An app as Saxo's developer portal registers it: for one environment, with a secret or for PKCE. */
export interface Application {
  readonly environment: Environment;
  /** AppKey, the OAuth `client_id`. */
  readonly key: string;
  /** AppSecret; an app without one proves itself by PKCE. */
  readonly secret?: string;
  /** Of an app with a secret exactly these; of a PKCE app any port of the same host and path. */
  readonly redirectUris: readonly string[];
}

/** Two apps for each environment, one with a secret and one for PKCE; their keys follow from the seed. */
export function applicationsOf(seed: number, redirectUris: readonly string[]): readonly Application[] {
  const hex = (text: string): string =>
    createHash("sha256").update(`${text} ${seed}`).digest("hex").slice(0, 32);
  return ENVIRONMENTS.flatMap((environment) => [
    { environment, key: hex(`code app ${environment}`), secret: hex(`secret ${environment}`), redirectUris },
    { environment, key: hex(`pkce app ${environment}`), redirectUris },
  ]);
}

export const isRegistered = (application: Application, redirectUri: string): boolean =>
  application.redirectUris.some((registered) =>
    application.secret === undefined
      ? withoutPort(registered) === withoutPort(redirectUri)
      : registered === redirectUri,
  );

/** `undefined` when it is no address to come back to, and then equal to no registered one. */
function withoutPort(uri: string): string | undefined {
  if (!URL.canParse(uri)) return undefined;
  const { protocol, hostname, pathname, search, hash } = new URL(uri);
  return hash === "" ? `${protocol}//${hostname}${pathname}${search}` : undefined;
}
