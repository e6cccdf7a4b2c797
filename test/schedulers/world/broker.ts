import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { timestamp } from "../../../src/core/domain/time.ts";
import { startSimulator } from "../../../src/simulator/start-simulator.ts";
import { listen } from "./listen.ts";

const TOKEN = "canary4Token7Of9Schedulers2Nobody5Must8Ever3See1This";

/** A Saxo of our own that can fall silent, so that a cycle hangs for as long as a test wants. */
export interface Broker {
  /** Lines of an env file that make the program trade here. */
  readonly settings: string;
  /** Answers nobody from now on. @returns a promise of the first one who asks in vain */
  fallSilent(): Promise<void>;
  answerAgain(): void;
  close(): Promise<void>;
}

export async function startBroker(): Promise<Broker> {
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => timestamp(Date.now()),
    accessToken: TOKEN,
  });
  const sockets = new Set<Socket>();
  let silence: PromiseWithResolvers<void> | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()); // whoever was killed
    socket.on("close", () => sockets.delete(socket));
    if (silence === undefined) forward(socket, simulator.port);
    else silence.resolve();
  });
  const port = await listen(server);
  return {
    settings: settingsFor(`http://127.0.0.1:${port}/sim/openapi`),
    fallSilent() {
      silence = Promise.withResolvers();
      return silence.promise;
    },
    answerAgain() {
      silence = undefined;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await simulator.close();
    },
  };
}

function forward(socket: Socket, port: number): void {
  const upstream = connect(port, "127.0.0.1");
  upstream.on("error", () => socket.destroy());
  socket.on("close", () => upstream.destroy());
  upstream.on("close", () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
}

const settingsFor = (restBase: string): string =>
  [
    "SAXO_ENV=SIM",
    `SAXO_REST_BASE=${restBase}`,
    `SAXO_ACCESS_TOKEN=${TOKEN}`,
    "WATCHLIST=CfdOnIndex:4913",
    "BAR_MINUTES=5",
    "DRY_RUN=false",
    "",
  ].join("\n");
