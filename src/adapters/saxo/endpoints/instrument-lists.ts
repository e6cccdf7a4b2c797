import type { AssetType, Instrument, Uic } from "../../../core/domain/instrument.ts";
import type { TradebotError } from "../../../core/domain/errors.ts";
import { describeCall } from "../transport/call.ts";
import type { Call } from "../transport/call.ts";
import { brokerRefused } from "../transport/failures.ts";
import { readRowsFrom } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";

/** Keeps the address well below what servers accept. */
const UICS_MAX = 100;
/** Finds two culprits among a hundred; a list with more of them is no accident. */
const SPLITS_MAX = 14;

/** Instruments of one asset type, few enough for one call. */
export interface Batch {
  readonly assetType: AssetType;
  readonly uics: readonly Uic[];
}

/** Each instrument once: Saxo refuses a list that names one twice. */
export function batches(instruments: readonly Instrument[]): Batch[] {
  const byType = Map.groupBy(instruments, ({ assetType }) => assetType);
  return [...byType].flatMap(([assetType, members]) => {
    const uics = [...new Set(members.map((member) => member.uic))];
    const count = Math.ceil(uics.length / UICS_MAX);
    return Array.from({ length: count }, (_, index) => ({
      assetType,
      uics: uics.slice(index * UICS_MAX, (index + 1) * UICS_MAX),
    }));
  });
}

/** Rows for a batch, or the broker's refusal of it. */
export type BatchAnswer = { readonly batch: Batch } & (
  | { readonly kind: "rows"; readonly rows: readonly unknown[] }
  | { readonly kind: "refused"; readonly cause: TradebotError }
);

/**
 * Reads the rows of a batch. Saxo refuses the whole list for one instrument it does not know; the list is then
 * halved until the culprit stands alone, so that it takes no other with it.
 */
export function readBatch(
  client: SaxoClient,
  batch: Batch,
  callFor: (batch: Batch) => Call,
): Promise<BatchAnswer[]> {
  let splitsLeft = SPLITS_MAX;
  const read = async (part: Batch): Promise<BatchAnswer[]> => {
    const call = callFor(part);
    const reply = await client.ask(call);
    if (reply.status !== 400 && reply.status !== 404) {
      return [{ kind: "rows", batch: part, rows: await readRowsFrom(client, call, reply) }];
    }
    if (part.uics.length < 2 || splitsLeft === 0) {
      return [{ kind: "refused", batch: part, cause: brokerRefused(describeCall(call), reply) }];
    }
    splitsLeft -= 1;
    const answers = await Promise.all(halves(part).map(read));
    return answers.flat();
  };
  return read(batch);
}

function halves({ assetType, uics }: Batch): Batch[] {
  const middle = Math.ceil(uics.length / 2);
  return [uics.slice(0, middle), uics.slice(middle)].map((part) => ({ assetType, uics: part }));
}
