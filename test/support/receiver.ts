import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { portOf } from "../../src/simulator/server/http-server.ts";

interface Received {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  readonly body: string;
}

/** Answers one request; the first is number 1. */
export type Answering = (response: ServerResponse, request: Received, number: number) => void;

/** A server on the loopback interface that keeps everything it is sent. */
export interface Receiver {
  readonly url: URL;
  readonly received: readonly Received[];
  /** From now on; at first everything is answered with 204. */
  answer(answering: Answering): void;
  close(): Promise<void>;
}

export const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): Answering =>
  (response) => {
    response.writeHead(code, headers).end();
  };

/** @param port one that was used before, to come back there */
export async function startReceiver(path = "/hook", port = 0): Promise<Receiver> {
  const received: Received[] = [];
  let answering: Answering = status(204);
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = request;
    const entry = { method, url, contentType: headers["content-type"], body: await text(request) };
    received.push(entry);
    answering(response, entry, received.length);
  };
  const server = createServer((request, response) => {
    receive(request, response).catch(() => response.destroy()); // the client went away in the middle
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${portOf(server)}${path}`),
    received,
    answer(next) {
      answering = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
