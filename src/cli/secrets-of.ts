import { secretsInAddress } from "../adapters/logging/address-secrets.ts";
import type { Secret } from "../config/secret.ts";
import type { Notification, Settings } from "../config/settings.ts";

/** Every text that the settings make a secret of. */
export function secretsOf(settings: Settings): readonly string[] {
  return [
    ...revealed(settings.environment === "LOCAL" ? [] : credentialsOf(settings.saxo)),
    ...notificationSecrets(settings.notification),
  ];
}

export const notificationSecrets = ({ webhookUrl, pingUrl }: Notification): readonly string[] =>
  revealed([webhookUrl, pingUrl]).flatMap(secretsInAddress);

type Saxo = Extract<Settings, { readonly environment: "SIM" }>["saxo"];

const credentialsOf = ({ accessToken, accountKey, clientKey }: Saxo): readonly (Secret | undefined)[] => [
  accessToken,
  accountKey,
  clientKey,
];

const revealed = (secrets: readonly (Secret | undefined)[]): readonly string[] =>
  secrets.flatMap((secret) => secret?.reveal() ?? []);
