import type { Decimal } from "../../core/domain/decimal.ts";
import { externalReference, type ExternalReference } from "../../core/domain/ids.ts";
import type { PersonsWord } from "../../core/execution/resolve.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printJson } from "../output.ts";
import { personName } from "../person.ts";
import { requireSettings } from "../read-store.ts";
import { isConfirmedTwice } from "../reconcile/confirm-twice.ts";
import {
  examinationDocument,
  examinationText,
  type ExaminationDocument,
} from "../reconcile/examination-text.ts";
import { examine, record, usage, type Resolved } from "../reconcile/persons-word.ts";
import type { CommandInput } from "../register/commands.ts";

export interface ResolveOptions {
  readonly reference: string;
  readonly as: PersonsWord["as"];
  readonly reason: string;
  readonly quantity: Decimal | undefined;
  readonly confirm: string | undefined;
}

/** Writes down what a person says became of an order, where the broker's records cannot tell. */
export async function runResolve(input: CommandInput, options: ResolveOptions): Promise<number> {
  const settings = requireSettings(input);
  const { host, json } = input;
  const word = wordOf(options);
  const reference = referenceIn(options.reference);
  const { examination, resolution } = await examine(host, settings, { reference, word });
  const shown = examinationDocument(examination);
  const announcement = `${examinationText(shown)}${consequence(word, resolution)}`;
  if (!(await isConfirmedTwice(host, { reference, announcement, given: options.confirm }))) {
    host.stderr.write("nothing was recorded\n");
    return EXIT_CODES.done.code;
  }
  await record(host, settings, { reference, word, resolution });
  const { transition, adjustment } = resolution;
  if (json)
    printJson(host, {
      ...shown,
      state: transition.to,
      reason: transition.reason,
      detail: transition.detail,
      adjusted_by: adjustment.toString(),
    });
  else
    host.stdout.write(
      `recorded: ${reference} is ${transition.to}, our position is changed by ${adjustment.toString()}\n${leftToSay(shown)}`,
    );
  return EXIT_CODES.done.code;
}

/** Their outcome is a fact of its own: a stop may have been taken although its entry was refused. */
const leftToSay = ({ same_request }: ExaminationDocument): string =>
  same_request
    .map(
      ({ external_reference: reference, purpose }) =>
        `its ${purpose} is still in doubt: tradebot resolve ${reference} --as filled|absent --reason <text>\n`,
    )
    .join("");

function wordOf({ as, reason, quantity }: ResolveOptions): PersonsWord {
  const because = reason.trim();
  if (because === "")
    throw usage(
      "REASON_NEEDED",
      "the reason is empty",
      "say with --reason how you know what became of the order",
    );
  return { as, because, person: personName(), ...(quantity === undefined ? {} : { quantity }) };
}

function referenceIn(text: string): ExternalReference {
  if (!/^ATB-[A-Z2-7]{1,46}$/.test(text))
    throw usage(
      "REFERENCE_MALFORMED",
      "the reference is none of ours",
      "give the whole external reference of the order, from ATB- on, as `tradebot status` shows it",
    );
  return externalReference(text);
}

function consequence({ as, because }: PersonsWord, { transition, adjustment }: Resolved): string {
  const executed = transition.filledQuantity?.toString() ?? "0";
  const effect =
    as === "absent"
      ? "it counts as never placed: THE SAME DECISION MAY BE SENT AGAIN. Should it exist after all, you own it twice"
      : `it counts as ${transition.to} with ${executed} executed, and our position is changed by ${adjustment.toString()}. Should that be wrong, the next comparison puts it right`;
  return `recorded as ${as}, because: ${because}\n${effect}\n`;
}
