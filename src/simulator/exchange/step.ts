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

/** Whether anything but the time is different after the step: then it must be written down. */
export const hasChanged = (before: Books, { books, placed, activities }: Step): boolean =>
  placed.length > 0 ||
  activities.length > 0 ||
  books.cash !== before.cash ||
  books.lots !== before.lots ||
  books.orders !== before.orders ||
  books.closedPositions !== before.closedPositions;
