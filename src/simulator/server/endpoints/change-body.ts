import type { Books } from "../../exchange/books.ts";
import type { OrderChange } from "../../exchange/change-order.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { FieldFaults } from "../answer.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import { readTerms } from "./order-fields.ts";
import { draftTerms } from "./order-leg.ts";

export type ReadChange =
  | { readonly kind: "faults"; readonly faults: FieldFaults }
  | {
      readonly kind: "changes";
      /** The order at the root first, when it is to be changed as well. */
      readonly changes: readonly OrderChange[];
      /** The order at the root, changed or not. */
      readonly rootId: string | undefined;
      /** `undefined` for an account of somebody else. */
      readonly books: Books | undefined;
    };

/** A body that names an order and says anew how it trades, rather than one to hang others on. */
export const isChange = (body: unknown): boolean => {
  const reader = new BodyReader(body);
  return reader.raw("OrderId") !== undefined && reader.raw("OrderType") !== undefined;
};

/** Reads the body of a change: the whole order again, and those related to it in the same way. */
export function readChange(body: unknown, desk: Desk): ReadChange {
  const reader = new BodyReader(body);
  const rootId = reader.text("OrderId");
  const accountKey = reader.text("AccountKey");
  const entries = reader.entries("Orders");
  const changesRoot = entries.length === 0 || reader.raw("OrderType") !== undefined;
  const readers = changesRoot ? [reader, ...entries] : entries;
  const read = readers.map(readOne);
  if (reader.hasFaults) return { kind: "faults", faults: reader.faults };
  return {
    kind: "changes",
    changes: read.map((one) => one()),
    rootId,
    books: accountKey === undefined ? holderOf(rootId ?? "", desk) : desk.accountByKey(accountKey),
  };
}

/** Where no account is named, the order tells. */
const holderOf = (orderId: string, { accounts, defaultAccount }: Desk): Books =>
  accounts.find(({ orders }) => orders.has(orderId)) ?? defaultAccount;

/** A change says everything anew, so that nothing of it may be missing. */
function readOne(reader: BodyReader): () => OrderChange {
  const orderId = reader.required("OrderId", reader.text("OrderId")) ?? "";
  reader.required("OrderDuration", reader.nested("OrderDuration"));
  const assetType = reader.word("AssetType", SAXO_ASSET_TYPES);
  const terms = readTerms(reader);
  return () => ({ orderId, ...draftTerms(terms), ...(assetType !== undefined && { assetType }) });
}
