import { fileVariable } from "../../config/all-settings.ts";
import type { Presence } from "../../config/setting.ts";
import type { Environment } from "../../config/settings.ts";

/** Where an answer can come from besides a person; secrets never from the command line itself, which others can read. */
export interface InitOptions {
  readonly environment?: string;
  readonly watchlist?: string;
  readonly appKeyFile?: string;
  readonly appSecretFile?: string;
  readonly redirectUri?: string;
  readonly tokenFile?: string;
  readonly tokenStdin?: true;
  readonly accountKeyFile?: string;
  readonly webhookUrlFile?: string;
  readonly pingUrlFile?: string;
  readonly force?: true;
}

export interface Question {
  readonly setting: string;
  /** What its absence means beside the answers so far, where that is not what the schema says of it alone. */
  readonly presence?: (hasApp: boolean) => Presence | undefined;
  /** How to answer it without a terminal. */
  readonly flag: string;
  readonly given: (options: InitOptions) => { readonly name: string; readonly value: string } | undefined;
}

const value =
  (setting: string, read: (options: InitOptions) => string | undefined): Question["given"] =>
  (options) => {
    const given = read(options);
    return given === undefined ? undefined : { name: setting, value: given };
  };

const file = (setting: string, read: (options: InitOptions) => string | undefined): Question["given"] =>
  value(fileVariable(setting), read);

/** Not asked for; whoever gives it all the same learns from the configuration's own check what is wrong with that. */
const LEFT_OUT: Presence = { kind: "default", text: "" };

/** The first question decides which of the others make sense. */
export const ENVIRONMENT_QUESTION: Question = {
  setting: "SAXO_ENV",
  flag: "--environment <LOCAL|SIM|LIVE>",
  given: value("SAXO_ENV", ({ environment }) => environment),
};

export const QUESTIONS: readonly Question[] = [
  {
    setting: "SAXO_APP_KEY",
    flag: "--app-key-file <path>",
    given: file("SAXO_APP_KEY", ({ appKeyFile }) => appKeyFile),
  },
  {
    setting: "SAXO_APP_SECRET",
    flag: "--app-secret-file <path>",
    presence: (hasApp) => (hasApp ? undefined : LEFT_OUT),
    given: file("SAXO_APP_SECRET", ({ appSecretFile }) => appSecretFile),
  },
  {
    setting: "SAXO_REDIRECT_URI",
    flag: "--redirect-uri <address>",
    given: value("SAXO_REDIRECT_URI", ({ redirectUri }) => redirectUri),
  },
  {
    setting: "SAXO_ACCESS_TOKEN",
    presence: (hasApp) => (hasApp ? LEFT_OUT : { kind: "required" }),
    flag: "--token-file <path> or --token-stdin, or --app-key-file <path> for a login",
    given: file("SAXO_ACCESS_TOKEN", ({ tokenFile }) => tokenFile),
  },
  {
    setting: "WATCHLIST",
    flag: "--watchlist <list>",
    given: value("WATCHLIST", ({ watchlist }) => watchlist),
  },
  {
    setting: "SAXO_ACCOUNT_KEY",
    flag: "--account-key-file <path>",
    given: file("SAXO_ACCOUNT_KEY", ({ accountKeyFile }) => accountKeyFile),
  },
  {
    setting: "SCHEDULER_WEBHOOK_URL",
    flag: "--webhook-url-file <path>",
    given: file("SCHEDULER_WEBHOOK_URL", ({ webhookUrlFile }) => webhookUrlFile),
  },
  {
    setting: "HEALTHCHECK_PING_URL",
    flag: "--ping-url-file <path>",
    given: file("HEALTHCHECK_PING_URL", ({ pingUrlFile }) => pingUrlFile),
  },
];

/**
 * Where a configuration keeps what it writes: a state directory belongs to one account, and a second configuration
 * beside the first may run at the same time, so it shares no directory with it.
 */
export function ownDirectories(
  environment: Environment,
  layer: string | undefined,
): readonly (readonly [string, string])[] {
  if (layer !== undefined) {
    return [
      ["STATE_DIR", `state-${layer}`],
      ["LOG_DIR", `logs-${layer}`],
      ["REPORT_DIR", `reports-${layer}`],
    ];
  }
  return environment === "LOCAL" ? [] : [["STATE_DIR", `state-${environment.toLowerCase()}`]];
}
