import { renderTable } from "../output.ts";
import type { InstrumentDocument } from "./instrument-document.ts";

/** The same for a person, with the sessions also as the clocks of a zone show them. */
export function instrumentText(document: InstrumentDocument, timeZone: string): string {
  const facts = renderTable([document.instrument_id, document.symbol], factRows(document));
  const types = renderTable(
    ["order type", "durations"],
    document.order_types.map(({ order_type, durations }) => [
      order_type,
      durations?.join(", ") ?? "the broker does not say",
    ]),
  );
  return [facts, ticksText(document), types, sessionsText(document, timeZone)].join("\n");
}

function factRows(document: InstrumentDocument): readonly (readonly string[])[] {
  const { quantity, order_value: value, price } = document;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["description", document.description],
    ["currency", document.currency],
    ["prices in", price.currency === document.currency ? undefined : price.currency],
    ["contract factor", price.contract_factor],
    ["exchange", exchangeWords(document)],
    ["tradable", tradableWords(document)],
    ["short sales", document.is_short_disabled ? "not allowed" : undefined],
    ["smallest order", quantity.minimum],
    ["largest order", quantity.maximum],
    ["lot", lotWords(document)],
    ["decimals of a quantity", String(quantity.decimals)],
    ["least order value", value.minimum === undefined ? undefined : `${value.minimum} ${document.currency}`],
    ["most order value", valueWords(value)],
    ["quote", quoteWords(document)],
  ];
  return rows.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
}

const valueWords = ({ maximum, maximum_currency }: InstrumentDocument["order_value"]): string | undefined =>
  maximum === undefined ? undefined : `${maximum} ${maximum_currency ?? ""}`.trimEnd();

const exchangeWords = ({ exchange, exchange_name: name }: InstrumentDocument): string | undefined =>
  name === undefined || name === exchange ? exchange : `${exchange ?? ""} (${name})`;

const TRADABILITY = {
  tradable: "yes",
  reduce_only: "only to be closed",
  not_tradable: "no",
  not_on_account: "not on this account",
} as const;

const tradableWords = ({ tradability, restriction }: InstrumentDocument): string =>
  `${TRADABILITY[tradability]}${restriction === undefined ? "" : ` (${restriction})`}`;

const lotWords = ({ quantity: { lot, lot_for_buys_only: isForBuys } }: InstrumentDocument) =>
  lot === undefined ? undefined : `${lot}${isForBuys === true ? ", for buys only" : ""}`;

function quoteWords({ quote }: InstrumentDocument): string {
  switch (quote.access) {
    case "real_time":
    case "delayed": {
      const delay = quote.access === "delayed" ? `, ${quote.delayed_by_minutes ?? 0} minutes old` : "";
      return `${quote.bid ?? ""} to ${quote.ask ?? ""}, ${quote.price_types ?? ""}${delay}`;
    }
    case "no_access":
      return "no access to its prices (NoAccess)";
    default:
      return "none now";
  }
}

function ticksText({ price: { limit_ticks: limit, stop_ticks: stop } }: InstrumentDocument): string {
  if (limit.length === 0 && stop.length === 0) return "the broker says nothing about ticks\n";
  const rows = [
    ...limit.map((tick) => ["limit", tick] as const),
    ...stop.map((tick) => ["stop", tick] as const),
  ];
  return renderTable(
    ["order", "price above", "up to", "tick"],
    rows.map(([kind, { above, up_to, tick }]) => [kind, above, up_to ?? "", tick]),
    ["price above", "up to", "tick"],
  );
}

/** Hours of one day, and where it is not the same day, of which. */
function sessionsText({ sessions }: InstrumentDocument, timeZone: string): string {
  if (sessions.length === 0) return "the broker gives no trading sessions\n";
  return renderTable(
    ["session", `from (${timeZone})`, "until", "from (UTC)", "until (UTC)"],
    sessions.map(({ state, start_at, end_at }) => [
      state,
      localText(start_at, timeZone),
      localText(end_at, timeZone),
      utcText(start_at),
      utcText(end_at),
    ]),
  );
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

function localText(iso: string, timeZone: string): string {
  const at = Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone);
  const day = DAYS[at.dayOfWeek - 1] ?? "";
  return `${day} ${at.toPlainDate().toString()} ${at.toPlainTime().toString({ smallestUnit: "minute" })}`;
}

const utcText = (iso: string): string => localText(iso, "UTC");
