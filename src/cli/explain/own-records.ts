import type { StoreReader } from "../../adapters/store/store-reader.ts";
import type { AccountIdentity } from "../../core/domain/account.ts";
import { TradebotError } from "../../core/domain/errors.ts";
import { externalReference, isOwnReference } from "../../core/domain/ids.ts";
import type { OpenOrder } from "../../core/domain/order.ts";

/** `unrecorded`: a tradebot made it, but this store knows nothing of it. */
export type Whose = "ours" | "unrecorded" | "foreign";

export function whoseIs(
  { externalReference: reference, orderId }: OpenOrder,
  reader: StoreReader | undefined,
): Whose {
  const isRecorded =
    reader !== undefined &&
    (reader.referencesOfOrder(orderId).length > 0 || isReferenceRecorded(reference, reader));
  if (isRecorded) return "ours";
  return isOwnReference(reference) ? "unrecorded" : "foreign";
}

const isReferenceRecorded = (reference: string | undefined, reader: StoreReader): boolean =>
  reference !== undefined &&
  isOwnReference(reference) &&
  reader.historyOf(externalReference(reference)).length > 0;

/** Another account's records would mark the wrong orders and fills as ours. */
export function refuseForeignStore(
  reader: StoreReader | undefined,
  us: { readonly environment: string; readonly account: AccountIdentity },
): void {
  const owner = reader?.owner();
  if (owner === undefined) return;
  if (owner.environment === us.environment && owner.accountKey === us.account.accountKey) return;
  throw new TradebotError({
    code: "STORE_OF_ANOTHER_ACCOUNT",
    message: `the state directory belongs to another account, of the environment ${owner.environment}`,
    exit: "configuration",
    hint: "give each environment and account a STATE_DIR of its own",
  });
}
