import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

interface Reply {
  readonly status?: number;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly text?: string | Uint8Array;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
/** `drop` cuts the connection after the request has arrived, `truncate` in the middle of the reply, `hang` never answers. */
export type Answer = Reply | "drop" | "truncate" | "hang";
export type Answering = Answer | ((request: Received) => Answer | Promise<Answer>);

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

const BASE = "/sim/openapi";

export function fixture(name: string): unknown {
  const url = new URL(`../../../fixtures/saxo/${name}.json`, import.meta.url);
  const value: unknown = JSON.parse(readFileSync(url, "utf8"));
  return value;
}

/** The first row of a list. */
export function fixtureRow(name: string): object {
  const list = fixture(name);
  const rows: unknown = typeof list === "object" && list !== null && "Data" in list ? list.Data : [];
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined;
  if (typeof row === "object" && row !== null) return row;
  throw new Error(`${name} is no list of objects`);
}

/** A server on the loopback that answers as it is told and remembers what it was asked. */
export class FakeSaxo {
  readonly received: Received[] = [];
  readonly #answers = new Map<string, Answering[]>();
  readonly #server: Server;
  #port = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      void this.#handle(request, response);
    });
  }

  static async start(): Promise<FakeSaxo> {
    const fake = new FakeSaxo();
    fake.#server.listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    const address = fake.#server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    fake.#port = address.port;
    return fake;
  }

  get restBase(): URL {
    return new URL(`http://127.0.0.1:${this.#port}${BASE}`);
  }

  /** Answers one call after the other; the last answer is given again and again. */
  on(method: string, path: string, ...answers: readonly Answering[]): this {
    this.#answers.set(`${method} ${path}`, [...answers]);
    return this;
  }

  requests(path: string): Received[] {
    return this.received.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", this.restBase);
    const path = url.pathname.slice(BASE.length);
    const text = (await Array.fromAsync(request)).map(String).join("");
    const received: Received = {
      method: request.method ?? "",
      path,
      rawQuery: url.search.slice(1),
      query: url.searchParams,
      headers: request.headers,
      body: bodyOf(request.headers["content-type"], text),
    };
    this.received.push(received);
    const queue = this.#answers.get(`${received.method} ${path}`) ?? [{ status: 404, text: "" }];
    const answering = queue.length > 1 ? queue.shift() : queue[0];
    const answer = typeof answering === "function" ? await answering(received) : answering;
    give(answer ?? { status: 404, text: "" }, response);
  }
}

/** Only what is sent as JSON is read as such; the forms of a login stay as they are. */
function bodyOf(contentType: string | undefined, text: string): unknown {
  if (text === "") return undefined;
  return contentType?.includes("json") === true ? JSON.parse(text) : text;
}

function give(answer: Answer, response: ServerResponse): void {
  if (answer === "hang") return;
  if (answer === "drop") {
    response.destroy();
    return;
  }
  if (answer === "truncate") {
    response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
    response.write('{"OrderId":"5', () => response.destroy());
    return;
  }
  const { status = 200, body, text, contentType = "application/json; charset=utf-8", headers } = answer;
  response.writeHead(status, { "content-type": contentType, "x-correlation": "s#a#r#1", ...headers });
  response.end(text ?? (body === undefined ? "" : JSON.stringify(body)));
}
