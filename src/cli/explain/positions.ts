import type { NetPosition } from "../../core/domain/account.ts";
import type { Decimal } from "../../core/domain/decimal.ts";
import { ZERO } from "../../core/domain/decimal.ts";
import { isoFromTimestamp, type Timestamp } from "../../core/domain/time.ts";
import { renderTable } from "../output.ts";

interface PositionRecords {
  readonly environment: string;
  readonly currency: string;
  readonly asOf: Timestamp;
  readonly held: readonly NetPosition[];
  /** Signed sums of our own fills; absent when there is no store. */
  readonly own: ReadonlyMap<string, Decimal> | undefined;
}

type PositionsDocument = ReturnType<typeof positionsDocument>;

/** What the broker holds beside what our own fills add up to. */
export function positionsDocument({ environment, currency, asOf, held, own }: PositionRecords) {
  const ids = new Set([...held.map(({ instrumentId }) => instrumentId), ...(own?.keys() ?? [])]);
  return {
    environment,
    as_of: isoFromTimestamp(asOf),
    currency,
    positions: [...ids].sort().map((id) => ({
      instrument_id: id,
      ...figuresOf(held.find(({ instrumentId }) => instrumentId === id)),
      ...comparison(held, own, id),
    })),
  };
}

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

export function positionsText({ environment, as_of, currency, positions }: PositionsDocument): string {
  const head = `${environment}, as the broker showed it at ${as_of}; money in ${currency}\n`;
  if (positions.length === 0) return `${head}\nno position is held\n`;
  const rows = positions.map((position) =>
    [position.instrument_id, ...COLUMNS.map(([field]) => position[field])].map((cell) => cell ?? "-"),
  );
  const header = ["position", ...COLUMNS.map(([, title]) => title)];
  return `${head}\n${renderTable(header, rows, header.slice(1))}${remarks(positions)}`;
}

function remarks(positions: PositionsDocument["positions"]): string {
  if (positions.some(({ own_quantity }) => own_quantity === undefined))
    return "no cycle has run here: nobody knows what of this is ours\n";
  return positions.some(({ foreign_quantity }) => foreign_quantity !== "0")
    ? "not ours: what the broker holds beyond the sum of our own booked executions\n"
    : "";
}
