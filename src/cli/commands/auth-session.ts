import { TradebotError } from "../../core/domain/errors.ts";
import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { printable, printJson } from "../output.ts";
import { requireSettings } from "../read-store.ts";
import type { CommandInput } from "../register/commands.ts";

const FULL = "FullTradingAndChat";

/**
 * Shows the level of the login's session, or raises it first.
 *
 * @returns 69 when the broker did not raise it
 */
export async function runAuthSession(
  input: CommandInput,
  { full }: { readonly full: boolean },
): Promise<number> {
  const settings = requireSettings(input);
  if (settings.environment === "LOCAL") throw noSession();
  const levels = await askBroker(input.host, settings, ({ broker }) =>
    full ? broker.takeFullTrading() : broker.readSessionLevels(),
  );
  const document = {
    environment: settings.environment,
    trade_level: levels.tradeLevel,
    data_level: levels.dataLevel,
  };
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(`${sentence(levels.tradeLevel, full)}\n`);
  return full && levels.tradeLevel !== FULL ? EXIT_CODES.broker_unreachable.code : EXIT_CODES.done.code;
}

function sentence(level: string | undefined, full: boolean): string {
  const found = `the session's trade level is ${level === undefined ? "not said by the broker" : printable(level)}`;
  if (level === FULL) return `${found}: prices of exchanges come in time, as far as they are subscribed to`;
  const late = "orders can be placed, prices of exchanges come late";
  return full
    ? `${found}: the broker has not raised it; look again in a minute`
    : `${found}: ${late}; tradebot auth session --full raises it`;
}

const noSession = (): TradebotError =>
  new TradebotError({
    code: "NO_SESSION",
    message: "LOCAL has no session at Saxo",
    exit: "usage",
    hint: "set SAXO_ENV to SIM or LIVE",
  });
