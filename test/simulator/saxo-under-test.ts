import type { Timestamp } from "../../src/core/domain/time.ts";
import { timestampFromIso } from "../../src/core/domain/time.ts";
import { assert } from "../../src/core/domain/assert.ts";
import type { SimulatedRequest, SimulatorOptions } from "../../src/simulator/simulator-options.ts";
import type { Simulator } from "../../src/simulator/start-simulator.ts";
import { startSimulator } from "../../src/simulator/start-simulator.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

export const TOKEN = "test-token";
/** The replay of the tests begins here; a Wednesday, 10:15 in New York. */
export const WEDNESDAY = "2026-03-04T15:15:00Z";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

interface Sending {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A running simulator, its clock, and a client that knows nothing but HTTP. */
export interface SaxoUnderTest {
  readonly simulator: Simulator;
  readonly clock: VirtualClock;
  readonly requests: SimulatedRequest[];
  readonly failures: unknown[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  send(method: string, path: string, sending?: Sending): Promise<Reply>;
  /** A complete order for one US500 at the market, with the given changes; `undefined` leaves a field out. */
  orderBody(changes?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /** Places that order after a second's pause, so that no rate limit is in the way, under a request id of its own. */
  order(changes?: Readonly<Record<string, unknown>>): Promise<Reply>;
  precheck(changes?: Readonly<Record<string, unknown>>): Promise<Reply>;
  /** The order log once it has caught up. */
  activities(query?: string): Promise<Reply>;
  close(): Promise<void>;
}

/** Two clients never use the same request id. */
let starts = 0;

export async function startSaxo(
  options: Partial<SimulatorOptions> & { readonly startIso?: string } = {},
): Promise<SaxoUnderTest> {
  const { startIso = WEDNESDAY, ...simulatorOptions } = options;
  const clock = new VirtualClock(startIso);
  const requests: SimulatedRequest[] = [];
  const failures: unknown[] = [];
  const simulator = await startSimulator({
    statePath: ":memory:",
    now: () => clock.now(),
    accessToken: TOKEN,
    onRequest: (request) => requests.push(request),
    onFailure: (error) => failures.push(error),
    ...simulatorOptions,
  });
  starts += 1;
  const run = starts;
  let orders = 0;

  async function send(method: string, path: string, { body, headers = {} }: Sending = {}): Promise<Reply> {
    const response = await fetch(path.startsWith("http") ? path : simulator.restBase + path, {
      method,
      headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json", ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const json: unknown = isJson ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json };
  }

  const orderBody: SaxoUnderTest["orderBody"] = (changes = {}) => ({
    AccountKey: simulator.identity.accountKey,
    Uic: 4913,
    AssetType: "CfdOnIndex",
    BuySell: "Buy",
    Amount: 1,
    OrderType: "Market",
    OrderDuration: { DurationType: "DayOrder" },
    ManualOrder: false,
    ...changes,
  });

  const post = (path: string, changes?: Readonly<Record<string, unknown>>): Promise<Reply> => {
    clock.advance(1000);
    orders += 1;
    return send("POST", path, {
      body: orderBody(changes),
      headers: { "X-Request-ID": `request-${run}-${orders}` },
    });
  };

  return {
    simulator,
    clock,
    requests,
    failures,
    get: (path, headers = {}) => send("GET", path, { headers }),
    send,
    orderBody,
    order: (changes) => post("/trade/v2/orders", changes),
    precheck: (changes) => post("/trade/v2/orders/precheck", changes),
    activities: (query = "") => {
      clock.advance(3000);
      return send("GET", `/cs/v1/audit/orderactivities?${query}`);
    },
    close: () => simulator.close(),
  };
}

/** Fields of an object, or elements of a list by their index; none of anything else. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

/** The value under a path of names and indices; `undefined` where there is none. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const step of path) {
    current = fieldsOf(current).get(String(step));
  }
  return current;
}

/** Rows of a list answer. */
export function rows(reply: Reply): readonly unknown[] {
  const data = pick(reply.json, "Data");
  assert(Array.isArray(data), `no list: ${reply.status} ${reply.text}`);
  return data;
}

/** One value of every row. */
export const column = (reply: Reply, ...path: readonly (string | number)[]): unknown[] =>
  rows(reply).map((row) => pick(row, ...path));

export function textAt(reply: Reply, ...path: readonly (string | number)[]): string {
  const value = pick(reply.json, ...path);
  assert(typeof value === "string", `no text at ${path.join(".")}: ${reply.text}`);
  return value;
}

export function numberAt(reply: Reply, ...path: readonly (string | number)[]): number {
  const value = pick(reply.json, ...path);
  assert(typeof value === "number", `no number at ${path.join(".")}: ${reply.text}`);
  return value;
}

export function instant(iso: string): Timestamp {
  const at = timestampFromIso(iso);
  assert(at !== undefined, `"${iso}" is no instant`);
  return at;
}
