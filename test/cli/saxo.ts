import type { Server } from "node:http";
import { createServer } from "node:http";
import { durationMs } from "../../src/core/domain/time.ts";
import type { SimulatedRequest, Simulator } from "../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { portOf } from "../../src/simulator/server/http-server.ts";
import type { Environment, Workspace } from "./workspace.ts";

export const TOKEN = "canary4Token7Of9Tests2Nobody5Must8Ever3See1This6Text";

/** What makes the command trade with another server than its own, for real. */
export const simEnvironment = (restBase: string, more: Environment = {}): Environment => ({
  SAXO_ENV: "SIM",
  SAXO_REST_BASE: restBase,
  SAXO_ACCESS_TOKEN: TOKEN,
  WATCHLIST: "CfdOnIndex:4913",
  BAR_MINUTES: "5",
  DRY_RUN: "false",
  ...more,
});

export interface Saxo {
  readonly simulator: Simulator;
  readonly env: Environment;
  stop(): Promise<void>;
  /** On the same port, with the books as they were. */
  restart(): Promise<void>;
}

/** Starts the simulator beside the command, in the world of a first start; its order log does not lag. */
export async function startSaxo(
  bot: Workspace,
  onRequest: (request: SimulatedRequest, simulator: Simulator) => void = () => undefined,
): Promise<Saxo> {
  const start = (port: number): Promise<Simulator> =>
    startSimulator({
      statePath: `${bot.directory}/saxo.db`,
      now: bot.now,
      accessToken: TOKEN,
      activityDelay: durationMs(0),
      port,
      onRequest: (request) => {
        onRequest(request, simulator);
      },
    });
  let simulator = await start(0);
  const { port, restBase } = simulator;
  let isRunning = true;
  return {
    get simulator() {
      return simulator;
    },
    env: simEnvironment(restBase),
    async stop() {
      if (isRunning) await simulator.close();
      isRunning = false;
    },
    async restart() {
      simulator = await start(port);
      isRunning = true;
    },
  };
}

export interface FakeServer {
  readonly restBase: string;
  readonly paths: readonly string[];
  readonly close: () => void;
}

/** Answers every request alike; `undefined`: never. */
export async function startFakeServer(
  answer: ((authorization: string) => { readonly status: number; readonly body: string }) | undefined,
): Promise<FakeServer> {
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? "");
    if (answer === undefined) return;
    const { status, body } = answer(request.headers.authorization ?? "");
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    restBase: `http://127.0.0.1:${portOf(server)}/sim/openapi`,
    paths,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
