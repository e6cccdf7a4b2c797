import type { Identity } from "../exchange/ids.ts";
import type { Answer } from "./answer.ts";
import { empty, refuseFields } from "./answer.ts";
import type { ApiRequest } from "./api-request.ts";

/** Refuses keys of somebody else with the 401 that Saxo gives for data one may not see. */
export function refuseForeignKeys({ query }: ApiRequest, identity: Identity): Answer | undefined {
  const clientKey = query.text("ClientKey") ?? identity.clientKey;
  const accountKey = query.text("AccountKey") ?? identity.accountKey;
  return clientKey === identity.clientKey && accountKey === identity.accountKey ? undefined : empty(401);
}

/** As above, where naming the client is part of the request. */
export function requireClientKey(request: ApiRequest, identity: Identity): Answer | undefined {
  return request.query.text("ClientKey") === undefined
    ? refuseFields({ ClientKey: ["ClientKey is required"] })
    : refuseForeignKeys(request, identity);
}
