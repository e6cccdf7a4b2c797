import { TradebotError } from "../../../core/domain/errors.ts";
import { isAccessAlive, isRenewalDue, type Login } from "../../../core/domain/login.ts";
import { seconds } from "../../../core/domain/time.ts";
import type { AccessTokens } from "../transport/access-tokens.ts";
import {
  freshTokenRefused,
  loginUnsaved,
  neverLoggedIn,
  REFUSAL_HINT,
  renewalRefused,
} from "./login-failures.ts";
import { secretsOfLogin } from "./login-pair.ts";
import {
  renewLogin,
  isSupersededBy,
  tellFailure,
  type RenewalParts,
  type RenewalRequest,
  type UnsavedLogin,
} from "./renew-login.ts";

/** A failed renewal is not tried again at once: the token in force still serves, and the next start tries anyway. */
const PATIENCE_MS = seconds(30);
/** A token refused so soon after it was given will not get better by another one. */
const FRESH_MS = seconds(30);

/** The tokens of a login, renewed before they end and once more when the broker refuses one. */
export class RenewedTokens implements AccessTokens {
  readonly remedy = REFUSAL_HINT;
  readonly #parts: RenewalParts;
  #login: Login | undefined;
  #unusable: TradebotError | undefined;
  #renewal: Promise<Login> | undefined;
  #unsaved: UnsavedLogin | undefined;
  /** In monotonic time, as everything that only concerns this process. */
  #failed: { readonly error: TradebotError; readonly atMs: number } | undefined;
  #renewedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  async current(): Promise<string> {
    const login = this.#login ?? this.#load();
    const isAlive = isAccessAlive(login, this.#now());
    if (!this.#isWorthRenewing(login, isAlive)) return login.accessToken;
    this.#rethrowRecent(isAlive);
    try {
      const renewed = await this.#renew({
        reason: "due",
        isNeeded: (kept) => isRenewalDue(kept, this.#now()),
      });
      return renewed.accessToken;
    } catch (error) {
      if (!(error instanceof TradebotError)) throw error;
      this.#failed = { error, atMs: this.#monotonicMs() };
      if (!isAccessAlive(login, this.#now())) throw error;
      return login.accessToken;
    }
  }

  /** @throws TradebotError when a person is needed, or nobody answers: a request that was refused had no effect */
  async renewed(refused: string): Promise<string> {
    const login = this.#login ?? this.#load();
    if (login.accessToken !== refused) return login.accessToken; // renewed for another request meanwhile
    if (this.#monotonicMs() - this.#renewedAtMs < FRESH_MS) throw freshTokenRefused();
    const request: RenewalRequest = {
      reason: "token_refused",
      isNeeded: (kept) => kept.accessToken === refused,
    };
    const { accessToken } = await this.#renew(request);
    // what was under way for another reason may have found nothing to do
    return accessToken === refused ? (await this.#renew(request)).accessToken : accessToken;
  }

  /**
   * Waits for a renewal under way, whose answer would be lost, and tries once more to write down what could not be.
   *
   * @throws TradebotError `LOGIN_UNSAVED`
   */
  async settle(): Promise<void> {
    await this.#renewal?.catch(() => undefined); // whoever asked for it has its failure
    const unsaved = this.#unsaved;
    if (unsaved === undefined) return;
    try {
      await this.#parts.keeper.hold((held) => {
        if (isSupersededBy(held.read(), unsaved)) held.write(unsaved.login);
        return Promise.resolve();
      });
      this.#unsaved = undefined;
    } catch (error) {
      throw error instanceof TradebotError ? loginUnsaved(error) : error;
    }
  }

  #now() {
    return this.#parts.clock.now();
  }

  #monotonicMs(): number {
    return this.#parts.clock.monotonicMs();
  }

  #load(): Login {
    if (this.#unusable !== undefined) throw this.#unusable; // said once for all requests of a run
    try {
      const login = this.#parts.keeper.read();
      if (login === undefined) throw neverLoggedIn();
      this.#know(login);
      // an earlier process was told; until a person has come, every later one says so as well
      if (login.refusal !== undefined && isAccessAlive(login, this.#now()))
        tellFailure(this.#parts.events, renewalRefused(login.refusal.code, ""));
      return login;
    } catch (error) {
      if (error instanceof TradebotError) {
        this.#unusable = error;
        tellFailure(this.#parts.events, error);
      }
      throw error;
    }
  }

  #know(login: Login): void {
    this.#login = login;
    for (const secret of secretsOfLogin(login)) this.#parts.addSecret(secret);
  }

  /** Of one that the broker will not renew any more, what is left serves; then it is asked for, to say what is wrong. */
  #isWorthRenewing(login: Login, isAlive: boolean): boolean {
    if (isAlive && login.refusal !== undefined) return false;
    return isRenewalDue(login, this.#now()) && !(isAlive && this.#hasJustFailed());
  }

  #hasJustFailed(): boolean {
    return this.#failed !== undefined && this.#monotonicMs() - this.#failed.atMs < PATIENCE_MS;
  }

  /** Every request of a run would otherwise wait for the same silence. */
  #rethrowRecent(isAlive: boolean): void {
    if (!isAlive && this.#failed !== undefined && this.#hasJustFailed()) throw this.#failed.error;
  }

  /** Many requests of one process may find it due at once. */
  #renew(request: RenewalRequest): Promise<Login> {
    this.#renewal ??= this.#renewOnce(request).finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renewOnce(request: RenewalRequest): Promise<Login> {
    const unsaved = this.#unsaved;
    const renewed = await renewLogin(this.#parts, {
      ...request,
      ...(unsaved === undefined ? {} : { unsaved }),
    });
    const { login, isByUs } = renewed;
    this.#know(login);
    if (isByUs) {
      this.#renewedAtMs = this.#monotonicMs();
      this.#unsaved = renewed.unsaved;
    }
    return login;
  }
}
