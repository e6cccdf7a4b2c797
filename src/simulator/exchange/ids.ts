import { createHash } from "node:crypto";

/** Everything that names the account holder; invented, in the forms Saxo gives them. */
export interface Identity {
  readonly clientKey: string;
  /** Of the first account. */
  readonly accountKey: string;
  readonly accountGroupKey: string;
  readonly userKey: string;
  /** Digits; of the client, its first account and its user alike, as on a Saxo trial account. */
  readonly id: string;
  readonly sessionId: string;
  readonly applicationId: string;
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Sixteen bytes in base64url with its padding, as Saxo's opaque keys look. */
const opaqueKey = (text: string): string => `${digest(text).subarray(0, 16).toString("base64url")}==`;

function uuid(text: string): string {
  const hex = digest(text).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

export function identityOf(seed: number): Identity {
  return {
    clientKey: opaqueKey(`client ${seed}`),
    accountKey: opaqueKey(`account ${seed}`),
    accountGroupKey: opaqueKey(`account group ${seed}`),
    userKey: opaqueKey(`user ${seed}`),
    id: String(1_000_000 + (digest(`id ${seed}`).readUInt32BE(0) % 9_000_000)),
    sessionId: digest(`session ${seed}`).toString("hex").slice(0, 32),
    applicationId: String(10_000 + (digest(`application ${seed}`).readUInt32BE(0) % 90_000)),
  };
}

/** What names one of the client's accounts. */
export interface AccountName {
  readonly key: string;
  readonly id: string;
}

/** @param number of the account, from 1 */
export function accountNameOf(seed: number, number: number): AccountName {
  const { accountKey, id } = identityOf(seed);
  return number === 1
    ? { key: accountKey, id }
    : { key: opaqueKey(`account ${seed} ${number}`), id: `${id}-${number}` };
}

export const orderIdOf = (count: number): string => String(5_000_000_000 + count);
export const positionIdOf = (count: number): string => String(5_100_000_000 + count);
export const logIdOf = (count: number): string => String(900_000_000 + count);
export const correlationKeyOf = (orderId: string): string => uuid(`correlation ${orderId}`);
export const disclaimerContextOf = (seed: number, count: number): string =>
  digest(`disclaimer context ${seed} ${count}`).subarray(0, 18).toString("base64url");
