import { secretsInAddress } from "../adapters/logging/address-secrets.ts";
import type { Secret } from "../config/secret.ts";
import type { Notification, SaxoConnection, Settings } from "../config/settings.ts";

/** Every text that the settings make a secret of. */
export function secretsOf(settings: Settings): readonly string[] {
  return [
    ...revealed(settings.environment === "LOCAL" ? [] : credentialsOf(settings.saxo)),
    ...notificationSecrets(settings.notification),
  ];
}

export const notificationSecrets = ({ webhookUrl, pingUrl }: Notification): readonly string[] =>
  revealed([webhookUrl, pingUrl]).flatMap(secretsInAddress);

function credentialsOf({
  authentication,
  accountKey,
  clientKey,
}: SaxoConnection): readonly (Secret | undefined)[] {
  const own =
    authentication.mode === "manual"
      ? [authentication.accessToken]
      : [authentication.appKey, authentication.appSecret];
  return [...own, accountKey, clientKey];
}

const revealed = (secrets: readonly (Secret | undefined)[]): readonly string[] =>
  secrets.flatMap((secret) => secret?.reveal() ?? []);
