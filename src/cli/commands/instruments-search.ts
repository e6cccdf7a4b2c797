import type { AssetType } from "../../core/domain/instrument.ts";
import { askBroker } from "../ask-broker.ts";
import { EXIT_CODES } from "../exit-codes.ts";
import { listingsDocument, listingsText } from "../instruments/listings-document.ts";
import { lookupSettings } from "../instruments/lookup-settings.ts";
import { printJson } from "../output.ts";
import type { CommandInput } from "../register/commands.ts";

export interface SearchOptions {
  readonly words: string;
  readonly assetTypes: readonly AssetType[];
  readonly exchange: string | undefined;
  readonly limit: number;
}

/** Lists instruments by words of their symbol or description. */
export async function runInstrumentsSearch(input: CommandInput, options: SearchOptions): Promise<number> {
  const settings = lookupSettings(input);
  const { words, assetTypes, exchange, limit } = options;
  const search = { words, assetTypes, limit, ...(exchange === undefined ? {} : { exchange }) };
  const document = await askBroker(
    input.host,
    settings,
    async ({ broker, account }) => {
      const [all, tradable] = await Promise.all([
        broker.searchInstruments(account, { ...search, withNonTradable: true }),
        broker.searchInstruments(account, search),
      ]);
      return listingsDocument({ environment: settings.environment, words, all, tradable });
    },
    { books: "none" },
  );
  if (input.json) printJson(input.host, document);
  else input.host.stdout.write(listingsText(document));
  return EXIT_CODES.done.code;
}
