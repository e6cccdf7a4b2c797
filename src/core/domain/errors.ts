/** How the process will end; `cli/exit-codes.ts` holds the number of each. */
export type ExitReason =
  | "usage"
  | "data_unusable"
  | "broker_unreachable"
  | "bug"
  | "storage_unwritable"
  | "lock_held"
  | "broker_contract_broken"
  | "login_needed"
  | "configuration"
  | "order_unknown";

/** Whether the same call may be made again: reads and prechecks are safe, writes only after reconciling. */
export type Retry = "never" | "safe" | "after_reconcile";

interface Failure {
  /** Stable, UPPER_SNAKE; what scripts and tests branch on. */
  readonly code: string;
  /** The action, the value in quotes, what was expected and what was found. */
  readonly message: string;
  readonly exit: ExitReason;
  readonly retry?: Retry;
  /** What the operator can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** An operating failure: the world did not do its part. Bugs are assertions, expected outcomes are values. */
export class TradebotError extends Error {
  override readonly name = "TradebotError";
  readonly code: string;
  readonly exit: ExitReason;
  readonly retry: Retry;
  readonly hint: string | undefined;

  constructor(failure: Failure) {
    super(failure.message, { cause: failure.cause });
    this.code = failure.code;
    this.exit = failure.exit;
    this.retry = failure.retry ?? "never";
    this.hint = failure.hint;
  }
}

/** What was thrown, by anybody's code: it may be no error at all, and may throw again when it is asked what it is. */
export function inWords(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return "something that cannot be shown";
  }
}
