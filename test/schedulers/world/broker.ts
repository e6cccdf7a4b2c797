import type { Socket } from "node:net";
import { connect, createServer } from "node:net";
import { durationMs, timestamp } from "../../../src/core/domain/time.ts";
import { startSimulator } from "../../../src/simulator/start-simulator.ts";
import { listen } from "./listen.ts";

const TOKEN = "canary4Token7Of9Schedulers2Nobody5Must8Ever3See1This";

/** A Saxo of our own that can fall silent, so that a cycle hangs for as long as a test wants. */
export interface Broker {
  /** Lines of an env file that make the program trade here. */
  readonly settings: string;
  /** The one secret among them. */
  readonly token: string;
  /** The same with a token that the broker does not know. */
  readonly strangersSettings: string;
  /** Answers nobody from now on. @returns when the first one asks in vain */
  fallSilent: () => Promise<void>;
  /** Whoever has asked in between is answered now. */
  answerAgain: () => void;
  close: () => Promise<void>;
}

export async function startBroker(): Promise<Broker> {
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => timestamp(Date.now()),
    accessToken: TOKEN,
    activityDelay: durationMs(0),
    enforceRateLimits: false, // a cycle a second is no pace for Saxo
  });
  const sockets = new Set<Socket>();
  let silence: Silence | undefined;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()); // whoever was killed
    socket.on("close", () => sockets.delete(socket));
    if (silence === undefined) {
      forward(socket, simulator.port);
    } else {
      silence.waiting.push(socket);
      silence.asked.resolve();
    }
  });
  const restBase = `http://127.0.0.1:${await listen(server)}/sim/openapi`;
  return {
    settings: settingsFor(restBase, TOKEN),
    token: TOKEN,
    strangersSettings: settingsFor(restBase, `${TOKEN}Not`),
    fallSilent() {
      silence = { waiting: [], asked: Promise.withResolvers() };
      return silence.asked.promise;
    },
    answerAgain() {
      for (const socket of silence?.waiting ?? []) forward(socket, simulator.port);
      silence = undefined;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await simulator.close();
    },
  };
}

interface Silence {
  readonly waiting: Socket[];
  readonly asked: PromiseWithResolvers<void>;
}

function forward(socket: Socket, port: number): void {
  const upstream = connect(port, "127.0.0.1");
  upstream.on("error", () => socket.destroy());
  socket.on("close", () => upstream.destroy());
  upstream.on("close", () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
}

const settingsFor = (restBase: string, token: string): string =>
  [
    "SAXO_ENV=SIM",
    `SAXO_REST_BASE=${restBase}`,
    `SAXO_ACCESS_TOKEN=${token}`,
    "WATCHLIST=CfdOnIndex:4913",
    "BAR_MINUTES=5",
    "DRY_RUN=false",
    "",
  ].join("\n");
