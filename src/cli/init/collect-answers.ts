import path from "node:path";
import { fileVariable } from "../../config/all-settings.ts";
import { environmentName } from "../../config/kinds/broker.ts";
import type { Environment } from "../../config/settings.ts";
import { presenceInWords } from "../../config/presence-words.ts";
import type { Presence } from "../../config/setting.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { printable } from "../output.ts";
import { faultIn, settingNamed, type Answers, type ReadSecretFile } from "./answers.ts";
import type { Prompter } from "./prompter.ts";
import {
  ENVIRONMENT_QUESTION,
  ownDirectories,
  QUESTIONS,
  type InitOptions,
  type Question,
} from "./questions.ts";

interface Interview {
  readonly options: InitOptions;
  /** `prod` of `.env.prod`. */
  readonly layer: string | undefined;
  /** Absent where nobody can be asked. */
  readonly prompter: Prompter | undefined;
  /** What stdin held, when it was to hold the token. */
  readonly token: string | undefined;
  readonly readSecretFile: ReadSecretFile;
}

/** Takes each answer from the command line or from the person, checked by the schema. @throws TradebotError */
export async function collectAnswers(interview: Interview): Promise<Answers> {
  const answers = new Map<string, string>();
  await answer(ENVIRONMENT_QUESTION, "LOCAL", { ...interview, answers });
  const environment = environmentIn(answers);
  answers.set("SAXO_ENV", environment);
  for (const [name, value] of ownDirectories(environment, interview.layer)) answers.set(name, value);
  for (const question of QUESTIONS) await answer(question, environment, { ...interview, answers });
  return answers;
}

function environmentIn(answers: Answers): Environment {
  const reading = environmentName.read(answers.get("SAXO_ENV") ?? "LOCAL");
  if (reading.kind === "value") return reading.value;
  throw answerUnusable(reading.fault);
}

interface Answering extends Interview {
  readonly answers: Map<string, string>;
}

async function answer(question: Question, environment: Environment, answering: Answering): Promise<void> {
  const { options, prompter, token } = answering;
  const presence = presenceOf(question, environment, answering.answers);
  const isToken = question.setting === "SAXO_ACCESS_TOKEN" && token !== undefined;
  const given = isToken ? { name: question.setting, value: token } : question.given(options);
  if (given !== undefined) {
    if (presence.kind === "unused") throw answerUnusable(`${question.flag} has no effect on ${environment}`);
    takeGiven(given, answering);
  } else if (prompter !== undefined && isAsked(presence, question, answering)) {
    await ask(question, presence, { ...answering, prompter });
  } else if (presence.kind === "required" || question === ENVIRONMENT_QUESTION) {
    throw answerMissing(question);
  }
}

function presenceOf({ setting, presence }: Question, environment: Environment, answers: Answers): Presence {
  const bySchema = settingNamed(setting).presence[environment];
  if (bySchema.kind === "unused") return bySchema;
  const hasApp = answers.has("SAXO_APP_KEY") || answers.has(fileVariable("SAXO_APP_KEY"));
  return presence?.(hasApp) ?? bySchema;
}

/** What has a good default is not asked for. On LOCAL nothing is at stake that somebody must be told of. */
function isAsked(presence: Presence, question: Question, { options, answers, token }: Answering): boolean {
  if (question === ENVIRONMENT_QUESTION || presence.kind === "required") return true;
  if (presence.kind !== "optional" || answers.get("SAXO_ENV") === "LOCAL") return false;
  // who has brought a token logs in with that
  return question.setting !== "SAXO_APP_KEY" || (options.tokenFile === undefined && token === undefined);
}

function takeGiven(
  given: { readonly name: string; readonly value: string },
  { answers, readSecretFile }: Answering,
): void {
  const isPath = given.name.endsWith("_FILE");
  answers.set(given.name, isPath ? path.resolve(given.value) : given.value); // the scheduler may start elsewhere
  const fault = faultIn(answers, given.name, readSecretFile);
  if (fault !== undefined) throw answerUnusable(fault);
}

/** Asks until the answer is sound, or is left out where it may be. */
async function ask(
  { setting: name, flag }: Question,
  presence: Presence,
  { answers, prompter, readSecretFile }: Answering & { readonly prompter: Prompter },
): Promise<void> {
  explain(name, prompter);
  for (;;) {
    const typed = await typedAnswer(name, presence, prompter);
    if (typed === undefined) {
      if (presence.kind !== "required") return;
      prompter.say(`  an answer is needed; without a terminal: ${flag}\n`);
      continue;
    }
    answers.set(typed.name, typed.value);
    const fault = faultIn(answers, typed.name, readSecretFile);
    if (fault === undefined) return;
    answers.delete(typed.name);
    prompter.say(`  ${printable(fault)}\n`);
  }
}

function explain(name: string, prompter: Prompter): void {
  const { description, expected, example, isSecret } = settingNamed(name);
  prompter.say(`\n${name}: ${description}\n  Expected: ${expected}.\n`);
  if (example !== undefined) prompter.say(`  For example: ${example}\n`);
  if (isSecret !== true) return;
  prompter.say("  What you type is not shown. Write @path to name a file that holds it instead.\n");
}

/** `undefined` for an empty line. */
async function typedAnswer(
  name: string,
  presence: Presence,
  prompter: Prompter,
): Promise<{ readonly name: string; readonly value: string } | undefined> {
  const isSecret = settingNamed(name).isSecret === true;
  const typed = await (isSecret ? prompter.askSecret(promptOf(presence)) : prompter.ask(promptOf(presence)));
  const value = typed.trim();
  if (value === "") return undefined;
  return isSecret && value.startsWith("@")
    ? { name: fileVariable(name), value: path.resolve(value.slice(1)) }
    : { name, value };
}

function promptOf(presence: Presence): string {
  switch (presence.kind) {
    case "default":
      return `[${presence.text}] > `;
    case "required":
      return "> ";
    default:
      return "(may be left empty) > ";
  }
}

function answerMissing({ setting: name, flag }: Question): TradebotError {
  const setting = settingNamed(name);
  const byDefault = presenceInWords(setting, (text) => text);
  return new TradebotError({
    code: "ANSWER_MISSING",
    message: `${name} is needed and there is no terminal to ask at (default: ${byDefault})`,
    exit: "usage",
    hint: `give it as ${flag}`,
  });
}

const answerUnusable = (fault: string): TradebotError =>
  new TradebotError({ code: "ANSWER_UNUSABLE", message: fault, exit: "usage" });
