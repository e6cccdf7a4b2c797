import { ANSWER_PATIENCE, VISIBILITY_GRACE } from "../core/execution/verdict.ts";
import type { Rhythm } from "./rhythm.ts";

/** Everything about one installation of the program that its scheduler has to know. */
export interface Installation {
  /** Tells several on one machine apart; what the scheduler calls it. */
  readonly name: string;
  readonly scope: Scope;
  /** The user that a system-wide entry runs as. Absent in a user's own entry. */
  readonly runAs?: string;
  /** The Node.js that the program was installed with. */
  readonly runtime: string;
  /** `bin/tradebot.mjs` of the installation. */
  readonly script: string;
  readonly workingDirectory: string;
  /** As `--env-file` takes it, absolute; absent: `.env` in the working directory. */
  readonly envFile?: string;
  /** As `--config` takes it. */
  readonly config?: string;
  /** What cycles write to, absolute: state, logs, reports. Each exists or can be made. */
  readonly dataDirectories: readonly string[];
  readonly rhythm: Rhythm;
  readonly limits: CycleLimits;
  /** Spread of the starts, so that not everybody asks at the same second; 0: SCHEDULER_JITTER_SECONDS does it. */
  readonly jitterSeconds: number;
  /** Absent for the main job; otherwise this one looks after the login of the installation of that name. */
  readonly keepsLoginOf?: string;
}

export type Scope = "system" | "user";

/** When a cycle that hangs is ended from outside. */
export interface CycleLimits {
  /** After this it is asked to end; shorter than the interval. */
  readonly startSeconds: number;
  /**
   * After this much more it is killed, however the next start waits: one that waits for the answer to an order is
   * worth more. No two ever run at once, since the lock keeps them apart.
   */
  readonly stopSeconds: number;
}

/** What a cycle needs at worst that is asked to end while an order desk has its order: the answer, then reading it back. */
const STOP_SECONDS = (ANSWER_PATIENCE + VISIBILITY_GRACE) / 1000;
/** What a cycle needs at most between its own deadline and its end, and the least that must be left of it. */
const GRACE_SECONDS = { wanted: 30, least: 10 } as const;
/** So that the next start finds the one before it gone, unless that one waits for an answer. */
const SPARE_SECONDS = 20;

interface Durations {
  readonly intervalMinutes: number;
  /** CYCLE_TIMEOUT_SECONDS */
  readonly cycleSeconds: number;
  /** What the program itself may wait first. */
  readonly jitterSeconds: number;
}

/**
 * The limits from outside: a cycle is asked to end later than by the program's own deadline, and before the next start;
 * `undefined` when the cycle and its jitter are too long for the interval.
 */
export function limitsOf({
  intervalMinutes,
  cycleSeconds,
  jitterSeconds,
}: Durations): CycleLimits | undefined {
  const ownSeconds = jitterSeconds + cycleSeconds;
  const latest = latestStartLimit(intervalMinutes);
  if (ownSeconds + GRACE_SECONDS.least > latest) return undefined;
  return { startSeconds: Math.min(ownSeconds + GRACE_SECONDS.wanted, latest), stopSeconds: STOP_SECONDS };
}

const latestStartLimit = (intervalMinutes: number): number => intervalMinutes * 60 - SPARE_SECONDS;

/** The longest that a cycle and its jitter may take together in an interval. */
export const longestCycleSeconds = (intervalMinutes: number): number =>
  latestStartLimit(intervalMinutes) - GRACE_SECONDS.least;

const USUAL_JITTER_SECONDS = 20;
const JITTER_PART_OF_INTERVAL = 10;

/** The spread that fits an interval. */
export const usualJitterSeconds = (intervalMinutes: number): number =>
  Math.min(USUAL_JITTER_SECONDS, Math.floor((intervalMinutes * 60) / JITTER_PART_OF_INTERVAL));

/** Where the program's configuration is; the same words for every command. */
export function configurationWords({
  envFile,
  config,
}: Pick<Installation, "envFile" | "config">): readonly string[] {
  return [
    ...(envFile === undefined ? [] : ["--env-file", envFile]),
    ...(config === undefined ? [] : ["--config", config]),
  ];
}

type Commanded = Pick<Installation, "envFile" | "config" | "keepsLoginOf">;

/** What is started, as words that come after the script. */
export const jobWords = (installation: Commanded): readonly string[] => [
  ...(installation.keepsLoginOf === undefined ? ["--single-cycle"] : ["auth", "refresh", "--if-due"]),
  ...configurationWords(installation),
];

/** The same where the scheduler has no jitter of its own: the main job has one. */
export const jobWordsWithJitter = (
  installation: Commanded & Pick<Installation, "jitterSeconds">,
): readonly string[] => [
  ...jobWords(installation),
  ...(installation.jitterSeconds === 0 || installation.keepsLoginOf !== undefined
    ? []
    : ["--jitter-seconds-max", String(installation.jitterSeconds)]),
];
