import { hostname } from "node:os";
import type { Pings } from "../adapters/notify/pings.ts";
import { hideSecretShapes } from "../core/domain/secret-shapes.ts";
import { LiveSecrets } from "../adapters/logging/live-secrets.ts";
import { systemClock } from "../adapters/system/system-clock.ts";
import type { StopWatch } from "../adapters/system/watch-signals.ts";
import type { Secret } from "../config/secret.ts";
import type { Notification } from "../config/settings.ts";
import type { Timestamp } from "../core/domain/time.ts";
import { seconds } from "../core/domain/time.ts";
import type { Clock } from "../cycle/ports.ts";
import type { EventEmitter } from "../events/emitter.ts";
import type { Check } from "../report/check.ts";
import { observationOfRun } from "../report/incident-conditions.ts";
import { isFailure, isGood, type RunResult } from "../report/run-result.ts";
import { postIncidents } from "./post-incidents.ts";

/** What telling people takes, as far as the configuration is sound. */
export interface NotifierParts {
  readonly notification: Notification;
  readonly stateDirectory?: string;
  /** Where the little is noted that must be remembered while the state directory cannot be used. */
  readonly spareDirectories: readonly string[];
  readonly clock: Clock;
  readonly stop: StopWatch;
  /** That no message may show. */
  readonly secrets: readonly string[];
}

/** What is known at the end of a run besides its result. */
export interface Ending {
  /** Absent when nobody looked. */
  readonly checks: readonly Check[] | undefined;
  /** Absent when none is on record. */
  readonly lastGoodAt: Timestamp | undefined;
}

/** For the messages of a run, within the time its cycle has. */
const BUDGET = seconds(8);
/** A cycle that used up its time has this much more to say so. */
const BUDGET_AFTER_DEADLINE = seconds(3);

/** Tells the webhook and the dead man's switch about one run. Whatever becomes of that is a warning in the log. */
export class Notifier {
  readonly #parts: NotifierParts;
  #pings: Promise<Pings> | undefined;

  constructor(parts: NotifierParts) {
    this.#parts = parts;
  }

  /** Sends the start on its way; the cycle waits for nothing. */
  begin(events: EventEmitter): void {
    const { clock, stop } = this.#parts;
    this.#pings = this.#openPings(events);
    void this.#pings?.then((pings) => {
      pings.start({ clock, stop: stop.signal });
    });
  }

  /** @returns whether anybody was told, or will be by a later run */
  async end(result: RunResult, ending: Ending, events: EventEmitter): Promise<boolean> {
    const manner = this.#manner();
    const told = await Promise.all([
      this.#ping(result, events, manner),
      this.#post(result, ending, events, manner),
    ]);
    return told.includes(true);
  }

  async #ping(result: RunResult, events: EventEmitter, manner: Manner): Promise<boolean> {
    const pings = await (this.#pings ?? this.#openPings(events));
    if (isGood(result) || isFailure(result)) {
      const kind = isGood(result) ? "success" : "fail";
      return (await pings?.finish(kind, pingBody(result), manner)) ?? false;
    }
    await pings?.abandon();
    return false;
  }

  async #post(result: RunResult, ending: Ending, events: EventEmitter, manner: Manner): Promise<boolean> {
    const { webhookUrl } = this.#parts.notification;
    const observation = observationOfRun(result, ending.checks);
    if (webhookUrl === undefined || observation === undefined) return false;
    const { stateDirectory, spareDirectories, secrets } = this.#parts;
    const { lastGoodAt } = ending;
    const { environment } = result;
    const { isSeenTo } = await postIncidents(
      () => observation,
      {
        now: result.endedAt,
        host: hostname(),
        hide: hiding(secrets),
        ...(environment === undefined ? {} : { environment }),
        ...(lastGoodAt === undefined ? {} : { lastGoodAt }),
      },
      {
        webhookUrl: new URL(webhookUrl.reveal()),
        ...manner,
        events,
        spareDirectories,
        ...(stateDirectory === undefined ? {} : { stateDirectory }),
      },
    );
    return isSeenTo;
  }

  #openPings(events: EventEmitter): Promise<Pings> | undefined {
    const { pingUrl } = this.#parts.notification;
    return pingUrl === undefined ? undefined : openPings(pingUrl, events);
  }

  /** The deadline has aborted every waiting of the cycle, and still somebody must hear of it. */
  #manner(): Manner {
    const { clock, stop } = this.#parts;
    if (stop.request.reason?.kind !== "deadline") return { clock, stop: stop.signal, budget: BUDGET };
    const late = AbortSignal.timeout(BUDGET_AFTER_DEADLINE);
    return { clock: systemClock(late), stop: late, budget: BUDGET_AFTER_DEADLINE };
  }
}

interface Manner {
  readonly clock: Clock;
  readonly stop: AbortSignal;
  readonly budget: typeof BUDGET;
}

async function openPings(url: Secret, events: EventEmitter): Promise<Pings> {
  const { Pings } = await import("../adapters/notify/pings.ts");
  return new Pings({ url: new URL(url.reveal()), events });
}

/** A few short lines; nothing here comes from anybody else. */
function pingBody({ exitCode, outcome, reason, cycle }: RunResult): string {
  const counters = Object.entries(cycle?.counters ?? {}).map(([name, count]) => `${name}: ${count}`);
  const head = [`exit code: ${exitCode}`, `outcome: ${outcome}`];
  return [...head, ...(reason === undefined ? [] : [`reason: ${reason}`]), ...counters].join("\n");
}

/** Hides what the log hides: these secrets, and whatever has the shape of one. */
export function hiding(secrets: readonly string[]): (text: string) => string {
  const live = new LiveSecrets(secrets);
  return (text) => hideSecretShapes(live.hideIn(text));
}
