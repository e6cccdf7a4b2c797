import { z } from "zod/mini";
import type { AccountIdentity } from "../../../core/domain/account.ts";
import { instrument } from "../../../core/domain/instrument.ts";
import type { Instrument, InstrumentDetails, InstrumentId } from "../../../core/domain/instrument.ts";
import { instrumentDetails } from "../mapping/instrument-details.ts";
import { parseReply } from "../transport/read.ts";
import { query } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { InstrumentDetails as WireDetails } from "../wire/instrument-details.ts";
import { batches, readBatch } from "./instrument-lists.ts";
import type { Batch, BatchAnswer } from "./instrument-lists.ts";

/** Limits of single orders, and the durations that go with each type of order. */
const FIELD_GROUPS = "OrderSetting,SupportedOrderTypeSettings";

/** One call for each asset type. An instrument that is unknown, or whose row cannot be read, is missing. */
export async function readInstrumentDetails(
  client: SaxoClient,
  account: AccountIdentity,
  instruments: readonly Instrument[],
): Promise<ReadonlyMap<InstrumentId, InstrumentDetails>> {
  const callFor = ({ assetType, uics }: Batch): Call => ({
    method: "GET",
    path: "/ref/v1/instruments/details",
    query: query({
      Uics: uics.join(","),
      AssetTypes: assetType,
      AccountKey: account.accountKey,
      FieldGroups: FIELD_GROUPS,
    }),
  });
  const answers = await Promise.all(batches(instruments).map((batch) => readBatch(client, batch, callFor)));
  const alone = answers.flat().map((answer) => askAlone(client, account, answer));
  const details = (await Promise.all(alone)).flatMap((answer) => detailsIn(answer, account));
  return new Map(details.map((entry) => [entry.instrument.id, entry]));
}

/** An instrument whose list was refused may still be known by its own address. */
async function askAlone(
  client: SaxoClient,
  { accountKey }: AccountIdentity,
  answer: BatchAnswer,
): Promise<BatchAnswer> {
  const [uic, ...others] = answer.batch.uics;
  if (answer.kind === "rows" || uic === undefined || others.length > 0) return answer;
  const call: Call = {
    method: "GET",
    path: `/ref/v1/instruments/details/${uic}/${answer.batch.assetType}`,
    query: query({ AccountKey: accountKey, FieldGroups: FIELD_GROUPS }),
  };
  const reply = await client.ask(call);
  if (reply.status === 400 || reply.status === 404) return answer;
  return { kind: "rows", batch: answer.batch, rows: [parseReply(call, reply, z.unknown())] };
}

function detailsIn(answer: BatchAnswer, account: AccountIdentity): InstrumentDetails[] {
  if (answer.kind === "refused") return [];
  const { assetType, uics } = answer.batch;
  const wires = answer.rows.map((row) => WireDetails.safeParse(row).data);
  return wires
    .filter((wire) => wire !== undefined)
    .filter((wire) => wire.AssetType === assetType && uics.some((asked) => asked === wire.Uic))
    .map((wire) => instrumentDetails(wire, instrument(assetType, wire.Uic), account));
}
