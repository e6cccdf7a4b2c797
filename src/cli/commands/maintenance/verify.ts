import { readStoreFacts } from "../../../adapters/store/verify.ts";
import type { Settings } from "../../../config/settings.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import type { Check, Verdict } from "../../../report/check.ts";
import { worstVerdict } from "../../../report/check.ts";
import { EXIT_CODES } from "../../exit-codes.ts";
import { printable, printJson } from "../../output.ts";
import { withProgress } from "../../progress.ts";
import { requireSettings } from "../../read-store.ts";
import type { CommandInput } from "../../register/commands.ts";
import { fileChecks } from "./file-checks.ts";
import { takeStockOfAll } from "./own-directories.ts";
import { storeChecks } from "./store-checks.ts";

/** Proves what the bot has written; changes nothing. @returns 0, 74 for what cannot be read, 65 for what contradicts itself */
export async function runVerify(input: CommandInput): Promise<number> {
  const settings = requireSettings(input);
  const { store, files } = await withProgress(input.host, (say) => {
    say("reading the store");
    const ofStore = checksOfStore(settings);
    say("reading the files beside it");
    return Promise.resolve({ store: ofStore, files: fileChecks(settings, takeStockOfAll(settings)) });
  });
  const checks = [...store, ...files];
  const verdict = worstVerdict(checks);
  if (input.json) printJson(input.host, { verdict, checks });
  else input.host.stdout.write(asText(checks));
  return exitCodeFor(store, files);
}

function checksOfStore({ stateDirectory, environment }: Settings): readonly Check[] {
  try {
    const facts = readStoreFacts(stateDirectory);
    if (facts !== undefined) return storeChecks(facts, environment);
    return [{ name: "store", verdict: "ok", finding: "there is none yet; the first cycle makes it" }];
  } catch (error) {
    if (!(error instanceof TradebotError)) throw error;
    const { message: finding, hint } = error;
    return [{ name: "store", verdict: "fail", finding, ...(hint === undefined ? {} : { remedy: hint }) }];
  }
}

/** Checks of the store that fail because it cannot be read, rather than because it says what cannot be. */
const UNREADABLE: readonly string[] = ["store", "store_integrity"];

/** A file beside the store fails for nothing but that it cannot be read. */
function exitCodeFor(store: readonly Check[], files: readonly Check[]): number {
  const hasFailed = ({ verdict }: Check): boolean => verdict === "fail";
  const failed = store.filter(hasFailed);
  const isUnreadable = files.some(hasFailed) || failed.some(({ name }) => UNREADABLE.includes(name));
  if (!isUnreadable && failed.length === 0) return EXIT_CODES.done.code;
  return isUnreadable ? EXIT_CODES.storage_unwritable.code : EXIT_CODES.data_unusable.code;
}

const MARKS: Readonly<Record<Verdict, string>> = { ok: "ok  ", warn: "warn", fail: "FAIL" };

const asText = (checks: readonly Check[]): string =>
  checks
    .map(({ name, verdict, finding, remedy }) => {
      const advice = remedy === undefined ? "" : `      ${printable(remedy)}\n`;
      return `${MARKS[verdict]}  ${name}: ${printable(finding)}\n${advice}`;
    })
    .join("");
