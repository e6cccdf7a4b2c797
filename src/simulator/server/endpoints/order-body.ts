import type { Books } from "../../exchange/books.ts";
import { instrumentOf } from "../../exchange/instrument-of.ts";
import type { OrderDraft } from "../../exchange/order-draft.ts";
import { refusal } from "../../exchange/order-draft.ts";
import type { OrderRequest, RequestResult } from "../../exchange/order-request.ts";
import { refusedTogether } from "../../exchange/order-request.ts";
import type { SimulatedInstrument } from "../../market/types.ts";
import type { ApiRequest } from "../api-request.ts";
import type { FieldFaults } from "../answer.ts";
import { BodyReader } from "../body-reader.ts";
import type { Desk } from "../desk.ts";
import type { ReadLeg } from "./order-leg.ts";
import { notTaken, readLeg } from "./order-leg.ts";
import { blameLegs, legsFault } from "./related-legs.ts";

export type ReadRequest =
  /** The body is no order at all. */
  | { readonly kind: "faults"; readonly faults: FieldFaults }
  | { readonly kind: "refused"; readonly result: RequestResult }
  | {
      readonly kind: "request";
      /** Of the account that it is for. */
      readonly books: Books;
      readonly request: OrderRequest;
      /** Orders of before that the request names beside new ones, and where. */
      readonly present: readonly PresentLeg[];
      readonly cancelsOthers: boolean;
    };

interface PresentLeg {
  readonly index: number;
  readonly orderId: string;
}

/** Reads the body of a placement or a precheck. @param needsManualOrder a precheck does without */
export function readOrderRequest(desk: Desk, request: ApiRequest, needsManualOrder: boolean): ReadRequest {
  const reader = new BodyReader(request.body);
  const entries = reader.entries("Orders");
  const books = accountOf(reader, entries, desk);
  const target = targetOf(reader, books, desk);
  const present = entries.flatMap((entry, index): PresentLeg[] => {
    const orderId = entry.text("OrderId");
    return orderId === undefined ? [] : [{ index, orderId }];
  });
  const fresh = entries.filter((_, index) => !present.some((leg) => leg.index === index));
  const hasRoot = target.kind === "new" && (fresh.length === 0 || !isBare(reader));
  const root = hasRoot ? readLeg(reader, { desk, books, request }) : undefined;
  const known = hasRoot ? rootInstrument(reader, desk) : target.instrument;
  const legs = fresh.map((entry) => readLeg(entry, { desk, books, request, known }));
  blameLegs(reader, entries, target);
  if (reader.hasFaults) return { kind: "faults", faults: reader.faults };
  return assemble(
    { target, root: root?.(), legs: legs.map((leg) => leg()), present },
    { books, needsManualOrder, cancelsOthers: reader.raw("CancelOrders") === true },
  );
}

/** What the orders hang on: nothing yet, an order, or a position. */
interface Target {
  readonly kind: "new" | "order" | "position";
  readonly id: string;
  readonly instrument: SimulatedInstrument | undefined;
}

/** The account that the body names, at its root or in its orders; without a name the one that its subject is in. */
function accountOf(reader: BodyReader, entries: readonly BodyReader[], desk: Desk): Books {
  const keys = [reader, ...entries].map((order) => order.raw("AccountKey"));
  const key = keys.find((one) => typeof one === "string");
  const named = key === undefined ? undefined : desk.accountByKey(key);
  const [positionId, orderId] = [reader.raw("PositionId"), reader.raw("OrderId")].map(String);
  const holder = desk.accounts.find(
    ({ lots, orders }) => lots.has(positionId ?? "") || orders.has(orderId ?? ""),
  );
  return named ?? holder ?? desk.defaultAccount;
}

function targetOf(reader: BodyReader, books: Books, { market }: Desk): Target {
  const positionId = reader.text("PositionId");
  const orderId = reader.text("OrderId");
  const subject = books.lots.get(positionId ?? "") ?? books.orders.get(orderId ?? "");
  const instrument = subject && instrumentOf(market, subject.instrument);
  if (positionId !== undefined) return { kind: "position", id: positionId, instrument };
  if (orderId !== undefined) return { kind: "order", id: orderId, instrument };
  return { kind: "new", id: "", instrument };
}

/** A body of related orders alone. */
const isBare = (reader: BodyReader): boolean =>
  ["OrderType", "Uic", "Amount", "BuySell"].every((field) => reader.raw(field) === undefined);

function rootInstrument(reader: BodyReader, { market }: Desk): SimulatedInstrument | undefined {
  const [uic, assetType] = [reader.raw("Uic"), reader.raw("AssetType")];
  if (typeof uic !== "number" || typeof assetType !== "string") return undefined;
  return market.findByUic(uic).find((known) => known.assetType.toLowerCase() === assetType.toLowerCase());
}

interface ReadParts {
  readonly target: Target;
  readonly root: ReadLeg | undefined;
  readonly legs: readonly ReadLeg[];
  readonly present: readonly PresentLeg[];
}

interface Manner {
  readonly books: Books;
  readonly needsManualOrder: boolean;
  readonly cancelsOthers: boolean;
}

function assemble(parts: ReadParts, { books, needsManualOrder, cancelsOthers }: Manner): ReadRequest {
  const complete = (leg: ReadLeg): ReadLeg =>
    needsManualOrder && leg.kind === "draft" && !leg.hasManualOrder
      ? {
          kind: "refused",
          refusal: refusal("InvalidRequest", "ManualOrder is required"),
          externalReference: leg.draft.externalReference,
        }
      : leg;
  const root = parts.root && complete(parts.root);
  const legs = parts.legs.map(complete);
  const all = root === undefined ? legs : [root, ...legs];
  const drafts = all.flatMap((leg) => (leg.kind === "draft" ? leg.draft : []));
  if (drafts.length < all.length) {
    return { kind: "refused", result: refusedTogether(root && notTaken(root), legs.map(notTaken)) };
  }
  const fault = legsFault(root === undefined ? drafts : drafts.slice(1));
  if (fault !== undefined) return { kind: "faults", faults: { Orders: [fault] } };
  const request = requestOf(parts, drafts, books);
  return request === undefined
    ? {
        kind: "faults",
        faults: { Orders: ["Orders do not make a request: an entry, a pair or an id is missing"] },
      }
    : { kind: "request", books, request, present: parts.present, cancelsOthers };
}

function requestOf(
  { target, root, present }: ReadParts,
  drafts: readonly OrderDraft[],
  books: Books,
): OrderRequest | undefined {
  const [one, other, more] = drafts;
  if (target.kind === "order") return { kind: "attach", orderId: target.id, children: drafts };
  if (target.kind === "position") return { kind: "close", positionId: target.id, legs: drafts };
  if (root !== undefined && one !== undefined) {
    return { kind: "entry", entry: one, children: drafts.slice(1) };
  }
  const [sibling] = present;
  if (sibling !== undefined) return besideSibling(sibling.orderId, drafts, books);
  return one !== undefined && other !== undefined && more === undefined
    ? { kind: "pair", legs: [one, other] }
    : undefined;
}

/** A second order beside a first one: on the same entry, or on the same position. */
function besideSibling(
  orderId: string,
  drafts: readonly OrderDraft[],
  books: Books,
): OrderRequest | undefined {
  const sibling = books.orders.get(orderId);
  if (sibling?.relation.kind === "IfDoneSlave") {
    return { kind: "attach", orderId: sibling.relation.entryId, children: drafts };
  }
  return sibling?.relatedPositionId === undefined
    ? undefined
    : { kind: "close", positionId: sibling.relatedPositionId, legs: drafts };
}
