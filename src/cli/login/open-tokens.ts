import { fixedToken, type AccessTokens } from "../../adapters/saxo/transport/access-tokens.ts";
import type { Authentication } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import type { LoginSurroundings } from "./open-login.ts";

interface OpenedTokens {
  readonly tokens: AccessTokens;
  /** Writes down what could not be before. @returns why it still cannot */
  readonly settle: () => Promise<TradebotError | undefined>;
}

/** What requests are authorised with; what a login needs is loaded for a login alone. */
export async function openTokens(
  authentication: Authentication,
  surroundings: LoginSurroundings,
): Promise<OpenedTokens> {
  if (authentication.mode === "manual") {
    return {
      tokens: fixedToken(authentication.accessToken.reveal()),
      settle: () => Promise.resolve(undefined),
    };
  }
  const [{ RenewedTokens }, { renewalPartsOf }] = await Promise.all([
    import("../../adapters/saxo/login/renewed-tokens.ts"),
    import("./open-login.ts"),
  ]);
  const tokens = new RenewedTokens(renewalPartsOf(authentication, surroundings));
  return { tokens, settle: () => failureOf(tokens.settle()) };
}

async function failureOf(work: Promise<void>): Promise<TradebotError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof TradebotError) return error;
    throw error;
  }
}
