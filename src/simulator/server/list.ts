import type { Answer } from "./answer.ts";
import { ok, refuseFields } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";

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
    ...(paging.withCount && { __count: rows.length }),
    Data: rows.slice(skip, skip + top),
    ...(hasMore && { __next: pageLink(request, { $top: top, $skip: skip + top }) }),
  });
}

/** The request's own address with some parameters replaced. */
export function pageLink(request: ApiRequest, parameters: Readonly<Record<string, string | number>>): string {
  const search = new URLSearchParams(request.search);
  for (const [name, value] of Object.entries(parameters)) search.set(name, String(value));
  return `${request.base}${request.path}?${search.toString()}`;
}
