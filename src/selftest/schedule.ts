import type { InstrumentId } from "../core/domain/instrument.ts";
import type { Side } from "../core/domain/order.ts";
import type { KillSwitchMode } from "../core/risk/kill-switch.ts";
import type { PersonalAnswer } from "../core/execution/disclaimers.ts";
import type { AccountTerms } from "../simulator/exchange/books.ts";
import type { StandingDisclaimer } from "../simulator/server/disclaimer.ts";
import type { Fault } from "../simulator/server/faults.ts";
import type { CrashPoint, When } from "./crash-switch.ts";

/** A story in which things go wrong, wholly determined by its seed. */
export interface Schedule {
  readonly seed: number;
  readonly terms: Terms;
  readonly steps: readonly Step[];
}

/** What stays the same through a schedule. */
export interface Terms {
  readonly startIso: string;
  readonly watchlist: readonly InstrumentId[];
  readonly account: AccountTerms;
  /** Settings besides those of LOCAL. */
  readonly env: Readonly<Record<string, string>>;
  /** Texts that the broker wants answered before an order. */
  readonly disclaimers: readonly StandingDisclaimer[];
  /** How long it takes to renew a token that the broker refuses; absent where nobody can but a person. */
  readonly renewalSeconds?: number;
  /** How long the broker's order log lags behind. */
  readonly activityDelaySeconds: number;
  /** How often the strategy buys and sells, in percent of the bars. */
  readonly buys: number;
  readonly sells: number;
}

/** Each has a store of its own; the second one begins with an empty one. */
export type Machine = "first" | "second";

export type Step =
  | Start
  | { readonly kind: "pause"; readonly seconds: number }
  /** From now on the machines' clock differs from everybody else's by this much. */
  | { readonly kind: "clock_set"; readonly aheadSeconds: number }
  | { readonly kind: "store_deleted"; readonly machine: Machine }
  | { readonly kind: "kill_switch"; readonly mode: KillSwitchMode | "off" } // of the first machine
  | { readonly kind: "store_kept" } // a backup of the first machine's store is taken
  /** And put back, if there is one; or the process that was to do it is killed once the copy lies beside the store. */
  | { readonly kind: "store_restored"; readonly isBrokenOff?: true }
  | { readonly kind: "person_answers"; readonly answer: PersonalAnswer } // every text that was kept so far
  | { readonly kind: "fault"; readonly fault: Fault }
  | PersonsAct;

/** One start of the program. */
export interface Start {
  readonly kind: "start";
  readonly machine: Machine;
  /** Without it, one cycle. */
  readonly job?: "close_out" | "reconcile";
  /** What the strategy wants of every instrument; without it, what the coin says. */
  readonly wants?: "to_buy" | "to_sell";
  readonly crash?: CrashPoint;
  /** Where it is asked to end, as by a signal. */
  readonly stop?: CrashPoint;
  readonly interruption?: Interruption;
}

/** What happens in the middle of a cycle, while one of its calls waits. */
export interface Interruption {
  readonly call: string;
  readonly n: number;
  readonly when: When;
  readonly steps: readonly Step[];
}

/** What somebody does by hand in the broker's own platform. */
export type PersonsAct =
  | {
      readonly kind: "person_trades";
      readonly instrument: InstrumentId;
      readonly side: Side;
      readonly quantity: string;
    }
  | { readonly kind: "person_closes"; readonly instrument: InstrumentId } // whatever the account holds in it
  | { readonly kind: "person_cancels" } // every order that works
  | { readonly kind: "person_changes"; readonly factor: string }; // the amount of every order that works
