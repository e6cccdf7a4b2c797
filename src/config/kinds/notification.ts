import { Secret } from "../secret.ts";
import { mayCarrySecrets } from "./address.ts";
import type { ValueKind } from "./value-kind.ts";
import { fault, value } from "./value-kind.ts";

/** An address that is a secret itself: whoever knows it can speak in our name. Never repeats what it read. */
export const secretAddress: ValueKind<Secret> = {
  expected: "an https address, or http on a loopback host, without user name or fragment",
  read(text) {
    const url = URL.parse(text);
    if (url === null || url.host === "") return fault("not an address");
    if (url.username + url.password !== "") return fault("holds a user name or password");
    if (url.hash !== "") return fault("holds a fragment");
    return mayCarrySecrets(url)
      ? value(new Secret(url.href))
      : fault("would be sent where others can listen");
  },
};
