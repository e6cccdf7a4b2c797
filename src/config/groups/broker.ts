import {
  AUTH_BASES,
  authBase,
  authMode,
  environmentName,
  GATEWAYS,
  redirectAddress,
  restBase,
} from "../kinds/broker.ts";
import { filePath, secretText } from "../kinds/plain.ts";
import { byDefault, OPTIONAL_EVERYWHERE, settingsOf } from "../setting.ts";
import type { Environment } from "../settings.ts";

const { setting, optionalSetting } = settingsOf("broker");

/** LOCAL has a broker of its own, to which these mean nothing. */
const OPTIONAL_WITH_SAXO = { ...OPTIONAL_EVERYWHERE, LOCAL: { kind: "unused" } } as const;

const byDefaultWithSaxo = (texts: Readonly<Record<"SIM" | "LIVE", string>>) =>
  ({
    LOCAL: { kind: "unused" },
    SIM: { kind: "default", text: texts.SIM },
    LIVE: { kind: "default", text: texts.LIVE },
  }) as const;

/** What a start without any configuration trades with: nothing that is worth something. */
export const DEFAULT_ENVIRONMENT: Environment = "LOCAL";

/** Whom the program trades with, and how it proves who it is. */
export const BROKER_SETTINGS = {
  SAXO_ENV: setting(environmentName, {
    description:
      "Whom the program trades with. LOCAL is the embedded broker, with invented money and no network; SIM is Saxo's simulation environment; LIVE is real money.",
    presence: byDefault(DEFAULT_ENVIRONMENT),
  }),
  SAXO_REST_BASE: optionalSetting(restBase, {
    description: "Where the requests go; another server that speaks Saxo's OpenAPI can stand in for Saxo.",
    presence: {
      LOCAL: { kind: "refused", why: "LOCAL talks to its own embedded broker; SIM can be sent elsewhere" },
      SIM: { kind: "default", text: GATEWAYS.SIM },
      LIVE: { kind: "default", text: GATEWAYS.LIVE },
    },
  }),
  SAXO_AUTH_BASE: optionalSetting(authBase, {
    description: "Where people log in and tokens are renewed; its pages are /authorize and /token.",
    presence: byDefaultWithSaxo(AUTH_BASES),
  }),
  SAXO_AUTH_MODE: optionalSetting(authMode, {
    description:
      "How the program proves who it is. oauth: by `tradebot login`, renewed from then on; manual: by SAXO_ACCESS_TOKEN; auto: whichever of SAXO_APP_KEY and SAXO_ACCESS_TOKEN is set.",
    presence: byDefaultWithSaxo({ SIM: "auto", LIVE: "auto" }),
  }),
  SAXO_APP_KEY: optionalSetting(secretText, {
    description: "Key of the app that was registered on Saxo's developer portal for this environment.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_APP_SECRET: optionalSetting(secretText, {
    description: "Secret of that app; an app without one logs in with PKCE.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_REDIRECT_URI: optionalSetting(redirectAddress, {
    description: "Redirect address of that app, to which the browser comes back after a login.",
    presence: byDefaultWithSaxo({
      SIM: "http://localhost:8765/callback",
      LIVE: "http://localhost:8765/callback",
    }),
  }),
  SAXO_ACCESS_TOKEN: optionalSetting(secretText, {
    description: "24-hour token from Saxo's developer portal, in place of a login.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_TOKEN_FILE: optionalSetting(filePath, {
    description: "File that keeps the login; by default saxo-token.json in STATE_DIR.",
    presence: OPTIONAL_WITH_SAXO,
    example: "state-sim/saxo-token.json",
  }),
  SAXO_ACCOUNT_KEY: optionalSetting(secretText, {
    description:
      "The account to trade on: its number as Saxo's platform shows it, or its AccountKey; needed when the login sees more than one active account.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
  SAXO_CLIENT_KEY: optionalSetting(secretText, {
    description: "The client that owns the account; by default the one the login belongs to.",
    presence: OPTIONAL_WITH_SAXO,
    isSecret: true,
  }),
};
