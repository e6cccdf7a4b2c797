import { assert } from "../../../core/domain/assert.ts";
import { decimalFromNumber } from "../../../core/domain/decimal.ts";
import { ASSET_TYPES } from "../../../core/domain/instrument.ts";
import type { ExpirationText } from "../../exchange/expiration.ts";
import type { OrderDraft, Refusal } from "../../exchange/order-draft.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { FieldFaults } from "../answer.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";

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
const REFERENCE_LENGTH_MAX = 50;

/** What a client may ask for and this exchange does not do; taken for plain orders they would do something else. */
const NOT_OFFERED: readonly { readonly field: string; readonly harmless: unknown; readonly code: string }[] =
  [
    {
      field: "PositionId",
      harmless: undefined,
      code: "RelatedOrClosingOrderNotAllowedForIntradayNettingClients",
    },
    { field: "OrderId", harmless: undefined, code: "IllegalRequest" },
    { field: "IsForceOpen", harmless: false, code: "ForceOpenNotAllowed" },
    { field: "AmountType", harmless: "Quantity", code: "IllegalRequest" },
    { field: "QuoteCurrency", harmless: false, code: "IllegalRequest" },
    { field: "CancelOrders", harmless: false, code: "IllegalRequest" },
    { field: "ExecuteAtTradingSession", harmless: "Regular", code: "InstrumentNotSupportedForExtendedHours" },
    { field: "ForwardDate", harmless: undefined, code: "IllegalDate" },
    { field: "AlgoOrderData", harmless: undefined, code: "IllegalRequest" },
    { field: "TriggerOrderData", harmless: undefined, code: "IllegalRequest" },
  ];

export type ReadOrder =
  | { readonly kind: "draft"; readonly draft: OrderDraft; readonly hasManualOrder: boolean }
  /** The body is no order at all. */
  | { readonly kind: "faults"; readonly faults: FieldFaults }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** Reads the body of a placement or a precheck. */
export function readOrder(body: unknown, desk: Desk): ReadOrder {
  const reader = new BodyReader(body);
  const fields = readFields(reader);
  if (reader.hasFaults) return { kind: "faults", faults: reader.faults };
  const { accountKey = desk.identity.accountKey, uic, assetType = "", externalReference = "" } = fields;
  if (uic === undefined) return refused("InvalidUic", "Uic is required");
  if (accountKey !== desk.identity.accountKey) return refused("IllegalAccount", "Account is invalid");
  const instrument = desk.market.find(assetType, uic);
  if (instrument === undefined) return refused("IllegalInstrumentId", "Instrument ID is invalid");
  if (externalReference.length > REFERENCE_LENGTH_MAX) {
    return refused("InvalidRequest", `ExternalReference is longer than ${REFERENCE_LENGTH_MAX} characters`);
  }
  const notOffered = unavailable(reader);
  if (notOffered !== undefined) return notOffered;
  return {
    kind: "draft",
    draft: draftFrom(fields, instrument),
    hasManualOrder: fields.manualOrder !== undefined,
  };
}

function unavailable(reader: BodyReader): ReadOrder | undefined {
  if (reader.hasEntries("Orders")) return refused("IllegalRequest", "Related orders are not available");
  const asked = NOT_OFFERED.find(({ field, harmless }) => ![undefined, harmless].includes(reader.raw(field)));
  return asked && refused(asked.code, `${asked.field} is not available for this account`);
}

const refused = (code: string, message: string): ReadOrder => ({
  kind: "refused",
  refusal: { code, message },
});

interface Fields {
  readonly accountKey: string | undefined;
  readonly uic: number | undefined;
  readonly assetType: string | undefined;
  readonly buySell: "Buy" | "Sell" | undefined;
  readonly amount: number | undefined;
  readonly type: string | undefined;
  readonly price: number | undefined;
  readonly duration: Duration;
  readonly manualOrder: boolean | undefined;
  readonly externalReference: string | undefined;
}

interface Duration {
  readonly type: string;
  readonly expiration?: ExpirationText;
}

function readFields(reader: BodyReader): Fields {
  const type = reader.required("OrderType", reader.word("OrderType", ORDER_TYPES));
  const price = reader.number("OrderPrice");
  return {
    accountKey: reader.text("AccountKey"),
    uic: reader.integer("Uic"),
    assetType: reader.required("AssetType", reader.word("AssetType", ASSET_TYPES)),
    buySell: reader.required("BuySell", reader.word("BuySell", ["Buy", "Sell"])),
    amount: reader.required("Amount", reader.number("Amount")),
    type,
    price: type === undefined || type === "Market" ? price : reader.required("OrderPrice", price),
    duration: readDuration(reader),
    manualOrder: reader.flag("ManualOrder"),
    externalReference: reader.text("ExternalReference"),
  };
}

/** @param fields without a fault, so that what is required is there */
function draftFrom(fields: Fields, instrument: SimulatedInstrument): OrderDraft {
  const { buySell, amount, type, price, duration, externalReference } = fields;
  assert(
    buySell !== undefined && amount !== undefined && type !== undefined,
    "an order without faults is complete",
  );
  return {
    instrument,
    side: buySell === "Sell" ? "sell" : "buy",
    amount: decimalFromNumber(amount),
    type,
    duration: duration.type,
    ...(price !== undefined && { price: decimalFromNumber(price) }),
    ...(duration.expiration !== undefined && { expiration: duration.expiration }),
    ...(externalReference !== undefined && { externalReference }),
  };
}

/** Left out it is a day order; that is how market orders are often sent. */
function readDuration(reader: BodyReader): Duration {
  const duration = reader.nested("OrderDuration");
  if (duration === undefined) return { type: "DayOrder" };
  const type = duration.required("DurationType", duration.word("DurationType", DURATION_TYPES)) ?? "DayOrder";
  const text = duration.text("ExpirationDateTime");
  const containsTime = duration.flag("ExpirationDateContainsTime") ?? false;
  return { type, ...(text !== undefined && { expiration: { text, containsTime } }) };
}
