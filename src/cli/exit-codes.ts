import { constants } from "node:os";
import type { ExitReason } from "../core/domain/errors.ts";

interface ExitCode {
  readonly code: number;
  readonly meaning: string;
  /** What the operator does about it. */
  readonly remedy: string;
}

/** The only table of exit codes: sysexits numbers where one fits, so that systemd names them. */
export const EXIT_CODES: Readonly<Record<"done" | ExitReason, ExitCode>> = {
  done: {
    code: 0,
    meaning: "done: traded, or rightly did not (outside hours, kill switch, nothing to do)",
    remedy: "Nothing.",
  },
  usage: {
    code: 64,
    meaning: "the command line is wrong",
    remedy: "The message names the word it did not understand; `tradebot --help` shows what there is.",
  },
  data_unusable: {
    code: 65,
    meaning:
      "market data of no instrument is usable; of maintenance: records or a backup are not sound; of `why --replay`: decisions do not come out as they are recorded",
    remedy:
      "Nothing was decided. `marketdata_instrument_failed` lines say why for each instrument; `tradebot doctor` checks each of them. After `maintenance verify` or `restore`: the lines it printed name what contradicts itself. After `why --replay`: they name the first difference, or what it takes and is not there.",
  },
  broker_unreachable: {
    code: 69,
    meaning: "the broker could not be reached, after retries or before the deadline",
    remedy:
      "The next start tries again by itself. If it lasts: the network, the broker's status page, SAXO_REST_BASE; `tradebot doctor` asks the broker and says what it sees.",
  },
  bug: {
    code: 70,
    meaning: "a bug; the next cycle recovers",
    remedy: "The next start recovers. Report it with the `unexpected_exception` line.",
  },
  storage_unwritable: {
    code: 74,
    meaning: "the store, the log or the output cannot be written",
    remedy:
      "When it is the store or the log, no order was sent from that moment on; when it is stdout, as stderr says, the work itself was done. Free the disk, or give the user that runs tradebot back its rights on the state and log directories.",
  },
  lock_held: {
    code: 75,
    meaning: "another cycle holds the lock",
    remedy:
      "Nothing when it happens now and then. If every start ends so, `tradebot status` names the process that holds the lock and since when.",
  },
  broker_contract_broken: {
    code: 76,
    meaning: "the broker answered against its own contract",
    remedy:
      "An answer was not what Saxo's API promises; the line names it. Nothing was assumed from it. `BROKER_REFUSED` with status 401 while the login is accepted for other data: SAXO_ACCOUNT_KEY or SAXO_CLIENT_KEY names something that this user may not see. If it lasts, the API may have changed: look for a newer version.",
  },
  login_needed: {
    code: 77,
    meaning: "login needed: there is none, or the broker does not accept it",
    remedy:
      "Run `tradebot login` (how-to: a lost login). With a 24-hour token instead: give it a new one (SAXO_ACCESS_TOKEN, or the file that SAXO_ACCESS_TOKEN_FILE names).",
  },
  configuration: {
    code: 78,
    meaning: "the configuration is invalid",
    remedy: "`tradebot config check` names every fault, with what was expected and where it is written.",
  },
  order_unknown: {
    code: 80,
    meaning: "an order's outcome is still unknown; of selloff and panic-stop: not everything is closed",
    remedy:
      "Do not send the order again by hand. Each cycle looks for evidence; see the how-to on an unknown order. After `selloff` or `panic-stop`: its table says what is left and why; run it again, it goes on where it ended.",
  },
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
