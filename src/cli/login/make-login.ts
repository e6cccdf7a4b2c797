import type { Authorization, Callback } from "../../adapters/saxo/login/authorization.ts";
import { beginAuthorization } from "../../adapters/saxo/login/authorization.ts";
import type { Page } from "../../adapters/saxo/login/callback-page.ts";
import { listenForCallback } from "../../adapters/saxo/login/callback-server.ts";
import { redeemLogin } from "../../adapters/saxo/login/redeem-login.ts";
import { secretsOfLogin } from "../../adapters/saxo/login/login-pair.ts";
import type { OAuthApp } from "../../adapters/saxo/login/token-endpoint.ts";
import { openBrowser } from "../../adapters/system/open-browser.ts";
import { randomText } from "../../adapters/system/random-text.ts";
import { systemIds } from "../../adapters/system/system-ids.ts";
import { allSettings } from "../../config/all-settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { Login } from "../../core/domain/login.ts";
import type { Host } from "../main.ts";
import { printable } from "../output.ts";
import { appOf, loginKeeperOf, type LoginSurroundings } from "./open-login.ts";
import { pastedCallback } from "./receive-callback.ts";
import type { OAuthConfiguration } from "./require-oauth.ts";

export interface LoginWork extends LoginSurroundings {
  readonly host: Host;
  readonly configuration: OAuthConfiguration;
  /** Asks the broker whom the login speaks for. @returns the same for the person's browser */
  readonly verify: () => Promise<Page>;
}

/** Whether the login can be kept at all is known before anybody is sent to log in. @throws TradebotError */
export async function makeLogin(work: LoginWork, { browser }: { readonly browser: boolean }): Promise<void> {
  await loginKeeperOf(work.configuration.oauth, work).hold(() => Promise.resolve());
  await (browser ? loginByBrowser(work) : loginByPaste(work));
}

/** Opens the browser and waits for it to come back. @throws TradebotError when it brings no login */
async function loginByBrowser(work: LoginWork): Promise<void> {
  const { host, configuration, signal } = work;
  const { redirectAddress, appSecret } = configuration.oauth;
  const isAnyPortAllowed = appSecret === undefined;
  const server = await listenForCallback({ redirectAddress, isAnyPortAllowed, randomText });
  try {
    const app = { ...appOf(configuration.oauth), redirectUri: server.redirectUri };
    const authorization = beginAuthorization(app, randomText);
    const isOpened = await openBrowser(server.entrance(authorization), withoutSettings(host.env), () => {
      host.stderr.write("The browser could not be opened: open the address above yourself.\n");
    });
    host.stderr.write(
      `${isOpened ? "Your browser was asked to open" : "Open in a browser on this machine"}:\n\n${authorization.address}\n\nWaiting for you to log in; Ctrl-C gives up.\n`,
    );
    const { callback, respond } = await server.arrival({
      authorization,
      stop: signal,
      onForeignRefusal: onceForEach((why) => {
        host.stderr.write(`A refusal came back and was not taken: ${printable(why)}. Still waiting.\n`);
      }),
    });
    try {
      await complete(work, app, { authorization, callback });
      await respond(await work.verify());
    } catch (error) {
      await respond({ title: "The login did not work", text: "The terminal says why, and what to do." });
      throw error;
    }
  } finally {
    await server.close();
  }
}

/** Prints the address and takes back the one the browser ends at: for a machine without a browser. */
async function loginByPaste(work: LoginWork): Promise<void> {
  const { host, configuration, signal } = work;
  const app = appOf(configuration.oauth);
  const authorization = beginAuthorization(app, randomText);
  host.stderr.write(
    `Open in a browser, on any machine:\n\n${authorization.address}\n\nThe browser ends at an address that begins with ${app.redirectUri}, and may show an error there. Paste that whole address here:\n`,
  );
  const callback = await pastedCallback(host, authorization, signal);
  await complete(work, app, { authorization, callback });
  await work.verify();
}

/** Whoever sends the same again and again does not fill the terminal. */
function onceForEach(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

interface Answered {
  readonly authorization: Authorization;
  readonly callback: Exclude<Callback, { kind: "foreign" }>;
}

async function complete(
  { configuration, clock, signal, events, addSecret }: LoginWork,
  app: OAuthApp,
  { authorization, callback }: Answered,
): Promise<void> {
  if (callback.kind === "denied") throw denied(callback.why);
  const { code } = callback;
  addSecret(code);
  const login = await redeemLogin({
    app,
    code,
    codeVerifier: authorization.codeVerifier,
    id: systemIds().newRunId(),
    clock,
    stop: signal,
  });
  for (const secret of secretsOfLogin(login)) addSecret(secret);
  await keep(login, configuration, { clock, signal });
  events.emit("auth_login_made", {});
}

const keep = (
  login: Login,
  { oauth }: OAuthConfiguration,
  waiting: Pick<LoginSurroundings, "clock" | "signal">,
): Promise<void> =>
  loginKeeperOf(oauth, waiting).hold((held) => {
    held.write(login);
    return Promise.resolve();
  });

const denied = (why: string): TradebotError =>
  new TradebotError({
    code: "LOGIN_DENIED",
    message: `nobody was let in (${why})`,
    exit: "login_needed",
    hint: "run: tradebot login, and allow the app what it asks for",
  });

/** A browser has no business with what is set for us. */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = new Set(allSettings().flatMap(({ name }) => [name, `${name}_FILE`]));
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !ours.has(name)));
}
