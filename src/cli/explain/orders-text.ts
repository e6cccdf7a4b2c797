import type { IntentState } from "../../core/execution/lifecycle.ts";
import { renderTable } from "../output.ts";
import { sideInWords } from "./order-document.ts";
import type { OrdersDocument } from "./orders-document.ts";

/** What a state means for an order that the broker's list does not show. */
const MEANING: Partial<Record<IntentState, string>> = {
  created: "written down and never sent; the next cycle drops it",
  placing: "about to be sent when it was last heard of: it may exist; the next cycle looks for evidence",
  unknown:
    "nobody knows whether it exists: the next cycle looks for evidence, and nothing new is risked in the instrument; `tradebot resolve <external_reference>` is the last resort (docs/how-to/unknown-order.md)",
  placed: "accepted, and not listed any more: the next cycle books what became of it",
};

export function ordersText(document: OrdersDocument): string {
  const { environment, as_of, source, working, unsettled, settled } = document;
  const head =
    source === "broker"
      ? `${environment}, as the broker showed it at ${as_of}\n`
      : `${environment}, by our own store alone at ${as_of}; the broker was not asked\n`;
  const sections = [
    head,
    ...(working === undefined ? [] : [workingText(working)]),
    unsettled === undefined ? NO_STORE : unsettledText(unsettled, source),
    ...(settled === undefined ? [] : [settledText(settled)]),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

type Working = NonNullable<OrdersDocument["working"]>[number];

function workingText(working: NonNullable<OrdersDocument["working"]>): string {
  if (working.length === 0) return "no order works at the broker\n";
  const rows = working.map((order) => [
    order.order_id,
    order.whose,
    order.instrument_id,
    order.side,
    order.quantity,
    order.filled_quantity,
    typeText(order),
    order.status,
    order.external_reference ?? "-",
  ]);
  const header = [
    "working",
    "whose",
    "instrument",
    "side",
    "quantity",
    "filled",
    "type",
    "status",
    "reference",
  ];
  const isUnrecorded = working.some(({ whose }) => whose === "unrecorded");
  return (
    renderTable(header, rows, ["quantity", "filled"]) +
    (isUnrecorded ? "unrecorded: made by a tradebot, but not known to this state directory\n" : "")
  );
}

/** What it waits for: a price, and perhaps another order. */
function typeText({ order_type, price, relation, related_order_ids: related = [] }: Working): string {
  const hangsOn = relation === undefined ? undefined : `(${[relation, ...related].join(" ")})`;
  return [order_type, price, hangsOn].filter((part) => part !== undefined).join(" ") || "-";
}

const NO_STORE = "no cycle has run here: nothing is known of orders of ours\n";

type Intents = NonNullable<OrdersDocument["unsettled"]>;

function unsettledText(unsettled: Intents, source: OrdersDocument["source"]): string {
  if (unsettled.length === 0) return source === "store" ? "no order of ours is open\n" : "";
  const title = source === "store" ? "ours, not final" : "ours, not in the broker's list";
  const states = [...new Set(unsettled.map(({ state }) => state))];
  const meanings =
    source === "store" ? [] : states.map((state) => `${state}: ${MEANING[state] ?? "not final"}\n`);
  return `${title}\n${intentsTable(unsettled)}${meanings.join("")}`;
}

const settledText = (settled: Intents): string =>
  settled.length === 0
    ? "no order of ours became final among those asked for\n"
    : `ours, final\n${intentsTable(settled)}`;

const intentsTable = (intents: Intents): string =>
  renderTable(
    ["reference", "order", "instrument", "side", "quantity", "filled", "state", "made"],
    intents.map((intent) => [
      intent.external_reference,
      intent.order_id ?? "-",
      intent.instrument_id,
      sideInWords(intent),
      intent.quantity,
      intent.filled_quantity,
      intent.state,
      intent.created_at,
    ]),
    ["quantity", "filled"],
  );
