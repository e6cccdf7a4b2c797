/** What must hold whatever happens. */
export const PROMISES = {
  duplicate: "an order is at the broker twice",
  lost: "an order of ours is unknown to the broker or to the store",
  denied: "an order that was executed is recorded as never arrived",
  limit: "an order exceeds a limit, or what is ours to sell",
  banned: "an order was sent that the kill switch forbade",
  heedless: "a run that was asked to end went on sending orders",
  consent: "an order was placed behind a text that nobody may accept",
  flat: "a close-out calls flat what is not",
  unprotected: "a position has no stop of its size, or a stop has no position",
  books: "store and broker tell different stories",
  restless: "a second look at the same records changes something",
  unsettled: "an undisturbed cycle leaves something open",
  secret: "a log line shows the token",
  bug: "a cycle ended by an error that nobody expected",
} as const;

/** A promise that was not kept. */
export interface Breach {
  readonly promise: keyof typeof PROMISES;
  readonly detail: string;
}

export const breach = (promise: Breach["promise"], detail: string): Breach => ({ promise, detail });
