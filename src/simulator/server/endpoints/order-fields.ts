import type { ExpirationText } from "../../exchange/expiration.ts";
import { SAXO_ASSET_TYPES } from "../../reference-data/asset-types.ts";
import type { BodyReader } from "../body-reader.ts";

const ORDER_TYPES = [
  "Market",
  "Limit",
  "Stop",
  "StopIfTraded",
  "StopLimit",
  "TrailingStop",
  "TrailingStopIfTraded",
  "GuaranteedStop",
  "TriggerBreakout",
  "TriggerLimit",
  "TriggerStop",
  "Algorithmic",
  "DealCapture",
  "Switch",
  "Traspaso",
  "TraspasoIn",
] as const;

const DURATION_TYPES = [
  "DayOrder",
  "GoodTillCancel",
  "GoodTillDate",
  "FillOrKill",
  "ImmediateOrCancel",
  "AtTheOpening",
  "AtTheClose",
  "GoodForPeriod",
] as const;

/** What says how an order trades; both a new order and a change are made of it. */
export interface TermFields {
  readonly amount: number | undefined;
  readonly amountType: "Quantity" | "CashAmount" | undefined;
  readonly type: string | undefined;
  readonly price: number | undefined;
  readonly stopLimitPrice: number | undefined;
  readonly trailingDistance: number | undefined;
  readonly trailingStep: number | undefined;
  readonly duration: DurationFields;
  readonly isForceOpen: boolean | undefined;
  readonly session: "Regular" | "All" | undefined;
}

/** What says which order it is. */
export interface SubjectFields {
  readonly accountKey: string | undefined;
  readonly uic: number | undefined;
  readonly assetType: string | undefined;
  readonly buySell: "Buy" | "Sell" | undefined;
  readonly quoteCurrency: boolean | undefined;
  readonly manualOrder: boolean | undefined;
  readonly externalReference: string | undefined;
}

interface DurationFields {
  readonly type: string;
  readonly expiration?: ExpirationText;
}

/** @param instrumentKnown whether another order of the request says it for this one */
export function readSubject(reader: BodyReader, instrumentKnown: boolean): SubjectFields {
  const assetType = reader.word("AssetType", SAXO_ASSET_TYPES);
  reader.word("ToOpenClose", ["ToOpen", "ToClose", "Undefined"]); // means nothing where there are no options
  return {
    accountKey: reader.text("AccountKey"),
    uic: reader.integer("Uic"),
    assetType: instrumentKnown ? assetType : reader.required("AssetType", assetType),
    buySell: reader.required("BuySell", reader.word("BuySell", ["Buy", "Sell"])),
    quoteCurrency: reader.flag("QuoteCurrency"),
    manualOrder: reader.flag("ManualOrder"),
    externalReference: reader.text("ExternalReference"),
  };
}

export function readTerms(reader: BodyReader): TermFields {
  const type = reader.required("OrderType", reader.word("OrderType", ORDER_TYPES));
  const isTrailing = type?.startsWith("Trailing") ?? false;
  const needed = (name: string, isNeeded: boolean): number | undefined => {
    const value = reader.number(name);
    return isNeeded ? reader.required(name, value) : value;
  };
  return {
    amount: needed("Amount", true),
    amountType: reader.word("AmountType", ["Quantity", "CashAmount"]),
    type,
    price: needed("OrderPrice", type !== undefined && type !== "Market"),
    stopLimitPrice: needed("StopLimitPrice", type === "StopLimit"),
    trailingDistance: needed("TrailingStopDistanceToMarket", isTrailing),
    trailingStep: needed("TrailingStopStep", isTrailing),
    duration: readDuration(reader),
    isForceOpen: reader.flag("IsForceOpen"),
    session: reader.word("ExecuteAtTradingSession", ["Regular", "All"]),
  };
}

/** Left out it is a day order; that is how market orders are often sent. */
function readDuration(reader: BodyReader): DurationFields {
  const duration = reader.nested("OrderDuration");
  if (duration === undefined) return { type: "DayOrder" };
  const type = duration.required("DurationType", duration.word("DurationType", DURATION_TYPES)) ?? "DayOrder";
  const text = duration.text("ExpirationDateTime");
  const containsTime = duration.flag("ExpirationDateContainsTime") ?? false;
  return { type, ...(text !== undefined && { expiration: expirationOf(text, containsTime) }) };
}

/** Midnight is how many write a date; any other time needs the flag that says it is meant. */
const expirationOf = (text: string, containsTime: boolean): ExpirationText => ({
  text: containsTime ? text : text.replace(/T00:00(:00(\.0{1,7})?)?$/, ""),
  containsTime,
});
