import type { AccountIdentity } from "../../../core/domain/account.ts";
import { instrument } from "../../../core/domain/instrument.ts";
import type { Instrument, InstrumentDetails, InstrumentId } from "../../../core/domain/instrument.ts";
import { instrumentDetails } from "../mapping/instrument-details.ts";
import { query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { InstrumentDetails as WireDetails } from "../wire/instrument-details.ts";
import { batches, readBatch } from "./instrument-lists.ts";
import type { Batch, BatchAnswer } from "./instrument-lists.ts";

/** One call for each asset type. An instrument that is unknown, or whose row cannot be read, is missing. */
export async function readInstrumentDetails(
  client: SaxoClient,
  account: AccountIdentity,
  instruments: readonly Instrument[],
): Promise<ReadonlyMap<InstrumentId, InstrumentDetails>> {
  const callFor = ({ assetType, uics }: Batch): Call => ({
    method: "GET",
    path: "/ref/v1/instruments/details",
    query: query({ Uics: uics.join(","), AssetTypes: assetType, AccountKey: account.accountKey }),
  });
  const answers = await Promise.all(batches(instruments).map((batch) => readBatch(client, batch, callFor)));
  const details = answers.flat().flatMap((answer) => detailsIn(answer, account.accountId));
  return new Map(details.map((entry) => [entry.instrument.id, entry]));
}

function detailsIn(answer: BatchAnswer, accountId: string): InstrumentDetails[] {
  if (answer.kind === "refused") return [];
  const { assetType, uics } = answer.batch;
  const wires = answer.rows.map((row) => WireDetails.safeParse(row).data);
  return wires
    .filter((wire) => wire !== undefined)
    .filter((wire) => wire.AssetType === assetType && uics.some((asked) => asked === wire.Uic))
    .map((wire) => instrumentDetails(wire, instrument(assetType, wire.Uic), accountId));
}
