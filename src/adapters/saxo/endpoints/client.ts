import { readObject } from "../transport/read.ts";
import type { SaxoClient } from "../transport/saxo-client.ts";
import { Client } from "../wire/client.ts";

export const readClient = (client: SaxoClient): Promise<Client> =>
  readObject(client, { method: "GET", path: "/port/v1/clients/me" }, Client);
