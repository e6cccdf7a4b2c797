import { InvalidArgumentError, Option } from "commander";
import { ASSET_TYPES, isAssetType, type AssetType } from "../../core/domain/instrument.ts";
import type { Commands } from "./commands.ts";
import { addExamples, JSON_OPTION } from "./commands.ts";

/** Commands that find out what can be traded. */
export function registerLookingUp({ program, run }: Commands): void {
  const instruments = program
    .command("instruments")
    .description("find instruments, and what orders in them have to obey");
  const search = instruments
    .command("search")
    .description("list the instruments whose symbol or description holds all the words")
    .argument("<words...>", "for example: apple")
    .addOption(
      new Option(
        "--asset-type <types>",
        `only of these, separated by commas: ${ASSET_TYPES.join(", ")}`,
      ).argParser(parseAssetTypes),
    )
    .option("--exchange <id>", "only of the exchange with this name of Saxo's, for example NASDAQ")
    .addOption(
      new Option("--limit <n>", "how many are listed at most").argParser(parseLimit).default(DEFAULT_LIMIT),
    )
    .option(...JSON_OPTION)
    .action(async (words: readonly string[], { assetType = [], exchange, limit, json }: SearchFlags) => {
      const { runInstrumentsSearch } = await import("../commands/instruments-search.ts");
      const options = { words: words.join(" "), assetTypes: assetType, exchange, limit };
      await run(json, (input) => runInstrumentsSearch(input, options));
    });
  addExamples(search, {
    "tradebot instruments search apple": "everything of that name",
    "tradebot instruments search AAPL --asset-type Stock,CfdOnStock": "the share, and the contract on it",
    "tradebot instruments search eur usd --json": "for programs",
  });
  const show = instruments
    .command("show")
    .description(
      "show one instrument: tradable or not, sizes, ticks, order types, sessions, access to prices",
    )
    .argument("<instrument>", "AssetType:Uic or symbol@AssetType")
    .option(...JSON_OPTION)
    .action(async (text: string, { json }: { json?: boolean }) => {
      const { runInstrumentsShow } = await import("../commands/instruments-show.ts");
      await run(json, (input) => runInstrumentsShow(input, text));
    });
  addExamples(show, {
    "tradebot instruments show Stock:211": "by asset type and UIC",
    "tradebot instruments show AAPL:xnas@Stock": "by symbol and asset type",
  });
}

interface SearchFlags {
  readonly assetType?: readonly AssetType[];
  readonly exchange?: string;
  readonly limit: number;
  readonly json?: boolean;
}

const DEFAULT_LIMIT = 50;
const LARGEST_LIMIT = 1000;

function parseAssetTypes(text: string): readonly AssetType[] {
  const types = text.split(",").map((type) => type.trim());
  const known = types.filter(isAssetType);
  if (known.length < types.length)
    throw new InvalidArgumentError(`expected some of ${ASSET_TYPES.join(", ")}.`);
  return known;
}

function parseLimit(text: string): number {
  const limit = Number(text);
  if (!/^[1-9]\d{0,3}$/.test(text) || limit > LARGEST_LIMIT) {
    throw new InvalidArgumentError(`expected a whole number from 1 to ${LARGEST_LIMIT}.`);
  }
  return limit;
}
