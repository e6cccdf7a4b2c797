import { indented, printable, renderTable } from "../output.ts";
import type { ReconcileDocument } from "./reconcile-document.ts";

/** For people: the outcome, then what was compared. */
export const reconcileText = (document: ReconcileDocument): string =>
  [
    headline(document),
    section("orders that were not final, or not known here", ordersTable(document)),
    section("positions", positionsTable(document)),
    cashText(document),
    unknownText(document),
    failureText(document),
  ].join("");

function headline({ environment, is_complete, unknown_orders }: ReconcileDocument): string {
  if (!is_complete)
    return `reconcile on ${environment}: NOT COMPLETE, the broker could not be asked to the end\n`;
  const unknown = unknown_orders.length;
  return `reconcile on ${environment}: ${unknown === 0 ? "done" : `${unknown} UNKNOWN ORDER${unknown === 1 ? "" : "S"}`}\n`;
}

const section = (title: string, table: string): string =>
  table === "" ? "" : `${title}\n${indented(table)}`;

const ordersTable = ({ orders }: ReconcileDocument): string =>
  orders.length === 0
    ? ""
    : renderTable(
        ["reference", "instrument", "side", "quantity", "filled", "before", "now", ""],
        orders.map((order) => [
          order.external_reference,
          order.instrument_id,
          order.side,
          order.quantity,
          order.filled_quantity ?? "",
          order.state_before ?? "not known",
          order.state,
          order.reason,
        ]),
        ["quantity", "filled"],
      );

const positionsTable = ({ positions }: ReconcileDocument): string =>
  positions.length === 0
    ? ""
    : renderTable(
        ["position", "ours before", "ours", "at the broker", "not ours", ""],
        positions.map((position) => [
          position.instrument_id,
          position.own_quantity_before,
          position.own_quantity,
          position.broker_quantity,
          position.foreign_quantity,
          remark(position),
        ]),
        ["ours before", "ours", "at the broker", "not ours"],
      );

const remark = ({
  difference,
  own_quantity,
  own_quantity_before,
}: ReconcileDocument["positions"][number]): string => {
  if (difference !== undefined) return `DIFFERS: ${difference}`;
  return own_quantity === own_quantity_before ? "" : "put right";
};

function cashText({ cash }: ReconcileDocument): string {
  if (cash === undefined) return "";
  const { total_value, currency, unexplained, tolerance } = cash;
  const moved =
    unexplained === undefined
      ? "no move without a reason"
      : `MOVED by ${unexplained} ${currency} since the last look without an order of ours (tolerated: ${tolerance ?? ""})`;
  return `account: ${total_value} ${currency} in all, ${cash.cash} ${currency} cash; ${moved}\n`;
}

const unknownText = ({ unknown_orders }: ReconcileDocument): string =>
  unknown_orders
    .map(
      ({ external_reference, side, quantity, instrument_id }) =>
        `outcome unknown: ${side} ${quantity} ${instrument_id} (${external_reference}); \`tradebot resolve <external_reference>\` is the last resort\n`,
    )
    .join("");

function failureText({ failure }: ReconcileDocument): string {
  if (failure === undefined) return "";
  const hint = failure.hint === undefined ? "" : `; ${failure.hint}`;
  return `${failure.code}: ${printable(failure.message + hint)}\n`;
}
