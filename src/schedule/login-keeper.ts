import { KEEPER_INTERVAL } from "../core/domain/login.ts";
import type { Installation } from "./installation.ts";
import { usualJitterSeconds } from "./installation.ts";

const NAME_ENDING = "-login";
const INTERVAL_MINUTES = KEEPER_INTERVAL / 60_000;
/** Longer than two requests without an answer, after another process that has met the same. */
const LIMITS = { startSeconds: 90, stopSeconds: 15 } as const;

/** No installation of cycles may be called so. */
export const isKeeperName = (name: string): boolean => name.endsWith(NAME_ENDING);

const keeperName = (name: string): string => `${name}${NAME_ENDING}`;

/**
 * What renews the login of an installation, at all hours and whatever its cycles do: they are skipped outside trading
 * hours and may be rarer than a refresh token lives, and a login that is not renewed in time is lost.
 */
export const keeperOf = <Cycles extends Pick<Installation, "name">>(
  cycles: Cycles,
): Cycles & Pick<Installation, "rhythm" | "limits" | "jitterSeconds" | "keepsLoginOf"> => ({
  ...cycles,
  name: keeperName(cycles.name),
  keepsLoginOf: cycles.name,
  rhythm: { intervalMinutes: INTERVAL_MINUTES },
  limits: LIMITS,
  jitterSeconds: usualJitterSeconds(INTERVAL_MINUTES),
});
