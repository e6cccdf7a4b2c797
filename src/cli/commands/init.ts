import { existsSync, lstatSync, readFileSync } from "node:fs";
import { replaceFile } from "../../adapters/files/replace-file.ts";
import { stateUnwritable } from "../../adapters/files/state-error.ts";
import { readEnvFile } from "../../config/env-file.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { EXIT_CODES, signalExitCode } from "../exit-codes.ts";
import { envFileText, shownLines, type Answers } from "../init/answers.ts";
import { collectAnswers } from "../init/collect-answers.ts";
import { Interrupted, terminalPrompter, type Prompter } from "../init/prompter.ts";
import type { InitOptions } from "../init/questions.ts";
import { readSecretFile, topFile } from "../load-configuration.ts";
import type { Host } from "../main.ts";
import { printable } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";
import { isTerminal } from "../terminal.ts";
import { runDoctor } from "./doctor.ts";

/** Writes the env file by a few answers, and checks what came of it. @returns the doctor's exit code */
export async function runInit(input: CommandInput, options: InitOptions): Promise<number> {
  const { host } = input;
  const canAsk = isTerminal(host.stdin) && isTerminal(host.stderr) && options.tokenStdin !== true;
  const prompter = canAsk ? terminalPrompter(host) : undefined;
  try {
    const isWritten = await initialise(input, options, prompter);
    prompter?.close(); // the doctor has the terminal to itself
    return isWritten ? await runDoctor(input) : EXIT_CODES.done.code;
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    host.stderr.write("\ntradebot: given up; nothing was written\n");
    return signalExitCode("SIGINT");
  } finally {
    prompter?.close();
  }
}

/** @returns whether the file was written; not when the person thought better of it */
export async function initialise(
  { host, configuration }: Pick<CommandInput, "host" | "configuration">,
  options: InitOptions,
  prompter: Prompter | undefined,
): Promise<boolean> {
  const file = topFile(configuration);
  refuseToOverwrite(file, options);
  const answers = await collectAnswers({
    options,
    layer: configuration.config,
    prompter,
    token: options.tokenStdin === true ? await readToken(host) : undefined,
    readSecretFile,
  });
  if (prompter !== undefined && !(await isConfirmed(prompter, file, answers))) return false;
  refuseToOverwrite(file, options); // questions take time, and others may have come first
  write(file, envFileText(answers));
  if (prompter === undefined)
    host.stdout.write(`${printable(file)} was written:\n${printableLines(answers)}\n`);
  warnOfOverrides(host, answers);
  return true;
}

const printableLines = (answers: Answers): string =>
  shownLines(answers).split("\n").map(printable).join("\n");

async function isConfirmed(prompter: Prompter, file: string, answers: Answers): Promise<boolean> {
  prompter.say(
    `\nThis will be written to ${printable(file)}, for you alone to read:\n${printableLines(answers)}`,
  );
  const typed = (await prompter.ask("Write it? [yes] > ")).trim().toLowerCase();
  if (["", "y", "yes"].includes(typed)) return true;
  prompter.say("nothing was written\n");
  return false;
}

function refuseToOverwrite(file: string, { force }: InitOptions): void {
  if (force === true || lstatSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw new TradebotError({
    code: "ENV_FILE_EXISTS",
    message: `"${file}" is there already${contentOf(file)}`,
    exit: "usage",
    hint: `--force replaces it, and keeps what it held in ${file}.bak`,
  });
}

function contentOf(file: string): string {
  if (!existsSync(file) || !lstatSync(file).isFile()) return "";
  const names = [...readEnvFile({ name: file, text: readFileSync(file, "utf8") }).entries.keys()];
  return names.length === 0 ? " and sets nothing" : ` and sets ${names.join(", ")}`;
}

function write(file: string, text: string): void {
  try {
    if (existsSync(file)) replaceFile(`${file}.bak`, readFileSync(file, "utf8"));
    replaceFile(file, text);
  } catch (error) {
    throw stateUnwritable(error, file);
  }
}

/** A token has some thousand characters at most; whatever is longer is something else. */
const LONGEST_TOKEN = 65_536;

async function readToken({ stdin }: Pick<Host, "stdin">): Promise<string> {
  let text = "";
  for await (const chunk of stdin.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > LONGEST_TOKEN) break;
  }
  const token = text.replace(/[\r\n]+$/, "");
  if (token !== "" && text.length <= LONGEST_TOKEN) return token;
  throw new TradebotError({
    code: "TOKEN_UNREADABLE",
    message: `--token-stdin: expected the token on stdin, found ${token === "" ? "nothing" : "far more than a token"}`,
    exit: "usage",
    hint: "pipe the token alone into the command, or name its file with --token-file",
  });
}

function warnOfOverrides({ env, stderr }: Host, answers: Answers): void {
  const names = [...answers.keys()].filter((name) => (env[name] ?? "") !== "");
  if (names.length === 0) return;
  stderr.write(
    `tradebot: set in the process environment as well, which counts more than the file: ${names.join(", ")}\n`,
  );
}
