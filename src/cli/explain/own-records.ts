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

interface Us {
  readonly environment: string;
  readonly account: AccountIdentity;
}

/** One without an owner holds nothing of anybody. */
export function isOfAnother(reader: StoreReader | undefined, { environment, account }: Us): boolean {
  const owner = reader?.owner();
  if (owner === undefined) return false;
  return owner.environment !== environment || owner.accountKey !== account.accountKey;
}

/** Another account's records would mark the wrong orders and fills as ours. */
export function refuseForeignStore(reader: StoreReader | undefined, us: Us): void {
  if (!isOfAnother(reader, us)) return;
  throw new TradebotError({
    code: "STORE_OF_ANOTHER_ACCOUNT",
    message: `the state directory belongs to another account, of the environment ${reader?.owner()?.environment ?? "unknown"}`,
    exit: "configuration",
    hint: "give each environment and account a STATE_DIR of its own",
  });
}
