import type { Timestamp } from "../../core/domain/time.ts";

/** The two worlds of addresses and keys; a token of one is worth nothing in the other. */
export const ENVIRONMENTS = ["SIM", "LIVE"] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** One login. What Saxo counts and keeps by session goes by its id; a refreshed token keeps it. */
export interface Session {
  readonly id: string;
  readonly environment: Environment;
  readonly beganAt: Timestamp;
}

/** Who knows which session a token belongs to. */
export interface Tokens {
  sessionOf(token: string, environment: Environment): Session | undefined;
  /** Every access token ends now. */
  expireAll(): void;
}
