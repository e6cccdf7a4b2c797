import type { Books } from "../exchange/books.ts";
import type { Answer } from "./answer.ts";
import { empty, refuseFields } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";
import type { Desk } from "./desk.ts";
import type { Route } from "./route.ts";

/** Refuses keys of somebody else with the 401 that Saxo gives for data one may not see. */
export function refuseForeignKeys({ query }: ApiRequest, desk: Desk): Answer | undefined {
  const { clientKey } = desk.identity;
  const accountKey = query.text("AccountKey");
  const isOwn = accountKey === undefined || desk.accountByKey(accountKey) !== undefined;
  return (query.text("ClientKey") ?? clientKey) === clientKey && isOwn ? undefined : empty(401);
}

/** As above, where naming the client is part of the request. */
export function requireClientKey(request: ApiRequest, desk: Desk): Answer | undefined {
  return request.query.text("ClientKey") === undefined
    ? refuseFields({ ClientKey: ["ClientKey is required"] })
    : refuseForeignKeys(request, desk);
}

/** An endpoint of the client's own, asked for under the client's key. */
export const ofClient =
  (handle: Route["handle"]): Route["handle"] =>
  (desk, request) =>
    requireClientKey(request, desk) ?? handle(desk, request);

/** An endpoint of the user's own, asked for by a key in the path. */
export const byKey =
  (name: "ClientKey" | "UserKey", handle: Route["handle"]): Route["handle"] =>
  (desk, request) => {
    const own = { ClientKey: desk.identity.clientKey, UserKey: desk.identity.userKey }[name];
    return request.pathParameters.get(name) === own ? handle(desk, request) : empty(401);
  };

/** The account whose key the request names; `undefined` when it is about the client. */
export function namedAccount({ query }: ApiRequest, desk: Desk): Books | undefined {
  const accountKey = query.text("AccountKey");
  return accountKey === undefined ? undefined : desk.accountByKey(accountKey);
}

/** That account, or else all of the client's. */
export function accountsIn(request: ApiRequest, desk: Desk): readonly Books[] {
  const named = namedAccount(request, desk);
  return named === undefined ? desk.accounts : [named];
}

/** What the request shows: that account, or else everything together in the currency of the client. */
export const booksIn = (request: ApiRequest, desk: Desk): Books =>
  namedAccount(request, desk) ?? desk.clientBooks(request.at);
