import { createHash } from "node:crypto";
import { assert } from "../../core/domain/assert.ts";
import type { TransientSubStatus } from "../exchange/activity.ts";
import type { Aim, Aimed } from "./aim.ts";
import { isAimedAt } from "./aim.ts";
import type { EndpointName } from "./route.ts";

/** Something else than the honest answer. */
export type Instead =
  | { readonly kind: "drop" } // the connection is cut
  | { readonly kind: "hang"; readonly forSeconds?: number } // no answer; cut when the time is over
  | { readonly kind: "401" | "409" | "503" } // without a body
  | TooMany
  | { readonly kind: "html" } // 403 from the network edge, without X-Correlation
  | { readonly kind: "garbage" } // 200 from something in between that is no Saxo
  | { readonly kind: "token_expiry" } // every access token ends, and this request comes too late
  | { readonly kind: "invalid_grant" } // the token endpoint refuses
  | AnyAnswer;

/** The dimension that is used up is the one the endpoint counts against. */
export interface TooMany {
  readonly kind: "429";
  /** Of the dimension that is used up; `none`: no X-RateLimit header at all. */
  readonly resetSeconds?: number | "none";
  /** Seconds, or a date in HTTP's form. */
  readonly retryAfter?: number | string;
}

interface AnyAnswer {
  readonly kind: "status";
  readonly status: number;
  /** Text is sent as HTML, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes wrong with an order that was taken all the same. */
export type Story =
  | { readonly kind: "202" } // outcome unknown at the exchange's own timeout
  | { readonly kind: "400_live" } // an error beside the id of a working order
  | { readonly kind: "late_reject"; readonly afterSeconds?: number } // accepted, then refused by the venue
  | SlowVenue
  | { readonly kind: "late_change_reject" } // a change answered as done, then refused
  | { readonly kind: "partial_acceptance"; readonly child?: number; readonly code?: string } // a child is refused
  | { readonly kind: "partial_fill"; readonly parts: readonly string[]; readonly everySeconds: number }
  | { readonly kind: "fill_wins_over_cancel" }; // cancelled, they say, but it was filled

/** On its way for so long, and confirmed then. */
interface SlowVenue {
  readonly kind: "slow_venue";
  readonly afterSeconds: number;
  readonly subStatus?: TransientSubStatus;
}

/** What happens to the answer, whichever it is. Several can meet in one answer. */
export type Change =
  | { readonly kind: "slow"; readonly milliseconds: number }
  | { readonly kind: "truncate"; readonly bytes?: number } // the connection is cut within the body, by default half-way
  | { readonly kind: "content_type"; readonly contentType: string }
  | { readonly kind: "clock_skew"; readonly seconds: number } // of the Date header
  | { readonly kind: "trade_level_lost" } // to another program of the same user; nobody is told
  | { readonly kind: "add_fields"; readonly fields: Readonly<Record<string, unknown>> } // to every object
  | { readonly kind: "replace_values"; readonly field: string; readonly value: unknown } // wherever it stands
  | { readonly kind: "remove_fields"; readonly fields: readonly string[] };

/** `before`, when absent: the request had no effect. */
type When = { readonly when?: "before" | "after" };

export type Fault = Aim & ((Instead & When) | Story | Change);

/** What a request meets: at most one fault that decides its answer, and any number that change it. */
export interface Struck {
  readonly instead?: Instead & When;
  readonly story?: Story;
  readonly changes: readonly Change[];
}

interface Waiting {
  readonly fault: Fault;
  readonly number: number;
  seen: number;
  struck: number;
}

/** Where a story can happen; the first one is meant when none is named. */
export const STORY_ENDPOINTS = {
  "202": ["place_order", "change_order", "cancel_orders"],
  "400_live": ["place_order", "change_order"],
  late_reject: ["place_order"],
  slow_venue: ["place_order"],
  late_change_reject: ["change_order"],
  partial_acceptance: ["place_order"],
  partial_fill: ["place_order"],
  fill_wins_over_cancel: ["cancel_orders"],
} as const satisfies Readonly<Record<Story["kind"], readonly EndpointName[]>>;

const CHANGES: readonly string[] = [
  "slow",
  "truncate",
  "content_type",
  "clock_skew",
  "trade_level_lost",
  "add_fields",
  "replace_values",
  "remove_fields",
] satisfies readonly Change["kind"][];

const isChange = (fault: Fault): fault is Aim & Change => CHANGES.includes(fault.kind);
const isStory = (fault: Fault): fault is Aim & Story => fault.kind in STORY_ENDPOINTS;

function endpointOf(fault: Fault): EndpointName | undefined {
  if (fault.endpoint !== undefined) return fault.endpoint;
  if (fault.kind === "invalid_grant") return "token";
  return isStory(fault) ? STORY_ENDPOINTS[fault.kind][0] : undefined;
}

/** Faults waiting for their requests, first come, first struck. */
export class Faults {
  readonly #seed: number;
  readonly #canWait: boolean;
  #waiting: Waiting[] = [];
  #count = 0;

  /** @param canWait whether the server was given a way to keep a client waiting */
  constructor(seed: number, canWait: boolean) {
    this.#seed = seed;
    this.#canWait = canWait;
  }

  /** Lets coming requests go wrong. */
  next(fault: Fault): void {
    const takesTime = fault.kind === "slow" || fault.kind === "hang";
    assert(this.#canWait || !takesTime, "this simulator was started without a way to wait");
    this.#count += 1;
    this.#waiting.push({ fault, number: this.#count, seen: 0, struck: 0 });
  }

  /** From now on nothing goes wrong. */
  clear(): void {
    this.#waiting = [];
  }

  /** The faults for a request; each of them is used up by one. */
  take(request: Aimed): Struck {
    let decisive: Pick<Struck, "instead" | "story"> | undefined;
    const changes: Change[] = [];
    for (const waiting of this.#waiting) {
      const { fault } = waiting;
      const mayStrike = isChange(fault) || decisive === undefined;
      if (!mayStrike || !fits(fault, request) || !this.#strikes(waiting)) continue;
      if (isChange(fault)) changes.push(fault);
      else decisive = isStory(fault) ? { story: fault } : { instead: fault };
    }
    this.#waiting = this.#waiting.filter((waiting) => !isUsedUp(waiting));
    return { ...decisive, changes };
  }

  #strikes(waiting: Waiting): boolean {
    const { fault, number } = waiting;
    waiting.seen += 1;
    if (waiting.seen <= (fault.skip ?? 0)) return false;
    if (this.#chance(`${number} ${waiting.seen}`) >= (fault.probability ?? 1)) return false;
    waiting.struck += 1;
    return true;
  }

  /** From 0 up to, but not including, 1. */
  #chance(of: string): number {
    return createHash("sha256").update(`${this.#seed} ${of}`).digest().readUInt32BE(0) / 2 ** 32;
  }
}

const isUsedUp = ({ fault: { count = 1 }, struck }: Waiting): boolean =>
  count !== "always" && struck >= count;

function fits(fault: Fault, request: Aimed): boolean {
  const endpoint = endpointOf(fault);
  return isAimedAt({ ...fault, ...(endpoint !== undefined && { endpoint }) }, request);
}
