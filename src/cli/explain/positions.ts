import type { ClosedPosition, NetPosition, Position } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import type { Adjustment } from "../../cycle/ports/ledger-store.ts";
import { adjustmentDocument } from "./adjustment-document.ts";
import { renderTable } from "../output.ts";

interface PositionRecords {
  readonly environment: string;
  readonly currency: string;
  readonly asOf: Timestamp;
  readonly held: readonly NetPosition[];
  /** Every opening; what makes up the net position. */
  readonly lots?: readonly Position[];
  /** What was closed lately; absent when nobody asked. */
  readonly closed?: readonly ClosedPosition[];
  /** Signed sums of our own fills; absent when there is no store. */
  readonly own: ReadonlyMap<string, Decimal> | undefined;
  /** What was put right about ours lately, oldest first. */
  readonly adjustments?: readonly Adjustment[];
}

type PositionsDocument = ReturnType<typeof positionsDocument>;

/** What the broker holds beside what our own fills add up to. */
export function positionsDocument(records: PositionRecords) {
  const { environment, currency, asOf, held, lots = [], closed, own, adjustments = [] } = records;
  const ids = new Set([...held.map(({ instrumentId }) => instrumentId), ...(own?.keys() ?? [])]);
  return {
    environment,
    as_of: isoFromTimestamp(asOf),
    currency,
    positions: [...ids].sort().map((id) => ({
      instrument_id: id,
      ...figuresOf(held.find(({ instrumentId }) => instrumentId === id)),
      ...comparison(held, own, id),
      lots: lots.filter(({ instrumentId }) => instrumentId === id).map(lotDocument),
    })),
    adjustments: adjustments.map(adjustmentDocument),
    ...(closed === undefined ? {} : { closed: closed.map(closedDocument) }),
  };
}

const lotDocument = (lot: Position) => ({
  position_id: lot.positionId,
  quantity: lot.quantity.toString(),
  status: lot.status,
  open_price: asText(lot.openPrice),
  opened_at: lot.openedAt === undefined ? undefined : isoFromTimestamp(lot.openedAt),
  order_id: lot.sourceOrderId,
  external_reference: lot.externalReference,
  related_order_ids: lot.relatedOrderIds,
});

const closedDocument = (part: ClosedPosition) => ({
  instrument_id: part.instrumentId,
  quantity: part.quantity.toString(),
  opened_at: isoFromTimestamp(part.openedAt),
  open_price: part.openPrice.toString(),
  closed_at: isoFromTimestamp(part.closedAt),
  closing_price: part.closingPrice.toString(),
  profit_loss: asText(part.profitLoss),
  opening_position_id: part.openingPositionId,
  closing_position_id: part.closingPositionId,
  opening_reference: part.openingReference,
  closing_reference: part.closingReference,
});

/** Amounts of money are in the account's currency, prices in the instrument's. */
function figuresOf(position: NetPosition | undefined) {
  const { price, marketValue, exposure, profitLoss } = position?.valuation ?? {};
  return {
    quantity: (position?.quantity ?? ZERO).toString(),
    average_open_price: asText(position?.averageOpenPrice),
    price: asText(price),
    market_value: asText(marketValue),
    exposure: asText(exposure),
    profit_loss: asText(profitLoss),
  };
}

const asText = (figure: Decimal | undefined): string | undefined => figure?.toString();

function comparison(held: readonly NetPosition[], own: PositionRecords["own"], id: string) {
  if (own === undefined) return { own_quantity: undefined, foreign_quantity: undefined };
  const ours = own.get(id) ?? ZERO;
  const theirs = held.find(({ instrumentId }) => instrumentId === id)?.quantity ?? ZERO;
  return { own_quantity: ours.toString(), foreign_quantity: theirs.minus(ours).toString() };
}

const COLUMNS = [
  ["quantity", "quantity"],
  ["average_open_price", "average"],
  ["price", "price"],
  ["market_value", "value"],
  ["exposure", "exposure"],
  ["profit_loss", "profit/loss"],
  ["own_quantity", "ours"],
  ["foreign_quantity", "not ours"],
] as const;

export function positionsText({
  environment,
  as_of,
  currency,
  positions,
  adjustments,
  closed,
}: PositionsDocument): string {
  const head = `${environment}, as the broker showed it at ${as_of}; money in ${currency}\n`;
  const rest = `${adjustmentsText(adjustments)}${closed === undefined ? "" : `\n${closedText(closed)}`}`;
  if (positions.length === 0) return `${head}\nno position is held\n${rest}`;
  const rows = positions.map((position) =>
    [position.instrument_id, ...COLUMNS.map(([field]) => position[field])].map((cell) => cell ?? "-"),
  );
  const header = ["position", ...COLUMNS.map(([, title]) => title)];
  const table = renderTable(header, rows, header.slice(1));
  return `${head}\n${table}${remarks(positions)}${lotsText(positions)}${rest}`;
}

/** Where one row adds up several openings, or nothing is left of two that have yet to be netted. */
function lotsText(positions: PositionsDocument["positions"]): string {
  const rows = positions
    .filter(({ lots }) => lots.length > 1)
    .flatMap(({ instrument_id, lots }) =>
      lots.map((lot) => [
        instrument_id,
        lot.position_id,
        lot.quantity,
        lot.open_price ?? "-",
        lot.opened_at ?? "-",
        lot.status,
        lot.external_reference ?? "-",
      ]),
    );
  if (rows.length === 0) return "";
  const header = ["opening", "id", "quantity", "price", "opened", "status", "reference"];
  return `\n${renderTable(header, rows, ["quantity", "price"])}`;
}

function adjustmentsText(adjustments: PositionsDocument["adjustments"]): string {
  if (adjustments.length === 0) return "";
  const rows = adjustments.map(({ instrument_id, quantity, at, reason, detail = "" }) => [
    instrument_id,
    quantity,
    at,
    detail === "" ? reason : `${reason}: ${detail}`,
  ]);
  return `\n${renderTable(["put right", "by", "time", "because"], rows, ["by"])}`;
}

function closedText(closed: NonNullable<PositionsDocument["closed"]>): string {
  if (closed.length === 0) return "nothing was closed lately\n";
  const rows = closed.map((part) => [
    part.instrument_id,
    part.quantity,
    part.open_price,
    part.closing_price,
    part.profit_loss ?? "-",
    part.closed_at,
    part.closing_reference ?? "-",
  ]);
  const header = ["closed", "quantity", "opened at", "closed at", "profit/loss", "time", "reference"];
  return renderTable(header, rows, ["quantity", "opened at", "closed at", "profit/loss"]);
}

function remarks(positions: PositionsDocument["positions"]): string {
  if (positions.some(({ own_quantity }) => own_quantity === undefined))
    return "no cycle has run here: nobody knows what of this is ours\n";
  return positions.some(({ foreign_quantity }) => foreign_quantity !== "0")
    ? "not ours: what the broker holds beyond the sum of our own booked executions\n"
    : "";
}
