import type { Login } from "../../../core/domain/login.ts";

/** Where the login is kept, for every process of an installation. */
export interface LoginKeeper {
  /** `undefined` when nobody has logged in. @throws TradebotError when what is there cannot be trusted or read */
  read(): Login | undefined;
  /**
   * Lets one process at a time work on the login.
   *
   * @throws TradebotError `LOGIN_BUSY` when another one does not come to an end with it
   */
  hold<Result>(work: (held: HeldLogin) => Promise<Result>): Promise<Result>;
}

export interface HeldLogin {
  read(): Login | undefined;
  /** Durable when it returns. @throws TradebotError `STATE_UNWRITABLE`; what was there before is then still there */
  write(login: Login): void;
}
