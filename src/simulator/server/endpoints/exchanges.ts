import type { SimulatedInstrument } from "../../market/types.ts";
import type { Answer } from "../answer.ts";
import { empty, ok } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";
import { scheduleOf } from "./trading-schedule.ts";

export function exchanges(desk: Desk, request: ApiRequest): Answer {
  const rows = venuesOf(desk).map((listed) => exchangeRow(listed, desk, request));
  return listAnswer(rows, request, { pageSize: desk.settings.pageSize, withCount: false });
}

/** One exchange; an unknown one is an answer without a body. */
export function exchangeById(desk: Desk, request: ApiRequest): Answer {
  const wanted = request.pathParameters.get("ExchangeId")?.toLowerCase();
  const listed = venuesOf(desk).find(({ exchange }) => exchange.exchangeId.toLowerCase() === wanted);
  return listed === undefined ? empty(204) : ok(exchangeRow(listed, desk, request));
}

/** Each exchange by one of its instruments, which knows its hours and its currency. */
function venuesOf({ market }: Desk): readonly SimulatedInstrument[] {
  const first = new Map<string, SimulatedInstrument>();
  for (const listed of market.instruments) {
    if (!first.has(listed.exchange.exchangeId)) first.set(listed.exchange.exchangeId, listed);
  }
  return [...first.values()];
}

function exchangeRow(listed: SimulatedInstrument, desk: Desk, { at }: ApiRequest): Record<string, unknown> {
  const { exchange, hours, currency } = listed;
  const { Sessions, ...zone } = scheduleOf(desk.market, listed, at);
  return {
    AllDay: hours === "always",
    CountryCode: exchange.countryCode,
    Currency: currency,
    ExchangeId: exchange.exchangeId,
    ExchangeSessions: Sessions,
    Mic: micOf(listed),
    Name: exchange.name,
    ...zone,
  };
}

/** The symbol of an exchange product ends in its market's code; what is traded over the counter has none. */
const micOf = ({ symbol }: SimulatedInstrument): string | undefined => symbol.split(":")[1]?.toUpperCase();
