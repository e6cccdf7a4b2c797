import type { RecordedDisclaimer } from "../../adapters/store/disclaimers.ts";
import type { SqliteStore } from "../../adapters/store/sqlite-store.ts";
import type { Settings } from "../../config/settings.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { canBeTicked, type PersonalAnswer } from "../../core/execution/disclaimers.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import {
  disclaimerDocument,
  disclaimersDocument,
  disclaimersText,
  disclaimerText,
} from "../explain/disclaimers.ts";
import type { Host } from "../main.ts";
import { printable, printJson } from "../output.ts";
import { personName } from "../person.ts";
import { requireSettings, withStoreReader } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { isConfirmed } from "./maintenance/confirm.ts";
import type { Holding } from "./maintenance/hold-lock.ts";
import { holdingTheLock } from "./maintenance/hold-lock.ts";

/** Lists the texts that stood before orders. */
export async function runDisclaimersList(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const document = disclaimersDocument(await readAll(settings), settings.execution.disclaimerPolicy);
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(disclaimersText(document));
  return EXIT_CODES.done.code;
}

/** Shows one text with everything that was answered to it. */
export async function runDisclaimersShow(
  input: CommandInput,
  { which }: { readonly which: string },
): Promise<number> {
  const settings = requireSettings(input);
  const document = await readOne(settings, which);
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(disclaimerText(document));
  return EXIT_CODES.done.code;
}

export interface AnswerOptions {
  readonly which: string;
  readonly answer: PersonalAnswer;
  readonly yes: boolean;
}

/** Writes down what a person says about one text: what `manual_review` goes by. */
export async function runDisclaimersAnswer(input: CommandInput, options: AnswerOptions): Promise<number> {
  const settings = requireSettings(input);
  const document = await readOne(settings, options.which);
  if (document.is_blocking && options.answer === "agreed") throw isBlocking(document.hash);
  if (!(options.yes || (await isAnsweredTwice(input.host, disclaimerText(document), options.answer)))) {
    input.host.stdout.write("nothing was written down\n");
    return EXIT_CODES.done.code;
  }
  const { hash, title, conditions } = document;
  await holdingTheLock(input.host, settings, (holding) =>
    record(holding, { hash, title, answer: options.answer }),
  );
  input.host.stdout.write(`${OUTCOME[options.answer]}: ${printable(title)} (${hash})\n${useOf(settings)}`);
  if (options.answer === "agreed" && !canBeTicked(conditions)) input.host.stdout.write(STAYS_BLOCKED);
  return EXIT_CODES.done.code;
}

const OUTCOME: Readonly<Record<PersonalAnswer, string>> = { agreed: "agreed to", declined: "declined" };

const STAYS_BLOCKED =
  "orders before which it stands stay blocked all the same: it wants a sentence typed at each of them, which the bot never does\n";

/** Under another policy the answer is kept and changes nothing. */
const useOf = ({ execution: { disclaimerPolicy: policy } }: Settings): string =>
  policy === "manual_review"
    ? ""
    : `DISCLAIMER_POLICY is ${policy}: the answer counts under manual_review alone\n`;

/** A text is agreed to in the person's name, so it is asked for twice, the second time in other words. */
async function isAnsweredTwice(host: Host, text: string, answer: PersonalAnswer): Promise<boolean> {
  if (answer === "declined")
    return isConfirmed(host, `${text}\norders before which this text stands will not be placed\n`);
  return (
    (await isConfirmed(host, `${text}\nhave you read this text?\n`)) &&
    (await isConfirmed(
      host,
      "from now on the bot accepts this very text in your name, before every order that wants it, until you decline it\n",
    ))
  );
}

interface Said {
  readonly hash: string;
  readonly title: string;
  readonly answer: PersonalAnswer;
}

async function record({ settings, clock, log }: Holding, { hash, title, answer }: Said): Promise<void> {
  const { openStoreAsItIs } = await import("../../adapters/store/open-store.ts");
  const store: SqliteStore | undefined = openStoreAsItIs(settings.stateDirectory);
  if (store === undefined) throw unknown(hash);
  try {
    store.recordPersonalAnswer({ hash, answer, person: personName(), at: clock.now() });
  } finally {
    store.close();
  }
  (await log()).emit("execution_disclaimer_reviewed", {
    disclaimer_hash: hash,
    disclaimer_title: title,
    reason: answer,
  });
}

const readAll = (settings: Settings): Promise<readonly RecordedDisclaimer[]> =>
  withStoreReader(settings, (reader) => reader?.recordedDisclaimers() ?? []);

/** Of a beginning too short, somebody could mean another text than the one found. */
const SHORTEST_HASH = 6;

async function readOne(settings: Settings, which: string) {
  const found = (await readAll(settings)).filter(
    ({ hash, text }) => text.token === which || (which.length >= SHORTEST_HASH && hash.startsWith(which)),
  );
  const [one, another] = found;
  if (one === undefined) throw unknown(which);
  if (another !== undefined) throw ambiguous(which, found);
  return disclaimerDocument(one, settings.execution.disclaimerPolicy);
}

const unknown = (which: string): TradebotError =>
  new TradebotError({
    code: "DISCLAIMER_UNKNOWN",
    message: `no disclaimer "${printable(which)}" is known here`,
    exit: "usage",
    hint: "`tradebot disclaimers list` shows those that stood before orders; give the hash, or its first six characters",
  });

const ambiguous = (which: string, found: readonly RecordedDisclaimer[]): TradebotError =>
  new TradebotError({
    code: "DISCLAIMER_AMBIGUOUS",
    message: `"${printable(which)}" may mean ${found.map(({ hash }) => hash).join(", ")}`,
    exit: "usage",
    hint: "give more of the hash",
  });

const isBlocking = (hash: string): TradebotError =>
  new TradebotError({
    code: "DISCLAIMER_BLOCKING",
    message: `the disclaimer ${hash} is blocking: Saxo lets nobody accept it`,
    exit: "usage",
    hint: "take the instrument off the WATCHLIST, or ask Saxo what it would take to trade it",
  });
