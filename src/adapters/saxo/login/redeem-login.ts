import type { Login } from "../../../core/domain/login.ts";
import type { Clock } from "../../../cycle/ports.ts";
import { codeRefused, codeUnanswered, refusedWithoutReason, requestRefused } from "./login-failures.ts";
import { pairFrom } from "./login-pair.ts";
import { redeemCode, type OAuthApp } from "./token-endpoint.ts";

interface Redemption {
  readonly app: OAuthApp;
  readonly code: string;
  readonly codeVerifier: string | undefined;
  /** Of the new login. */
  readonly id: string;
  readonly clock: Pick<Clock, "now">;
  readonly stop: AbortSignal;
}

/** Exchanges the code for the first pair. A code works once, so it is not tried again. @throws TradebotError */
export async function redeemLogin(redemption: Redemption): Promise<Login> {
  const { app, code, codeVerifier, id, clock, stop } = redemption;
  const reply = await redeemCode({ code, codeVerifier }, { app, stop });
  if (reply.kind === "no_answer") throw codeUnanswered(reply.why);
  if (reply.kind === "refused_without_reason") throw refusedWithoutReason("the login", reply.status);
  if (reply.kind === "refused") throw refusalOf(reply);
  const now = clock.now();
  return {
    id,
    loggedInAt: now,
    ...pairFrom(reply.grant, now),
    redirectUri: app.redirectUri,
    ...(codeVerifier === undefined ? {} : { codeVerifier }),
  };
}

const refusalOf = ({ code, description }: { readonly code: string; readonly description?: string }) =>
  code === "invalid_grant" ? codeRefused(description) : requestRefused("the login", code, description);
