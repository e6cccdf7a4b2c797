import { assert } from "../core/domain/assert.ts";
import { TradebotError } from "../core/domain/errors.ts";
import type { Ports } from "../cycle/ports.ts";
import type { Broker } from "../cycle/ports/broker.ts";

/** Stands for the end of the process: nobody can catch it and go on, because every port throws it from then on. */
export class Crashed extends Error {
  override readonly name = "Crashed";
}

export type When = "before" | "after";

/** Where a run ends: right before the effect of a call, or right after it, with the answer or the failure never seen. */
export type CrashPoint =
  /** Of all store writes and broker calls, from 1. */
  | { readonly kind: "nth"; readonly n: number; readonly when: When }
  /** Of those that change something in the store or at the broker, from 1: between two of them nothing is different. */
  | { readonly kind: "change"; readonly n: number; readonly when: When }
  /** Of those with this name. */
  | { readonly kind: "call"; readonly call: string; readonly n: number; readonly when: When };

/** How the methods of the store and its cache are called that leave something behind. */
const WRITES = /^(begin|finish|bindTo|record|create|note|write|drop|adjust)/;
const READS: ReadonlySet<string> = new Set(["beganAt"]);

/** What a broker's methods are called that leave nothing behind there. */
const ASKS = /^(read|search|precheck|wait)/;

const isWrite = (name: string): boolean => WRITES.test(name) && !READS.has(name);

/** Ends a run at one of its store writes or broker calls. */
export class CrashSwitch {
  readonly #point: CrashPoint;
  #calls = 0;
  #fitting = 0;
  #victim: string | undefined;

  constructor(point: CrashPoint) {
    assert(point.n >= 1, "calls are counted from 1");
    this.#point = point;
  }

  /** The call at which the run ended; `undefined` when it survived. */
  get victim(): string | undefined {
    return this.#victim;
  }

  /** Calls counted so far; all of the run's when it survived. */
  get calls(): number {
    return this.#calls;
  }

  around(ports: Ports): Ports {
    const { store, clock } = ports;
    return {
      ...ports,
      store: this.#guard(store, new Map([["cache", this.#guard(store.cache, new Map())]])),
      clock: this.#guard(clock, new Map()),
      connectBroker: async () => this.#guardBroker(await ports.connectBroker()),
    };
  }

  /** Counts what writes, and lets nothing pass once the run has ended. */
  #guard<Port extends object>(port: Port, inside: ReadonlyMap<string, unknown>): Port {
    return new Proxy(port, {
      get: (target, property): unknown => {
        const name = String(property);
        const member: unknown = inside.get(name) ?? Reflect.get(target, property);
        if (typeof member !== "function") return member;
        return (...args: readonly unknown[]): unknown => {
          const isVictim = this.#arrive(name, isWrite(name) ? "changes" : "none");
          const result: unknown = Reflect.apply(member, target, args);
          this.#leave(name, isVictim);
          return result;
        };
      },
    });
  }

  /** Every call counts. Its end is a rejection, also where it comes before the call. */
  #guardBroker(broker: Broker): Broker {
    return new Proxy(broker, {
      get: (target, property): unknown => {
        const member: unknown = Reflect.get(target, property);
        if (typeof member !== "function" || property === "clockAheadMs") return member; // it asks nobody
        const name = String(property);
        return async (...args: readonly unknown[]): Promise<unknown> => {
          const isVictim = this.#arrive(name, ASKS.test(name) ? "asks" : "changes");
          const result: unknown = await this.#unlessFailed(
            isVictim,
            name,
            Reflect.apply(member, target, args),
          );
          this.#leave(name, isVictim);
          return result;
        };
      },
    });
  }

  /** A call that failed is over as well. @throws Crashed in place of the failure, where the run ends after this call */
  async #unlessFailed(isVictim: boolean, name: string, result: unknown): Promise<unknown> {
    try {
      return await result;
    } catch (error) {
      if (error instanceof TradebotError) this.#leave(name, isVictim);
      throw error; // a bug stays one
    }
  }

  /** @returns whether this call is the one */
  #arrive(name: string, weight: Weight): boolean {
    this.#throwIfDead();
    if (weight === "none") return false;
    this.#calls += 1;
    if (!fits(this.#point, name, weight)) return false;
    this.#fitting += 1;
    const isVictim = this.#fitting === this.#point.n;
    if (isVictim && this.#point.when === "before") this.#crash(name);
    return isVictim;
  }

  #leave(name: string, isVictim: boolean): void {
    this.#throwIfDead(); // the process ended during the call, at another one
    if (isVictim) this.#crash(name);
  }

  #throwIfDead(): void {
    if (this.#victim !== undefined) throw new Crashed(this.#victim);
  }

  #crash(name: string): never {
    this.#victim = name;
    throw new Crashed(name);
  }
}

/** Whether a call counts, and whether something is different after it. */
type Weight = "none" | "asks" | "changes";

function fits(point: CrashPoint, name: string, weight: Weight): boolean {
  switch (point.kind) {
    case "nth":
      return true;
    case "change":
      return weight === "changes";
    case "call":
      return point.call === name;
  }
}
