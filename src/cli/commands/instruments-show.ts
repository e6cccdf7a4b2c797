import { TradebotError } from "../../core/domain/errors.ts";
import { ASSET_TYPES, instrumentFromId, type Instrument } from "../../core/domain/instrument.ts";
import { resolutionFault } from "../../core/domain/resolve-symbol.ts";
import { symbolFromText } from "../../core/domain/symbol.ts";
import { askForSymbol } from "../../cycle/resolve-symbols.ts";
import { askBroker, type Asked } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { instrumentDocument } from "../instruments/instrument-document.ts";
import { instrumentText } from "../instruments/instrument-text.ts";
import { lookupSettings } from "../instruments/lookup-settings.ts";
import { printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";

/** Shows what the broker says about one instrument, named by its id or its symbol. */
export async function runInstrumentsShow(input: CommandInput, text: string): Promise<number> {
  const settings = lookupSettings(input);
  const named = namedBy(text);
  const document = await askBroker(
    input.host,
    settings,
    async (asked) => describe(asked, { environment: settings.environment, instrument: await named(asked) }),
    { books: "none" },
  );
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(instrumentText(document, settings.tradingHours.timeZone));
  return EXIT_CODES.done.code;
}

/** How the broker is asked which instrument a text means. @throws TradebotError when it can mean none */
function namedBy(text: string): (asked: Asked) => Promise<Instrument> {
  const byId = instrumentFromId(text);
  if (byId !== undefined) return () => Promise.resolve(byId);
  const symbol = symbolFromText(text);
  if (symbol === undefined) throw notNamed(text);
  return async ({ broker, account }) => {
    const resolution = await askForSymbol(broker, account, symbol);
    if (resolution.kind === "resolved") return resolution.listing.instrument;
    throw new TradebotError({
      code: resolution.kind === "ambiguous" ? "SYMBOL_AMBIGUOUS" : "SYMBOL_UNKNOWN",
      message: `"${text}": ${resolutionFault(symbol, resolution)}`,
      exit: "data_unusable",
      hint: "name it by its AssetType:Uic; tradebot instruments search finds it",
    });
  };
}

const notNamed = (text: string): TradebotError =>
  new TradebotError({
    code: "INSTRUMENT_NOT_NAMED",
    message: `"${text}" is no instrument, expected AssetType:Uic or symbol@AssetType; asset types: ${ASSET_TYPES.join(", ")}`,
    exit: "usage",
    hint: "tradebot instruments search finds instruments by words of their name",
  });

async function describe(
  { broker, account, asOf }: Asked,
  { environment, instrument }: { readonly environment: string; readonly instrument: Instrument },
) {
  const known = (await broker.readInstrumentDetails(account, [instrument])).get(instrument.id);
  if (known === undefined) throw unknown(instrument);
  const [sessions, quotes] = await Promise.all([
    broker.readTradingSessions(instrument),
    broker.readQuotes(account, [instrument]),
  ]);
  const quote = quotes.get(instrument.id);
  return instrumentDocument({ environment, asOf, details: known, sessions, quote });
}

const unknown = ({ id }: Instrument): TradebotError =>
  new TradebotError({
    code: "INSTRUMENT_UNKNOWN",
    message: `the broker knows no instrument ${id}, or gave details that cannot be read`,
    exit: "data_unusable",
    hint: "a UIC belongs to one asset type; tradebot instruments search finds both",
  });
