import type { StopReason } from "../../cycle/ports.ts";
import { runReconcile, type ReconcileReport } from "../../cycle/run-reconcile.ts";
import { cycleSettings } from "../cycle-plan.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { printJson } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import { Findings } from "../reconcile/findings.ts";
import { reconcileDocument } from "../reconcile/reconcile-document.ts";
import { reconcileText } from "../reconcile/reconcile-text.ts";
import { recordingWork } from "../reconcile/recording-work.ts";
import type { CommandInput } from "../register/commands.ts";

/** Compares our records with the broker's now, settles what is unknown, and says what came of it. */
export async function runReconcileCommand(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  let findings: Findings | undefined;
  const { document, exitCode } = await recordingWork(input.host, settings, {
    name: "RECONCILE",
    saying: "comparing our records with the broker's",
    listen: (events) => (findings = new Findings(events)),
    work: async ({ ports, cycle, stop }) => {
      ports.events.emit("reconcile_begin", {});
      const report = await runReconcile(ports, cycleSettings(settings), cycle);
      const ended = { report, exitCode: exitCodeOf(report, stop.request.reason) };
      const outcome = ended.exitCode === EXIT_CODES.done.code ? "done" : "failed";
      ports.events.emit("reconcile_end", {
        outcome,
        exit_code: ended.exitCode,
        failure_reason: report.failure?.code,
      });
      const { environment } = settings;
      const found = findings?.orders ?? new Map<string, never>();
      return {
        ...ended,
        outcome,
        document: reconcileDocument({ environment, cycle, report, found }),
      } as const;
    },
    ending: ({ report, exitCode: code, outcome }) => ({
      exitCode: code,
      outcome,
      counters: { ...report.tally },
    }),
  });
  if (input.json) printJson(input.host, { ...document, exit_code: exitCode });
  else input.host.stdout.write(reconcileText(document));
  return exitCode;
}

/** An outcome that nobody knows weighs most, then what kept the comparison from its end. */
function exitCodeOf({ tally, failure }: ReconcileReport, stopped: StopReason | undefined): number {
  if (tally.unknown > 0) return EXIT_CODES.order_unknown.code;
  if (stopped?.kind === "signal") return signalExitCode(stopped.signal);
  return failure === undefined ? EXIT_CODES.done.code : EXIT_CODES[failure.exit].code;
}
