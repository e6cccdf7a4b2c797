import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { DurationMs } from "../../src/core/domain/time.ts";
import { durationMs } from "../../src/core/domain/time.ts";
import type { SimulatedRequest } from "../../src/simulator/simulator-options.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
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

interface SaxoOptions {
  /** How long the order log lags behind; by default not at all. */
  readonly activityDelay?: DurationMs;
  readonly onRequest?: (request: SimulatedRequest, simulator: Simulator) => void;
}

/** Starts the simulator beside the command, in the world of a first start. */
export async function startSaxo(
  bot: Workspace,
  { activityDelay = durationMs(0), onRequest = () => undefined }: SaxoOptions = {},
): Promise<Saxo> {
  const start = (port: number): Promise<Simulator> =>
    startSimulator({
      statePath: `${bot.directory}/saxo.db`,
      now: bot.now,
      accessToken: TOKEN,
      activityDelay,
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

/** Stands between the command and the broker, and refuses each order in words that repeat the authorization. */
export async function startEchoingProxy(restBase: string): Promise<FakeServer> {
  const paths: string[] = [];
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "GET", url = "", headers } = request;
    const body = await text(request);
    paths.push(url);
    const authorization = headers.authorization ?? "";
    if (method === "POST" && url.endsWith("/trade/v2/orders")) {
      const refusal = { ErrorInfo: { ErrorCode: "OrderRefused", Message: `Not with ${authorization}` } };
      response.writeHead(400, JSON_TYPE).end(JSON.stringify(refusal));
      return;
    }
    const answer = await fetch(new URL(url, restBase), {
      method,
      headers: { authorization, "content-type": "application/json", "x-request-id": requestIdOf(request) },
      ...(body === "" ? {} : { body }),
    });
    response.writeHead(answer.status, JSON_TYPE).end(await answer.text());
  };
  return serve(paths, (request, response) => void pass(request, response));
}

const JSON_TYPE = { "content-type": "application/json" };
const requestIdOf = ({ headers }: IncomingMessage): string => [headers["x-request-id"]].flat()[0] ?? "none";

/** Answers every request alike; `undefined`: never. */
export async function startFakeServer(
  answer: ((authorization: string) => { readonly status: number; readonly body: string }) | undefined,
): Promise<FakeServer> {
  const paths: string[] = [];
  return serve(paths, (request, response) => {
    paths.push(request.url ?? "");
    if (answer === undefined) return;
    const { status, body } = answer(request.headers.authorization ?? "");
    response.writeHead(status, JSON_TYPE).end(body);
  });
}

async function serve(paths: readonly string[], listener: RequestListener): Promise<FakeServer> {
  const server = createServer((request, response) => {
    response.sendDate = false; // it would be the machine's, and the command's clock is another
    listener(request, response);
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
