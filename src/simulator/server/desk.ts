import type { DurationMs, Timestamp } from "../../core/domain/time.ts";
import { subtractDuration, timestamp } from "../../core/domain/time.ts";
import type { Activity } from "../exchange/activity.ts";
import type { Books } from "../exchange/books.ts";
import type { Identity } from "../exchange/ids.ts";
import { settle } from "../exchange/settle.ts";
import type { Step } from "../exchange/step.ts";
import { hasChanged } from "../exchange/step.ts";
import type { TradingRules } from "../exchange/trading-rules.ts";
import type { Market } from "../market/types.ts";
import type { ActivityFilter, LoggedActivity, WorldStore, WriteSeen } from "../persistence/world-store.ts";
import type { StandingDisclaimer } from "./disclaimer.ts";
import { DisclaimerAnswers } from "./disclaimer.ts";
import type { Entitlement } from "./entitlement.ts";
import type { QuoteOverrides } from "./quote-overrides.ts";
import type { SessionLevels } from "./session-levels.ts";

/** How this Saxo behaves where Saxo itself is known to differ, or to be slow. */
export interface DeskSettings {
  /** How long the order log lags behind what happened. */
  readonly activityDelay: DurationMs;
  /** Texts that stand before every order. */
  readonly disclaimers: readonly StandingDisclaimer[];
  readonly closedMarket: "queue" | "refuse";
  /** Bounds of prices and sides; Saxo's as far as they are known when absent. */
  readonly rules: TradingRules;
  readonly entitlement: Entitlement;
  /** Whether the user agreed to the exchanges' terms for prices over this interface. */
  readonly hasAcceptedMarketDataTerms: boolean;
  /** Whether messages, and an empty list of closed positions, come as bare arrays, as they were seen to on LIVE. */
  readonly listsAsSeenBare: boolean;
  /** Rows of a list answer when the client does not ask for a number. */
  readonly pageSize: number;
}

interface DeskParts {
  readonly seed: number;
  readonly identity: Identity;
  readonly market: Market;
  readonly store: WorldStore;
  readonly books: Books;
  readonly quotes: QuoteOverrides;
  readonly sessions: SessionLevels;
  readonly settings: DeskSettings;
}

/** What the endpoints work with: the present books, the market, and the one way to change anything. */
export class Desk {
  readonly seed: number;
  readonly identity: Identity;
  readonly market: Market;
  readonly quotes: QuoteOverrides;
  readonly sessions: SessionLevels;
  readonly settings: DeskSettings;
  readonly answers: DisclaimerAnswers;
  /** Ids of messages that a client has seen, as long as the process lives. */
  readonly seenMessages = new Set<string>();
  readonly #store: WorldStore;
  readonly #acceptedDisclaimers: Set<string>;
  #books: Books;
  #aheadByMs = 0;

  constructor({ seed, identity, market, store, books, quotes, sessions, settings }: DeskParts) {
    this.seed = seed;
    this.identity = identity;
    this.market = market;
    this.quotes = quotes;
    this.sessions = sessions;
    this.settings = settings;
    this.answers = new DisclaimerAnswers(seed);
    this.#store = store;
    this.#books = books;
    this.#acceptedDisclaimers = new Set(store.acceptedDisclaimers());
  }

  get books(): Books {
    return this.#books;
  }

  /**
   * The instant that counts here: the caller's now, unless the books have already seen a later one. Then somebody set
   * the clock back, and time goes on from where it was, so that nothing waits until the clock has caught up.
   */
  instant(now: Timestamp): Timestamp {
    if (now + this.#aheadByMs < this.#books.settledThrough)
      this.#aheadByMs = this.#books.settledThrough - now;
    return timestamp(now + this.#aheadByMs);
  }

  /** Lets the market's doings up to an instant reach the books. */
  settle(at: Timestamp): void {
    const step = settle(this.#books, this.market, at);
    if (hasChanged(this.#books, step)) this.commit(step);
    else this.#books = step.books; // found again from the last commit, should the process end here
  }

  /** Makes a step durable, and only then the present. */
  commit(step: Step, write?: WriteSeen): void {
    this.#store.save(this.#books, step, write);
    this.#books = step.books;
    if (step.activities.some(isAcceptance)) this.answers.orderPlaced();
  }

  /** Lines of the order log that can be seen by now. */
  activities(
    now: Timestamp,
    filter: Omit<ActivityFilter, "upTo"> & { readonly upTo: Timestamp | undefined },
  ): readonly LoggedActivity[] {
    const visible = subtractDuration(now, this.settings.activityDelay);
    const upTo = timestamp(Math.min(visible, filter.upTo ?? visible));
    return this.#store.activities({ ...filter, upTo });
  }

  hasAccepted(disclaimerToken: string): boolean {
    return this.#acceptedDisclaimers.has(disclaimerToken);
  }

  acceptDisclaimer(disclaimerToken: string, at: Timestamp): void {
    this.#store.acceptDisclaimer(disclaimerToken, at);
    this.#acceptedDisclaimers.add(disclaimerToken);
  }
}

const isAcceptance = ({ status, subStatus }: Activity): boolean =>
  status === "Placed" && subStatus !== "Rejected";
