import type { Answer } from "./answer.ts";
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
  if (!(skip >= 0 && top > 0)) return refuseFields({ $top: ["$top and $skip must be whole numbers"] });
  const hasMore = skip + top < rows.length;
  return ok({
    ...(wantsCount(request, paging) && { __count: rows.length }),
    Data: rows.slice(skip, skip + top),
    ...(hasMore && { __next: pageLink(request, { $top: top, $skip: skip + top }) }),
  });
}

/** Lists count their rows as they always do, unless the request says otherwise. */
function wantsCount({ query }: ApiRequest, { withCount }: Paging): boolean {
  const asked = pickEnum(["AllPages", "None"], query.text("$inlinecount") ?? "");
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
