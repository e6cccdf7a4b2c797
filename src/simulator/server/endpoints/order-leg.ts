import { assert } from "../../../core/domain/assert.ts";
import type { Decimal } from "../../../core/domain/decimal.ts";
import { decimalFromNumber, roundDown } from "../../../core/domain/decimal.ts";
import type { Books } from "../../exchange/books.ts";
import type { OrderDraft, Refusal } from "../../exchange/order-draft.ts";
import { refusal } from "../../exchange/order-draft.ts";
import type { NotTaken } from "../../exchange/order-request.ts";
import { inTicks } from "../../exchange/tick.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { ApiRequest } from "../api-request.ts";
import type { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import type { SubjectFields, TermFields } from "./order-fields.ts";
import { readSubject, readTerms } from "./order-fields.ts";

/** One order of a body: readable, or with a reason why it cannot be one. */
export type ReadLeg =
  | { readonly kind: "draft"; readonly draft: OrderDraft; readonly hasManualOrder: boolean }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly externalReference: string | undefined };

const REFERENCE_LENGTH_MAX = 50;
/** What a client may ask for and this exchange does not do; taken for plain orders they would do something else. */
const NOT_OFFERED: readonly { readonly field: string; readonly harmless: unknown; readonly code: string }[] =
  [
    { field: "ForwardDate", harmless: undefined, code: "IllegalDate" },
    { field: "AlgoOrderData", harmless: undefined, code: "IllegalRequest" },
    { field: "TriggerOrderData", harmless: undefined, code: "IllegalRequest" },
  ];

export interface Reading {
  readonly desk: Desk;
  /** Of the account that the whole request is for. */
  readonly books: Books;
  readonly request: ApiRequest;
  /** Of the order or position that this one belongs to: what it may leave out. */
  readonly known?: SimulatedInstrument | undefined;
}

/** @returns a function that makes the order, once the whole body was found to be without fault */
export function readLeg(reader: BodyReader, reading: Reading): () => ReadLeg {
  const subject = readSubject(reader, reading.known !== undefined);
  const terms = readTerms(reader);
  return () => legFrom(reader, { subject, terms, reading });
}

interface Fields {
  readonly subject: SubjectFields;
  readonly terms: TermFields;
  readonly reading: Reading;
}

function legFrom(reader: BodyReader, { subject, terms, reading }: Fields): ReadLeg {
  const { externalReference } = subject;
  const refused = (reason: Refusal): ReadLeg => ({ kind: "refused", refusal: reason, externalReference });
  const instrument = instrumentFrom(subject, reading);
  const fault = subjectFault(subject, reading) ?? unavailable(reader, terms);
  if (fault !== undefined) return refused(fault);
  if (!("symbol" in instrument)) return refused(instrument);
  const draft = inTicks({
    ...draftTerms(terms),
    instrument,
    side: subject.buySell === "Sell" ? "sell" : "buy",
    ...(externalReference !== undefined && { externalReference }),
  });
  return {
    kind: "draft",
    draft: subject.quoteCurrency === true ? { ...draft, amount: inBaseUnits(draft, reading) } : draft,
    hasManualOrder: subject.manualOrder !== undefined,
  };
}

function instrumentFrom(
  { uic, assetType }: SubjectFields,
  { desk, known }: Reading,
): SimulatedInstrument | Refusal {
  if (uic === undefined) return known ?? refusal("InvalidUic", "Uic is required");
  const instrument = desk.market.find(assetType ?? known?.assetType ?? "", uic);
  return instrument ?? refusal("IllegalInstrumentId", "Instrument ID is invalid");
}

function subjectFault(
  { uic, accountKey, externalReference = "" }: SubjectFields,
  { desk, books, known }: Reading,
): Refusal | undefined {
  if (uic === undefined && known === undefined) return refusal("InvalidUic", "Uic is required");
  if (accountKey !== undefined && accountKey !== desk.nameOf(books.account.number).key) {
    return refusal("IllegalAccount", "Account is invalid");
  }
  return externalReference.length > REFERENCE_LENGTH_MAX
    ? refusal("InvalidRequest", `ExternalReference is longer than ${REFERENCE_LENGTH_MAX} characters`)
    : undefined;
}

function unavailable(reader: BodyReader, { amountType }: TermFields): Refusal | undefined {
  if (amountType === "CashAmount")
    return refusal("IllegalRequest", "Cash amounts are for mutual funds alone");
  const asked = NOT_OFFERED.find(({ field, harmless }) => ![undefined, harmless].includes(reader.raw(field)));
  return asked && refusal(asked.code, `${asked.field} is not available for this account`);
}

/** @param fields without a fault, so that what is required is there */
export function draftTerms(
  fields: TermFields,
): Omit<OrderDraft, "instrument" | "side" | "externalReference"> {
  const { amount, type, price, stopLimitPrice, trailingDistance, trailingStep, duration } = fields;
  assert(amount !== undefined && type !== undefined, "an order without faults is complete");
  const hasTrail = trailingDistance !== undefined && trailingStep !== undefined;
  return {
    amount: decimalFromNumber(amount),
    type,
    duration: duration.type,
    isForceOpen: fields.isForceOpen ?? false,
    tradesExtendedHours: fields.session === "All",
    ...(price !== undefined && { price: decimalFromNumber(price) }),
    ...(stopLimitPrice !== undefined && { stopLimitPrice: decimalFromNumber(stopLimitPrice) }),
    ...(hasTrail && {
      trailing: { distance: decimalFromNumber(trailingDistance), step: decimalFromNumber(trailingStep) },
    }),
    ...(duration.expiration !== undefined && { expiration: duration.expiration }),
  };
}

/** An amount given in the second currency of a pair, in units of the first. */
function inBaseUnits({ amount, instrument, side }: OrderDraft, { desk, request }: Reading): Decimal {
  const { bid, ask } = desk.market.quote(instrument, request.at);
  return roundDown(amount.div(side === "buy" ? ask : bid), instrument.amountDecimals);
}

export const notTaken = (leg: ReadLeg): NotTaken =>
  leg.kind === "refused"
    ? { reason: leg.refusal, externalReference: leg.externalReference }
    : { reason: undefined, externalReference: leg.draft.externalReference };
