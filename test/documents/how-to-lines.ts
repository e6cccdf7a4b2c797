/** Lines that need what a directory alone has not; of these, tradebot's own are read by its command line alone. */
export const NOT_TYPED: readonly (readonly [RegExp, string])[] = [
  [/^npm ci$|^git /, "the clone and the registry"],
  [/ > [\w-]+\)$/, "somebody who pastes a secret"],
  [/ init .*--environment (SIM|LIVE)/, "an account at Saxo"],
  [/ schedule (install|remove|status) /, "the scheduler of the machine"],
  [/ --notify-test$/, "a receiver of messages"],
];

export const isTyped = (line: string): boolean => NOT_TYPED.every(([pattern]) => !pattern.test(line));

/** Pages for which a Saxo with sign-in pages stands beside the reader. */
export const SAXO_PAGES: readonly string[] = ["first-sim-day.md", "going-live.md", "lost-login.md"];
