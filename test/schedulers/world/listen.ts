import { once } from "node:events";
import type { Server } from "node:net";

/** Listens on the loopback interface, which the machines share with the tests. @returns the port */
export async function listen(server: Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server listens on no port");
  return address.port;
}
