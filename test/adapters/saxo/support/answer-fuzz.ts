import { createSaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import type { SaxoBroker } from "../../../../src/adapters/saxo/saxo-broker.ts";
import { fixedToken } from "../../../../src/adapters/saxo/transport/access-tokens.ts";
import { TradebotError } from "../../../../src/core/domain/errors.ts";
import { requestId } from "../../../../src/core/domain/ids.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";
import { seededRandom } from "../../files/seeded-random.ts";
import { CALLS } from "./calls.ts";
import type { KnownCall } from "./calls.ts";
import { FakeSaxo } from "./fake-saxo.ts";
import type { Answer } from "./fake-saxo.ts";
import { MUTATIONS } from "./mutations.ts";

export interface AnswerFuzz {
  readonly answers: number;
  /** How many were read all the same. */
  readonly values: number;
  readonly errors: number;
  /** Every answer that brought a crash, a hang, a value that is none, or an order nobody asked for. */
  readonly faults: readonly string[];
}

const TOKEN = "eyJhbGciOiJFUzI1NiJ9.token-of-the-fuzz.c2lnbmF0dXJl";
/** A new client now and then, so that a pause of years that one answer asks for does not silence all others. */
const ANSWERS_PER_CLIENT = 10;
const HANG_MS = 20_000;

/** Lets the client ask each endpoint in turn, and answers it wrongly in every way, as the seed decides. */
export async function fuzzAnswers(answers: number, seed: number): Promise<AnswerFuzz> {
  const random = seededRandom(seed);
  const saxo = await FakeSaxo.start();
  for (const { method, path, good } of CALLS) saxo.on(method, path, { body: good });
  const faults: string[] = [];
  let values = 0;
  let broker = clientOf(saxo);
  try {
    for (let count = 0; count < answers; count += 1) {
      if (count % ANSWERS_PER_CLIENT === 0) {
        await broker.close();
        broker = clientOf(saxo);
      }
      const tried = CALLS[count % CALLS.length] ?? fail("there are no calls");
      const names = Object.keys(MUTATIONS);
      const name = names[Math.floor(random() * names.length)] ?? "";
      const answer = MUTATIONS[name]?.(tried.good, random) ?? fail(`there is no mutation "${name}"`);
      const { isValue, fault } = await tryAnswer({ saxo, broker, tried, answer });
      if (isValue) values += 1;
      if (fault !== undefined)
        faults.push(`seed ${seed}, answer ${count}, ${name} to ${tried.method} ${tried.path}: ${fault}`);
    }
  } finally {
    await broker.close();
    await saxo.close();
  }
  return { answers, values, errors: answers - values, faults };
}

function clientOf(saxo: FakeSaxo): SaxoBroker {
  let ids = 0;
  return createSaxoBroker({
    restBase: saxo.restBase,
    tokens: fixedToken(TOKEN),
    hideToken: (text, token) => text.replaceAll(token, "***"),
    clock: new VirtualClock("2026-03-04T09:15:00Z"),
    ids: { requestId: () => requestId(`fuzz-${(ids += 1)}`) },
    events: { emit: () => undefined },
    ordersPerSecond: 1000,
    signal: new AbortController().signal,
  });
}

interface Trial {
  readonly saxo: FakeSaxo;
  readonly broker: SaxoBroker;
  readonly tried: KnownCall;
  readonly answer: Answer;
}

async function tryAnswer({ saxo, broker, tried, answer }: Trial) {
  const { method, path, good } = tried;
  saxo.received.length = 0;
  saxo.on(method, path, answer);
  const deadline = Promise.withResolvers<unknown>();
  const timer = setTimeout(() => {
    deadline.resolve(new Error(`no end after ${HANG_MS} ms`));
  }, HANG_MS);
  const outcome = await Promise.race([outcomeOf(tried.call(broker, saxo.restBase)), deadline.promise]);
  clearTimeout(timer);
  saxo.on(method, path, { body: good });
  const fault = faultIn(outcome) ?? orderNobodyAskedFor(saxo, tried);
  return { isValue: !(outcome instanceof Error), fault };
}

const outcomeOf = (call: Promise<unknown>): Promise<unknown> =>
  call.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));

function faultIn(outcome: unknown): string | undefined {
  if (outcome instanceof TradebotError) return undefined;
  if (outcome instanceof Error) return `${outcome.name}: ${outcome.message}`;
  return holdsNoNumber(outcome) ? "a value with a number that is none" : undefined;
}

function holdsNoNumber(value: unknown): boolean {
  if (typeof value === "number") return !Number.isFinite(value);
  if (value instanceof Map) return [...value.values()].some(holdsNoNumber);
  if (value instanceof Error || typeof value !== "object" || value === null) return false;
  return Object.values(value).some(holdsNoNumber);
}

/** A placement sends one order and may cancel it; a cancellation only cancels; everything else writes nothing. */
function orderNobodyAskedFor(
  { received }: FakeSaxo,
  { method, path, isWrite }: KnownCall,
): string | undefined {
  const writes = received.filter(
    (request) => request.path.startsWith("/trade/v2/orders") && !request.path.endsWith("/precheck"),
  );
  const isAskedFor = (request: { readonly method: string; readonly path: string }): boolean =>
    request.method === method && request.path === path;
  const asked = writes.filter((request) => request.method !== "GET").filter(isAskedFor);
  const others = writes.filter((request) => !isAskedFor(request) && request.method !== "DELETE");
  if (others.length > 0 || (isWrite !== true && writes.length > 0))
    return "an order was written that nobody asked for";
  return asked.length > 1 ? `the write was sent ${asked.length} times` : undefined;
}

function fail(message: string): never {
  throw new Error(message);
}
