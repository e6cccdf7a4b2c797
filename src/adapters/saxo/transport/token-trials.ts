import type { Call } from "./call.ts";

/** What every login may see: its own user and its own client. */
const OWN_DATA = ["/port/v1/users/me", "/port/v1/clients/me"];

/** Finds out whether the broker accepts a token for anything; calls that are refused together share one trial. */
export class TokenTrials {
  readonly #underWay = new Map<string, Promise<boolean>>();
  readonly #tryToken: (token: string, call: Call) => Promise<boolean>;

  constructor(tryToken: (token: string, call: Call) => Promise<boolean>) {
    this.#tryToken = tryToken;
  }

  /** @param refused what the token was refused for */
  async isAccepted(token: string, refused: Call): Promise<boolean> {
    const path = OWN_DATA.find((own) => own !== refused.path) ?? refused.path;
    const key = `${path} ${token}`;
    const trial = this.#underWay.get(key) ?? this.#tryToken(token, { method: "GET", path });
    this.#underWay.set(key, trial);
    try {
      return await trial;
    } finally {
      this.#underWay.delete(key);
    }
  }
}
