import type { Activity } from "./activity.ts";
import type { Books } from "./books.ts";
import type { OrderTerms } from "./order-terms.ts";

/** The books after something happened, and the records that it left: what has to be kept for ever. */
export interface Step {
  readonly books: Books;
  /** Orders given an id, whatever became of them. */
  readonly placed: readonly OrderTerms[];
  readonly activities: readonly Activity[];
}

export const noStep = (books: Books): Step => ({ books, placed: [], activities: [] });

/** One thing after the other: the second starts from the books the first left behind. */
export function andThen(first: Step, next: (books: Books) => Step): Step {
  const second = next(first.books);
  return {
    books: second.books,
    placed: [...first.placed, ...second.placed],
    activities: [...first.activities, ...second.activities],
  };
}

/** Whether the step left something that must be written down; the mere passing of time does not. */
export const leavesRecords = (step: Step): boolean => step.placed.length > 0 || step.activities.length > 0;
