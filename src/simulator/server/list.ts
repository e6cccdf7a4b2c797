import type { Answer, FieldFaults } from "./answer.ts";
import { ok, refuseFields } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import { pickEnum } from "./enums.ts";

interface Paging {
  readonly pageSize: number;
  readonly withCount: boolean;
}

/** A list answer: one page of the rows, and a link to the next when there is one. */
export function listAnswer(rows: readonly unknown[], request: ApiRequest, paging: Paging): Answer {
  const skip = request.query.integer("$skip") ?? 0;
  const top = request.query.integer("$top") ?? paging.pageSize;
  const faults = pagingFaults(request, { skip, top });
  if (faults !== undefined) return refuseFields(faults);
  const hasMore = skip + top < rows.length;
  return ok({
    ...(wantsCount(request, paging) && { __count: rows.length }),
    Data: rows.slice(skip, skip + top),
    ...(hasMore && { __next: pageLink(request, { $top: top, $skip: skip + top }) }),
  });
}

const COUNTS = ["AllPages", "None"] as const;

function pagingFaults(
  { query }: ApiRequest,
  { skip, top }: { readonly skip: number; readonly top: number },
): FieldFaults | undefined {
  const counted = query.text("$inlinecount");
  const faults = {
    ...(!(top > 0) && { $top: ["$top must be a whole number above 0"] }),
    ...(!(skip >= 0) && { $skip: ["$skip must be a whole number, 0 or above"] }),
    ...(counted !== undefined &&
      pickEnum(COUNTS, counted) === undefined && { $inlinecount: ["$inlinecount must be AllPages or None"] }),
  };
  return Object.keys(faults).length === 0 ? undefined : faults;
}

/** Lists count their rows as they always do, unless the request says otherwise. */
function wantsCount({ query }: ApiRequest, { withCount }: Paging): boolean {
  const asked = pickEnum(COUNTS, query.text("$inlinecount") ?? "");
  return asked === undefined ? withCount : asked === "AllPages";
}

/** The request's own address with some parameters replaced. */
export function pageLink(request: ApiRequest, parameters: Readonly<Record<string, string | number>>): string {
  const search = new URLSearchParams(request.search);
  const replaced = Object.keys(parameters).map((name) => name.toLowerCase());
  for (const name of new Set(search.keys())) if (replaced.includes(name.toLowerCase())) search.delete(name);
  for (const [name, value] of Object.entries(parameters)) search.set(name, String(value));
  const readable = search.toString().replaceAll("%24", "$").replaceAll("%2C", ",");
  return `${request.base}${request.path}?${readable}`;
}
