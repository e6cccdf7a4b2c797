import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { listen } from "./listen.ts";

/** What SCHEDULER_WEBHOOK_URL is sent. */
export interface Message {
  readonly subject: string;
  readonly body: string;
  readonly timestamp: string;
}

/** Whoever is told of failures. */
export interface Receiver {
  readonly url: string;
  readonly messages: readonly Message[];
  /** Waits until so many messages are there. */
  until(count: number): Promise<void>;
  close(): void;
}

export async function startReceiver(): Promise<Receiver> {
  const messages: Message[] = [];
  const waiting = new Map<() => void, number>();
  const server = createServer((request, response) => {
    void json(request).then((message) => {
      messages.push(message as Message);
      response.end();
      for (const [wake, count] of waiting) if (messages.length >= count) wake();
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}/hook`,
    messages,
    until(count) {
      if (messages.length >= count) return Promise.resolve();
      return new Promise((resolve) => waiting.set(resolve, count));
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
