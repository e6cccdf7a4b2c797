import { ENVIRONMENTS } from "../settings.ts";
import { mayCarrySecrets } from "./address.ts";
import { oneOf } from "./plain.ts";
import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

export const environmentName = oneOf(ENVIRONMENTS);
export const authMode = oneOf(["auto", "oauth", "manual"]);

export const GATEWAYS = {
  SIM: "https://gateway.saxobank.com/sim/openapi",
  LIVE: "https://gateway.saxobank.com/openapi",
} as const;
export const AUTH_BASES = {
  SIM: "https://sim.logonvalidation.net",
  LIVE: "https://live.logonvalidation.net",
} as const;

/** Why a secret must not go there; `undefined` when it may. */
function addressFault(url: URL): string | undefined {
  if (url.username + url.password !== "") return "holds a user name or password";
  if (url.search + url.hash !== "") return "holds a query or a fragment";
  return mayCarrySecrets(url) ? undefined : "would send the token where others can listen";
}

function readBase(text: string): Reading<URL> {
  const url = URL.parse(text);
  if (url === null || url.host === "") return fault("not an address");
  const problem = addressFault(url);
  return problem === undefined ? value(new URL(url.href.replace(/\/+$/, ""))) : fault(problem);
}

/** Where secrets go with the requests, hence only where nobody can listen. */
const base: ValueKind<URL> = {
  expected: "an https address, or http on a loopback host, without user name, query or fragment",
  read: readBase,
};

export const restBase = base;
export const authBase = base;

/** An address, and how it was written. */
export interface WrittenAddress {
  readonly url: URL;
  readonly text: string;
}

/** Sent as it is written: Saxo compares it with what was registered. */
export const redirectAddress: ValueKind<WrittenAddress> = {
  expected: "the redirect address as it was registered: http on a loopback host, or https",
  read(text) {
    const url = URL.parse(text);
    if (url === null || url.host === "") return fault("not an address");
    const problem = addressFault(url);
    return problem === undefined ? value({ url, text }) : fault(problem);
  },
};
