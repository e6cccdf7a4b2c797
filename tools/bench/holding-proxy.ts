import { Agent, createServer, request as send } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** Longer than a client on a busy machine needs between two requests that it makes at once. */
const QUIET_MS = 120;

/** Requests that were under way together, as `METHOD /path`; each alone when none are held. */
export type Round = readonly string[];

export interface Traffic {
  readonly rounds: readonly Round[];
  readonly refusedForHaste: number;
}

interface Held {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * Counts how often a client must wait for answers before it can go on. It holds every request until no further one
 * comes, then lets all go together: each such release is one round trip, however fast the network is.
 */
export class HoldingProxy {
  readonly #server: Server;
  readonly #target: URL;
  readonly #agent = new Agent({ keepAlive: true });
  #held: Held[] = [];
  #rounds: Round[] = [];
  #refusedForHaste = 0;
  #quiet: NodeJS.Timeout | undefined;
  /** When set, nothing is held: each request goes on after so long, as over a slow network. */
  latencyMs: number | undefined;
  /** Told whenever a request or an answer passes. */
  onPassage: () => void = () => undefined;

  private constructor(target: URL) {
    this.#target = target;
    this.#server = createServer((request, response) => {
      this.#hold({ request, response });
    });
  }

  static async start(target: string): Promise<HoldingProxy> {
    const proxy = new HoldingProxy(new URL(target));
    await new Promise<void>((resolve) => proxy.#server.listen(0, "127.0.0.1", resolve));
    return proxy;
  }

  /** The target's base, as clients of the proxy have to name it. */
  get base(): string {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy listens on no port");
    return `http://127.0.0.1:${address.port}${this.#target.pathname}`;
  }

  /** What passed since the last call. */
  takeTraffic(): Traffic {
    const traffic = { rounds: this.#rounds, refusedForHaste: this.#refusedForHaste };
    this.#rounds = [];
    this.#refusedForHaste = 0;
    return traffic;
  }

  async close(): Promise<void> {
    this.#agent.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #hold(held: Held): void {
    this.onPassage();
    if (this.latencyMs !== undefined) {
      this.#rounds.push([this.#label(held.request)]);
      setTimeout(() => {
        this.#forward(held);
      }, this.latencyMs);
      return;
    }
    this.#held.push(held);
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#release();
    }, QUIET_MS);
  }

  #release(): void {
    const released = this.#held;
    this.#held = [];
    this.#rounds.push(released.map(({ request }) => this.#label(request)));
    for (const held of released) this.#forward(held);
  }

  #label({ method = "", url = "" }: IncomingMessage): string {
    const { pathname } = new URL(url, this.#target);
    return `${method} ${pathname.slice(this.#target.pathname.length)}`;
  }

  #forward({ request, response }: Held): void {
    this.onPassage();
    const { method, url, headers } = request;
    const { hostname, port } = this.#target;
    const onward = send({ agent: this.#agent, hostname, port, method, path: url, headers }, (answer) => {
      this.onPassage();
      if (answer.statusCode === 429) this.#refusedForHaste += 1;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", (error) => response.destroy(error));
    request.pipe(onward);
  }
}
