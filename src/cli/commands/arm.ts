import { hostname } from "node:os";
import { armingDocument, armingPath, writeArming } from "../../adapters/files/arming-file.ts";
import { systemClock } from "../../adapters/system/system-clock.ts";
import type { SaxoSettings } from "../../config/settings.ts";
import type { AccountIdentity } from "../../core/domain/account.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { maskAccountId } from "../../core/domain/mask-account-id.ts";
import { addDuration, type Timestamp } from "../../core/domain/time.ts";
import { ARMED_DAYS_DEFAULT, daysLong, type Arming } from "../../core/risk/arming.ts";
import { armingText } from "../arming/arming-text.ts";
import { accountDigest, limitsOf } from "../arming/live-limits.ts";
import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { commandEvents } from "../login/command-events.ts";
import { makeParents } from "../make-parents.ts";
import { printable, printJson } from "../output.ts";
import { personName } from "../person.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";
import { isTyped } from "./maintenance/confirm.ts";

export interface ArmOptions {
  readonly yes: boolean;
  /** As Saxo's platform shows it. */
  readonly account?: string;
  readonly expires?: number;
}

/** Lets LIVE trade real money: in the account that the broker names now, within the limits in force, for some days. */
export async function runArm(input: CommandInput, options: ArmOptions): Promise<number> {
  const settings = liveSettings(input);
  if (options.yes && (options.account === undefined || options.expires === undefined)) throw incomplete();
  const account = await askBroker(input.host, settings, (asked) => Promise.resolve(asked.account), {
    books: "none",
  });
  const now = systemClock(new AbortController().signal).now();
  const arming = armingFor(settings, account, { now, days: options.expires ?? ARMED_DAYS_DEFAULT });
  if (!(await isAgreed(input, settings, { arming, account, options }))) {
    input.host.stdout.write("nothing was armed\n");
    return EXIT_CODES.done.code;
  }
  makeParents(settings.stateDirectory);
  writeArming(settings.stateDirectory, arming);
  note(input, settings, arming);
  tell(input, settings, arming);
  return EXIT_CODES.done.code;
}

function liveSettings(input: CommandInput): SaxoSettings {
  const settings = requireSettings(input, { opensStrategyNow: true });
  if (settings.environment === "LIVE") return settings;
  throw new TradebotError({
    code: "NOT_LIVE",
    message: `SAXO_ENV is ${settings.environment}, where no real money is at stake: there is nothing to arm`,
    exit: "usage",
    hint: "name the configuration of LIVE with --config or --env-file",
  });
}

const incomplete = (): TradebotError =>
  new TradebotError({
    code: "ARMING_INCOMPLETE",
    message: "--yes needs --account <id> and --expires <days> beside it: nothing was armed",
    exit: "usage",
    hint: "write both, or leave --yes out and answer at a terminal",
  });

function armingFor(
  settings: SaxoSettings,
  { accountId, accountKey }: AccountIdentity,
  { now, days }: { readonly now: Timestamp; readonly days: number },
): Arming {
  return {
    restBase: settings.saxo.restBase.href,
    accountDigest: accountDigest(settings, accountKey),
    account: maskAccountId(accountId),
    limits: limitsOf(settings),
    armedAt: now,
    expiresAt: addDuration(now, daysLong(days)),
    by: `${personName()}@${hostname()}`,
  };
}

interface Asking {
  readonly arming: Arming;
  readonly account: AccountIdentity;
  readonly options: ArmOptions;
}

/** Whoever arms an account says which one it is, in full; a wrong number is a mistake and no answer. */
async function isAgreed(
  { host }: CommandInput,
  settings: SaxoSettings,
  { arming, account, options }: Asking,
): Promise<boolean> {
  const { accountId } = account;
  if (options.account !== undefined && options.account !== accountId) throw otherAccount(arming);
  if (options.yes) return true;
  const announcement = `${armingText(arming)}${settings.dryRun ? STILL_DRY : ""}`;
  return isTyped(host, announcement, {
    question: "type the number of the account to trade real money in it: ",
    expected: accountId,
    unattended: "give --yes --account <id> --expires <days> to do it without a question",
  });
}

const STILL_DRY = "DRY_RUN is true: no order is placed before it is false as well\n";

const otherAccount = ({ account }: Arming): TradebotError =>
  new TradebotError({
    code: "ACCOUNT_DIFFERS",
    message: `--account names another account than the configuration and the login lead to, which is ${account}: nothing was armed`,
    exit: "usage",
    hint: "look at both: tradebot account shows it, SAXO_ACCOUNT_KEY chooses it",
  });

function note({ host }: CommandInput, settings: SaxoSettings, arming: Arming): void {
  const events = commandEvents(host, settings, systemClock(new AbortController().signal));
  events.emit("live_arming_made", {
    path: armingPath(settings.stateDirectory),
    person: personName(),
    detail: armingText(arming).trimEnd().replaceAll("\n", "; "),
  });
}

function tell({ host, json }: CommandInput, settings: SaxoSettings, arming: Arming): void {
  if (json) printJson(host, { ...armingDocument(arming), dry_run: settings.dryRun });
  else host.stdout.write(`armed\n${printableLines(armingText(arming))}${settings.dryRun ? STILL_DRY : ""}`);
}

const printableLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => printable(line))
    .join("\n");
