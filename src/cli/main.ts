import { CommanderError } from "commander";
import { TradebotError } from "../core/domain/errors.ts";
import { EXIT_CODES, signalExitCode } from "./exit-codes.ts";
import { guardOutput } from "./guard-output.ts";
import { Interrupted } from "./interrupted.ts";
import { hidingSecrets } from "./known-secrets.ts";
import { tellOfBug } from "./last-resort.ts";
import { ownLine } from "./output.ts";
import { buildProgram, type ConfigurationOptions } from "./program.ts";

/** Everything the command takes from the process that runs it. */
export type Host = Pick<NodeJS.Process, "argv" | "env" | "stdin" | "stdout" | "stderr" | "umask">;

/** Runs one command line to its end. @returns the exit code; never throws */
export async function main(host: Host): Promise<number> {
  host.umask(0o077); // whatever is written from here on is its owner's alone
  const output = guardOutput(host);
  const exitCode = await run(host);
  const isTold = await output.isWritten();
  return exitCode === EXIT_CODES.done.code && !isTold ? EXIT_CODES.storage_unwritable.code : exitCode;
}

async function run(host: Host): Promise<number> {
  let exitCode = EXIT_CODES.done.code;
  const program = buildProgram(host, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(host.argv);
    return exitCode;
  } catch (error) {
    return await report(host, error, program.opts());
  }
}

async function report(host: Host, error: unknown, configuration: ConfigurationOptions): Promise<number> {
  if (error instanceof CommanderError) {
    // commander has already printed; help and version that were asked for are no mistake
    return error.exitCode === 0 ? EXIT_CODES.done.code : EXIT_CODES.usage.code;
  }
  if (error instanceof Interrupted) return signalExitCode(error.signal);
  if (error instanceof TradebotError) {
    const hide = await hidingSecrets(host.env);
    const { withConfiguration } = await import("./own-configuration.ts");
    const hint = error.hint === undefined ? "" : `; ${withConfiguration(error.hint, configuration)}`;
    host.stderr.write(ownLine(hide(error.message + hint)));
    return EXIT_CODES[error.exit].code;
  }
  return tellOfBug(host, error);
}
