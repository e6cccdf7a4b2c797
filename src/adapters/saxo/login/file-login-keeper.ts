import { TradebotError } from "../../../core/domain/errors.ts";
import type { Login } from "../../../core/domain/login.ts";
import { LOGIN_HINT, loginNeeded } from "./login-failures.ts";
import type { LoginKeeper } from "./login-keeper.ts";
import { readLogin, writeLogin, type LoginBinding } from "./login-record.ts";

/** A file as text, and the right to be its only writer. */
export interface LoginText {
  readonly path: string;
  /** `undefined` when there is no file. */
  read(): string | undefined;
  hold<Result>(work: (write: (text: string) => void) => Promise<Result>): Promise<Result>;
}

/** Keeps the login of one app and environment in a file; a login of another one is never sent anywhere. */
export function fileLoginKeeper(file: LoginText, binding: LoginBinding): LoginKeeper {
  const read = (): Login | undefined => {
    const text = file.read();
    return text === undefined ? undefined : readKeptLogin(text, file.path, binding);
  };
  return {
    read,
    hold: (work) =>
      file.hold((write) =>
        work({
          read,
          write: (login) => {
            write(writeLogin(login, binding));
          },
        }),
      ),
  };
}

/** @throws TradebotError when the text is no login, or one of another app or environment */
export function readKeptLogin(text: string, path: string, binding: LoginBinding): Login {
  const reading = readLogin(text, binding);
  switch (reading.kind) {
    case "login":
      return reading.login;
    case "damaged":
      throw loginNeeded(`cannot use the login in "${path}": ${reading.why}`);
    case "foreign":
      throw new TradebotError({
        code: "LOGIN_OF_ANOTHER_APP",
        message: `cannot use the login in "${path}": ${reading.why}`,
        exit: "login_needed",
        hint: `correct the setting, or ${LOGIN_HINT}`,
      });
  }
}
