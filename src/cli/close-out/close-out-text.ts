import { indented, printable, renderTable } from "../output.ts";
import type { CloseOutDocument } from "./close-out-document.ts";

/** For a person in a hurry: the outcome first, then what it is about, then what is left to do. */
export function closeOutText(document: CloseOutDocument): string {
  const parts = [
    headline(document),
    holdingsText(document),
    ...document.orders.map((line) => `  ${line}\n`),
    workingText(document),
    unknownText(document),
    failureText(document),
    nextText(document),
  ];
  return parts.join("");
}

function headline({ command, environment, is_flat, is_known }: CloseOutDocument): string {
  const outcome = is_flat
    ? "flat: nothing is left"
    : is_known
      ? "NOT FLAT"
      : "NOT KNOWN TO BE FLAT: the broker could not be asked";
  return `${command} on ${environment}: ${outcome}\n`;
}

function holdingsText({ holdings }: CloseOutDocument): string {
  const rows = holdings
    .filter(({ quantity_before, quantity_left, own_quantity }) =>
      [quantity_before, quantity_left, own_quantity].some((quantity) => quantity !== "0"),
    )
    .map((row) => [row.instrument_id, row.quantity_before, row.quantity_left, whyText(row)]);
  if (rows.length === 0) return "";
  return indented(renderTable(["instrument", "before", "left", ""], rows, ["before", "left"]));
}

function whyText(row: CloseOutDocument["holdings"][number]): string {
  if (row.quantity_left === "0") return row.quantity_before === "0" ? elsewhere(row) : "closed";
  const words = [row.reason ?? "", row.detail ?? ""].filter((word) => word !== "").join(": ");
  if (!row.is_market_closed) return words;
  const until = row.next_market_open_at === undefined ? "" : ` until ${row.next_market_open_at}`;
  return `${words}; market closed${until}`;
}

/** Our records and the broker differ: there is nothing that could be closed without opening something. */
const elsewhere = ({ own_quantity, broker_quantity }: CloseOutDocument["holdings"][number]): string =>
  `nothing to close: our records say ${own_quantity}, the broker ${broker_quantity}`;

const workingText = ({ working_orders }: CloseOutDocument): string =>
  working_orders
    .map(
      ({ order_id, side, quantity, instrument_id, order_type = "", external_reference = "not ours" }) =>
        `  still working: ${printable(`${order_id} ${order_type} ${side} ${quantity} ${instrument_id} (${external_reference})`)}\n`,
    )
    .join("");

const unknownText = ({ unknown_orders }: CloseOutDocument): string =>
  unknown_orders
    .map(
      ({ external_reference, side, quantity, instrument_id }) =>
        `  outcome unknown: ${side} ${quantity} ${instrument_id} (${external_reference})\n`,
    )
    .join("");

function failureText({ failure }: CloseOutDocument): string {
  if (failure === undefined) return "";
  const hint = failure.hint === undefined ? "" : `; ${failure.hint}`;
  return `  ${failure.code}: ${printable(failure.message + hint)}\n`;
}

const nextText = ({ is_flat, command }: CloseOutDocument): string =>
  is_flat ? "" : `run ${command} again: it goes on where this one ended\n`;
