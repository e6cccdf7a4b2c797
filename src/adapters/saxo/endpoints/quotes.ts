import type { AccountIdentity } from "../../../core/domain/account.ts";
import { TradebotError } from "../../../core/domain/errors.ts";
import { instrument } from "../../../core/domain/instrument.ts";
import type { Instrument, InstrumentId } from "../../../core/domain/instrument.ts";
import type { QuoteReading } from "../../../core/domain/market-data.ts";
import { noQuote, quoteReading } from "../mapping/quote-reading.ts";
import { query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import { isVital } from "../transport/failures.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { InfoPriceOwner } from "../wire/info-price.ts";
import { batches, readBatch } from "./instrument-lists.ts";
import type { Batch, BatchAnswer } from "./instrument-lists.ts";

interface Failed {
  readonly kind: "failed";
  readonly batch: Batch;
  readonly cause: TradebotError;
}
type Reading = readonly [InstrumentId, QuoteReading];

/**
 * One list call for each asset type; every instrument asked for is answered.
 *
 * @throws TradebotError when the broker could not be reached for any of them
 */
export async function readQuotes(
  client: SaxoClient,
  account: AccountIdentity,
  instruments: readonly Instrument[],
): Promise<ReadonlyMap<InstrumentId, QuoteReading>> {
  const callFor = ({ assetType, uics }: Batch): Call => ({
    method: "GET",
    path: "/trade/v1/infoprices/list",
    query: query({
      AssetType: assetType,
      Uics: uics.join(","),
      AccountKey: account.accountKey,
      FieldGroups: "Quote,InstrumentPriceDetails",
    }),
  });
  const attempts = batches(instruments).map((batch) => attempt(client, batch, callFor));
  const answers = (await Promise.all(attempts)).flat();
  const unreachable = answers.filter(
    (answer) => answer.kind === "failed" && answer.cause.exit === "broker_unreachable",
  );
  const [first] = unreachable;
  if (first?.kind === "failed" && unreachable.length === answers.length) throw first.cause;
  return new Map(answers.flatMap(readingsIn));
}

async function attempt(
  client: SaxoClient,
  batch: Batch,
  callFor: (batch: Batch) => Call,
): Promise<(BatchAnswer | Failed)[]> {
  try {
    return await readBatch(client, batch, callFor);
  } catch (cause) {
    if (!(cause instanceof TradebotError) || isVital(cause)) throw cause;
    return [{ kind: "failed", batch, cause }];
  }
}

function readingsIn(answer: BatchAnswer | Failed): Reading[] {
  const { assetType, uics } = answer.batch;
  const rows = answer.kind === "rows" ? rowsByUic(answer.rows, assetType) : new Map<number, unknown>();
  return uics.map((uic) => {
    const reading = rows.has(uic) ? quoteReading(rows.get(uic)) : missing(answer);
    return [instrument(assetType, uic).id, reading];
  });
}

function rowsByUic(rows: readonly unknown[], assetType: string): ReadonlyMap<number, unknown> {
  const owned = rows.map((row) => ({ row, owner: InfoPriceOwner.safeParse(row).data }));
  const ours = owned.filter(({ owner }) => owner?.AssetType === assetType);
  return new Map(ours.map(({ row, owner }) => [owner?.Uic ?? 0, row]));
}

const missing = (answer: BatchAnswer | Failed): QuoteReading =>
  answer.kind === "rows"
    ? noQuote("QUOTE_MISSING", "the broker's list leaves the instrument out")
    : noQuote(answer.cause.code, answer.cause.message);
