/** Where the client gets its tokens. */
export interface AccessTokens {
  /** One that should be good for a while. @throws TradebotError `LOGIN_NEEDED` when only a person can get one */
  current(): Promise<string>;
  /** Another one than the broker has just refused; absent where there is none to be had without a person. */
  renewed?(refused: string): Promise<string>;
  /** What a person does about a token that the broker goes on refusing. */
  readonly remedy: string;
}

/** A token that nobody can renew. */
export const fixedToken = (token: string): AccessTokens => ({
  current: () => Promise.resolve(token),
  remedy:
    "Get a new access token for this environment (SAXO_ACCESS_TOKEN) and check SAXO_ACCOUNT_KEY and SAXO_CLIENT_KEY",
});
