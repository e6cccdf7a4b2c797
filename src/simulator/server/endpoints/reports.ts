import type { Answer } from "../answer.ts";
import { empty, refuseFields } from "../answer.ts";
import type { ApiRequest } from "../api-request.ts";
import type { Desk } from "../desk.ts";
import { listAnswer } from "../list.ts";
import { refuseForeignKeys } from "../ownership.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Closed positions as the back office books them. There is none here, as on SIM: nothing was booked. */
export function bookedClosedPositions(desk: Desk, request: ApiRequest): Answer {
  const { pathParameters } = request;
  return report(desk, request, {
    FromDate: pathParameters.get("FromDate"),
    ToDate: pathParameters.get("ToDate"),
  });
}

/** Trades, or bookings, of the back office; the same goes for them. */
export const bookedTrades = (desk: Desk, request: ApiRequest): Answer =>
  report(desk, request, {
    FromDate: request.query.text("FromDate"),
    ToDate: request.query.text("ToDate"),
  });

type Dates = Readonly<Record<"FromDate" | "ToDate", string | undefined>>;

function report(desk: Desk, request: ApiRequest, dates: Dates): Answer {
  if (request.pathParameters.get("ClientKey") !== desk.identity.clientKey) return empty(401);
  const foreign = refuseForeignKeys(request, desk);
  if (foreign !== undefined) return foreign;
  const faulty = Object.entries(dates).filter(([, date]) => date !== undefined && !DATE.test(date));
  if (faulty.length > 0) {
    return refuseFields(Object.fromEntries(faulty.map(([name]) => [name, [`${name} must be yyyy-MM-dd`]])));
  }
  return listAnswer([], request, { pageSize: desk.settings.pageSize, withCount: false });
}
