import { createHmac } from "node:crypto";
import type { Timestamp } from "../../core/domain/time.ts";
import type { Identity } from "../exchange/ids.ts";

/** Texts that nobody guesses who does not know the secret, and that the same secret makes again. */
export class TokenTexts {
  readonly #secret: string;

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** As refresh tokens and authorization codes look. */
  uuid(what: string): string {
    const hex = this.#digest(what).toString("hex");
    const ends = [8, 12, 16, 20, 32];
    return ends.map((end, index) => hex.slice(ends[index - 1] ?? 0, end)).join("-");
  }

  sessionId(what: string): string {
    return this.#digest(what).toString("hex").slice(0, 32);
  }

  /** A JWT in its looks, with the claims that Saxo documents; its expiry is text, as Saxo has been seen to write it. */
  accessToken(what: string, identity: Identity, claims: { sessionId: string; expiresAt: Timestamp }): string {
    const header = {
      alg: "ES256",
      x5t: this.#digest("certificate").toString("hex").slice(0, 40).toUpperCase(),
    };
    const payload = {
      oaa: "77777",
      iss: "oa",
      isa: "False",
      aid: identity.applicationId,
      dgi: "84",
      uid: identity.userKey,
      cid: identity.clientKey,
      tid: identity.id,
      sid: claims.sessionId,
      exp: String(Math.floor(claims.expiresAt / 1000)),
    };
    const signature = Buffer.concat([this.#digest(`r ${what}`), this.#digest(`s ${what}`)]);
    return [JSON.stringify(header), JSON.stringify(payload), signature]
      .map((part) => Buffer.from(part).toString("base64url"))
      .join(".");
  }

  #digest(what: string): Buffer {
    return createHmac("sha256", this.#secret).update(what).digest();
  }
}
