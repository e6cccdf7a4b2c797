import { constants } from "node:os";
import type { ExitReason } from "../core/domain/errors.ts";

/** The only table of exit codes: sysexits numbers where one fits, so that systemd names them. */
export const EXIT_CODES: Readonly<
  Record<"done" | ExitReason, { readonly code: number; readonly meaning: string }>
> = {
  done: { code: 0, meaning: "done: traded, or rightly did not (outside hours, nothing to do)" },
  usage: { code: 64, meaning: "the command line is wrong" },
  data_unusable: { code: 65, meaning: "market data of no instrument is usable" },
  broker_unreachable: {
    code: 69,
    meaning: "the broker could not be reached, after retries or before the deadline",
  },
  bug: { code: 70, meaning: "a bug; the next cycle recovers" },
  storage_unwritable: { code: 74, meaning: "the store or the log cannot be written" },
  lock_held: { code: 75, meaning: "another cycle holds the lock" },
  broker_contract_broken: { code: 76, meaning: "the broker answered against its own contract" },
  login_needed: { code: 77, meaning: "the broker does not accept the token" },
  configuration: { code: 78, meaning: "the configuration is invalid" },
  order_unknown: { code: 80, meaning: "an order's outcome is still unknown" },
};

/** 128 + n, as shells report a process ended by signal n. */
export const signalExitCode = (signal: "SIGTERM" | "SIGINT" | "SIGHUP"): number =>
  128 + constants.signals[signal];

/** The table as `--help` and the documentation print it. */
export function renderExitCodes(): string {
  const rows = Object.values(EXIT_CODES).map(
    ({ code, meaning }) => `  ${String(code).padStart(3)}  ${meaning}`,
  );
  return [...rows, "128+n  ended by signal n at a safe point, state saved"].join("\n");
}
