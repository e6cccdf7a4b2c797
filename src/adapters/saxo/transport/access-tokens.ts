/** Where the client gets its tokens. */
export interface AccessTokens {
  /** One that should be good for a while. @throws TradebotError `LOGIN_NEEDED` when only a person can get one */
  current(): Promise<string>;
  /** Another one than the broker has just refused; `undefined` when there is none to be had without a person. */
  renewed(refused: string): Promise<string | undefined>;
}

/** A token that nobody can renew. */
export const fixedToken = (token: string): AccessTokens => ({
  current: () => Promise.resolve(token),
  renewed: () => Promise.resolve(undefined),
});
