import type { Environment } from "../settings.ts";
import { ENVIRONMENTS } from "../settings.ts";
import { mayCarrySecrets } from "./address.ts";
import { oneOf } from "./plain.ts";
import type { Reading, ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

const environments = oneOf(ENVIRONMENTS);

export const environmentName: ValueKind<Environment> = {
  expected: environments.expected,
  read: (text) =>
    text.toUpperCase() === "LIVE" ? fault("LIVE is not available in this version") : environments.read(text),
};

export const SIM_GATEWAY = "https://gateway.saxobank.com/sim/openapi";

const SAXO_HOST = /(^|\.)saxobank\.com\.?$/;

const isRealMoney = ({ hostname, pathname }: URL): boolean =>
  SAXO_HOST.test(hostname) && !/^\/sim(\/|$)/.test(pathname);

/** Why a request must not go there; `undefined` when it may. */
function addressFault(url: URL): string | undefined {
  if (url.username + url.password !== "") return "holds a user name or password";
  if (url.search + url.hash !== "") return "holds a query or a fragment";
  if (!mayCarrySecrets(url)) return "would send the token where others can listen";
  return isRealMoney(url) ? "not Saxo's simulation gateway" : undefined;
}

function readRestBase(text: string): Reading<URL> {
  const url = URL.parse(text);
  if (url === null || url.host === "") return fault("not an address");
  const problem = addressFault(url);
  if (problem !== undefined) return fault(problem);
  return value(new URL(url.href.replace(/\/+$/, "")));
}

/** Where requests go. The token goes with them, hence only where nobody can listen, and never to real money. */
export const restBase: ValueKind<URL> = {
  expected: "an https address, or http on a loopback host, without user name, query or fragment",
  read: readRestBase,
};
