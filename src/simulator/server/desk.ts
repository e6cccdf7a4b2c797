import { assert } from "../../core/domain/assert.ts";
import type { DurationMs, Timestamp } from "../../core/domain/time.ts";
import { subtractDuration, timestamp } from "../../core/domain/time.ts";
import type { Activity } from "../exchange/activity.ts";
import type { Books } from "../exchange/books.ts";
import { clientBooks } from "../exchange/client-books.ts";
import type { AccountName, Identity } from "../exchange/ids.ts";
import { accountNameOf } from "../exchange/ids.ts";
import { settleAccounts } from "../exchange/settle.ts";
import type { Step } from "../exchange/step.ts";
import { hasChanged, noStep } from "../exchange/step.ts";
import type { ClosedMarket } from "../exchange/trading-context.ts";
import type { TradingRules } from "../exchange/trading-rules.ts";
import type { Market } from "../market/types.ts";
import type { ActivityFilter, LoggedActivity, WriteSeen } from "../persistence/stored.ts";
import type { WorldStore } from "../persistence/world-store.ts";
import type { ChartOverrides } from "./chart-overrides.ts";
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
  readonly closedMarket: ClosedMarket;
  /** Bounds of prices and sides; Saxo's as far as they are known when absent. */
  readonly rules: TradingRules;
  readonly entitlement: Entitlement;
  /** Whether the user agreed to the exchanges' terms for prices over this interface. */
  readonly hasAcceptedMarketDataTerms: boolean;
  /** Whether messages, and an empty list of closed positions, come as bare arrays, as they were seen to on LIVE. */
  readonly listsAsSeenBare: boolean;
  /** Whether an account reset leaves nothing but the new balance; otherwise positions and orders stay. */
  readonly resetsWholeAccount: boolean;
  /** Rows of a list answer when the client does not ask for a number. */
  readonly pageSize: number;
  /** Whether a field group that nobody knows is a fault, rather than nothing. */
  readonly refusesUnknownFieldGroups: boolean;
  /** Whether asking at once for what the order log will bring is over a limit. */
  readonly refusesEagerPolls: boolean;
  /** Whether one unknown instrument spoils a list of prices, rather than its own row. */
  readonly refusesListsWithUnknown: boolean;
}

interface DeskParts {
  readonly seed: number;
  readonly identity: Identity;
  readonly market: Market;
  readonly store: WorldStore;
  /** By their numbers. */
  readonly accounts: readonly Books[];
  readonly quotes: QuoteOverrides;
  readonly charts: ChartOverrides;
  readonly sessions: SessionLevels;
  readonly settings: DeskSettings;
}

/** What the endpoints work with: the present books, the market, and the one way to change anything. */
export class Desk {
  readonly seed: number;
  readonly identity: Identity;
  readonly market: Market;
  readonly quotes: QuoteOverrides;
  readonly charts: ChartOverrides;
  readonly sessions: SessionLevels;
  readonly settings: DeskSettings;
  readonly answers: DisclaimerAnswers;
  /** Ids of messages that a client has seen, as long as the process lives. */
  readonly seenMessages = new Set<string>();
  readonly #store: WorldStore;
  readonly #acceptedDisclaimers: Set<string>;
  readonly #names: readonly AccountName[];
  #accounts: readonly Books[];
  #aheadByMs = 0;

  constructor({ seed, identity, market, store, accounts, quotes, charts, sessions, settings }: DeskParts) {
    this.seed = seed;
    this.identity = identity;
    this.market = market;
    this.quotes = quotes;
    this.charts = charts;
    this.sessions = sessions;
    this.settings = settings;
    this.answers = new DisclaimerAnswers(seed);
    this.#store = store;
    this.#accounts = accounts;
    this.#names = accounts.map(({ account }) => accountNameOf(seed, account.number));
    this.#acceptedDisclaimers = new Set(store.acceptedDisclaimers());
  }

  get accounts(): readonly Books[] {
    return this.#accounts;
  }

  /** The account that counts where none is named. */
  get defaultAccount(): Books {
    return this.account(1);
  }

  /** @param number of an account that there is */
  account(number: number): Books {
    const books = this.#accounts[number - 1];
    assert(books !== undefined, `there is no account ${number}`);
    return books;
  }

  /** The account of a key; `undefined` when it is nobody's, or somebody else's. */
  accountByKey(accountKey: string): Books | undefined {
    return this.#accounts.find(({ account }) => this.nameOf(account.number).key === accountKey);
  }

  /** Everything together, in the currency of the client. */
  clientBooks(at: Timestamp): Books {
    return clientBooks(this.#accounts, this.market, at);
  }

  nameOf(number: number): AccountName {
    const name = this.#names[number - 1];
    assert(name !== undefined, `there is no account ${number}`);
    return name;
  }

  /**
   * The instant that counts here: the caller's now, unless the books have already seen a later one. Then somebody set
   * the clock back, and time goes on from where it was, so that nothing waits until the clock has caught up.
   */
  instant(now: Timestamp): Timestamp {
    const { settledThrough } = this.defaultAccount;
    if (now + this.#aheadByMs < settledThrough) this.#aheadByMs = settledThrough - now;
    return timestamp(now + this.#aheadByMs);
  }

  /** Lets the market's doings up to an instant reach the books. */
  settle(at: Timestamp): void {
    const before = this.#accounts;
    const steps = settleAccounts(before, this.market, at);
    const changes = before
      .map((books, index) => ({ before: books, step: steps[index] ?? noStep(books) }))
      .filter((change) => hasChanged(change.before, change.step));
    if (changes.length > 0) this.#store.save(changes);
    this.#accounts = steps.map(({ books }) => books); // unchanged ones are found again, should the process end here
  }

  /** Makes a step of one account durable, and only then the present. */
  commit(step: Step, write?: WriteSeen): void {
    const { account, counters } = step.books;
    this.#store.save([{ before: this.account(account.number), step }], write);
    this.#accounts = this.#accounts.map((books) =>
      books.account.number === account.number ? step.books : { ...books, counters },
    );
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
